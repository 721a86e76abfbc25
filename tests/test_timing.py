"""Bounds of time let a slow machine take longer, and nothing else."""

import pytest

from tests import timing


def clock(monkeypatch, *readings):
    left = iter(readings)
    monkeypatch.setattr(timing.time, "process_time", lambda: next(left))


def test_what_takes_too_long_fails_and_what_does_not_passes(monkeypatch):
    clock(monkeypatch, 1.0, 2.9)
    with timing.within(2):
        pass
    clock(monkeypatch, 1.0, 3.1, 4.0, 4.045)
    with pytest.raises(AssertionError, match=r"2\.10 s of CPU, and 2\.00 s"), timing.within(2):
        pass


def test_a_machine_that_is_slow_may_take_longer(monkeypatch):
    clock(monkeypatch, 1.0, 4.9, 5.0, 5.09)
    with timing.within(2):
        pass
    clock(monkeypatch, 1.0, 5.1, 6.0, 6.09)
    with pytest.raises(AssertionError, match=r"4\.10 s of CPU, and 4\.00 s"), timing.within(2):
        pass


def test_a_fast_machine_is_not_bound_to_be_faster(monkeypatch):
    clock(monkeypatch, 0.0, 0.01)
    assert timing.slowness() == 1
