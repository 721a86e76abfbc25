"""Bounds of time let a slow machine take longer, and nothing else."""

from itertools import cycle

import pytest

from tests import timing


def clock(monkeypatch, *readings, works=(0.045,)):
    """Have the clock of the CPU show these readings, then pieces of work that take as long as `works`, in turn."""

    def shown():
        yield from readings
        now = 100.0
        for work in cycle(works):
            yield now
            now += work
            yield now

    left = shown()
    monkeypatch.setattr(timing.time, "process_time", lambda: next(left))
    monkeypatch.setattr(timing, "_work", lambda: None)


def test_what_takes_too_long_fails_and_what_does_not_passes(monkeypatch):
    clock(monkeypatch, 1.0, 2.9)
    with timing.within(2):
        pass
    clock(monkeypatch, 1.0, 3.1)
    with pytest.raises(AssertionError, match=r"2\.10 s of CPU, and 2\.00 s"), timing.within(2):
        pass


def test_a_machine_that_is_slow_may_take_longer(monkeypatch):
    clock(monkeypatch, 1.0, 4.9, works=[0.09])
    with timing.within(2):
        pass
    clock(monkeypatch, 1.0, 5.1, works=[0.09])
    with pytest.raises(AssertionError, match=r"4\.10 s of CPU, and 4\.00 s"), timing.within(2):
        pass


def test_a_machine_that_is_slow_now_and_then_may_take_longer(monkeypatch):
    clock(monkeypatch, 1.0, 4.9, works=[0.045] * 20 + [0.09])
    with timing.within(2):
        pass


def test_a_fast_machine_is_not_bound_to_be_faster(monkeypatch):
    clock(monkeypatch, works=[0.01])
    assert timing.slowness() == 1
