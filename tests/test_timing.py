"""Bounds of time let a slow machine take longer, and nothing else."""

import pytest

from tests import timing


def test_what_takes_too_long_fails_and_what_does_not_passes(monkeypatch):
    clock = iter([0.0, 0.045, 1.0, 2.9, 3.0, 3.045])
    monkeypatch.setattr(timing.time, "process_time", lambda: next(clock))
    with timing.within(2):
        pass
    clock = iter([0.0, 0.045, 1.0, 3.1, 4.0, 4.045])
    with pytest.raises(AssertionError, match=r"2\.10 s of CPU, and 2\.00 s"), timing.within(2):
        pass


def test_a_machine_that_is_slow_before_or_after_may_take_longer(monkeypatch):
    for slow in ([0.0, 0.09, 1.0, 4.9, 5.0, 5.045], [0.0, 0.045, 1.0, 4.9, 5.0, 5.09]):
        clock = iter(slow)
        monkeypatch.setattr(timing.time, "process_time", lambda clock=clock: next(clock))
        with timing.within(2):
            pass


def test_a_fast_machine_is_not_bound_to_be_faster(monkeypatch):
    clock = iter([0.0, 0.01])
    monkeypatch.setattr(timing.time, "process_time", lambda: next(clock))
    assert timing.slowness() == 1
