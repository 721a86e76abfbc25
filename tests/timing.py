"""Bounds of time that hold on any machine: seconds of a quiet one, counted in what a fixed piece of work takes now."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

QUIET = 0.045
"""Seconds of CPU that the piece of work takes on the machine for which bounds are set, with nothing else to do."""

PARTS = pytest.mark.parametrize(
    "part", [pytest.param(8, id="an eighth"), pytest.param(1, id="whole", marks=pytest.mark.full)]
)
"""Have a test read an eighth of the largest text, in an eighth of the time, and with `make test-all` all of it, too."""

_WORDS = re.compile(r"(\w+)\s(\w+)")


def _work() -> None:
    """Do what a reading of texts does: numbers, a dictionary, a pattern over words."""
    total, found = 0, {}
    for number in range(300_000):
        total += number * number % 7
    for number in range(60_000):
        found[str(number)] = number
    for _ in range(30):
        _WORDS.findall("hello world foo bar " * 200)


def slowness(seconds: float = 0) -> float:
    """Return how many times longer this machine takes than a quiet one, at least 1.

    Its speed changes within a second, so it is measured for so many `seconds` of CPU, at least once, and the slowest
    counts.
    """
    most, spent = 1.0, 0.0
    while spent <= seconds:
        began = time.process_time()
        _work()
        taken = time.process_time() - began
        most, spent = max(most, taken / QUIET), spent + taken
    return most


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Have what is done inside take less CPU than `seconds`, on a machine as slow as it is for as long after."""
    # collecting what all tests of this process left would be counted as work of this one
    collects = gc.isenabled()
    gc.disable()
    began = time.process_time()
    try:
        yield
        taken = time.process_time() - began
    finally:
        if collects:
            gc.enable()
    # the machine's speed is measured only where it decides: that takes longer than most of what is bound
    if taken >= seconds:
        allowed = seconds * slowness(taken)
        assert taken < allowed, f"{taken:.2f} s of CPU, and {allowed:.2f} s are allowed at this machine's speed"
