"""A bar is there for who waits at a terminal, and for nobody else."""

import io
import sys
import time

import pytest

from newsarchive.build import workers
from newsarchive.build.workers import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def patience(monkeypatch):
    """Set how long an editor waits before a bar is shown."""
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    return lambda seconds: monkeypatch.setattr(workers, "PATIENCE_SECONDS", seconds)


def shown_by(work, monkeypatch, terminal=True):
    """What is written to standard error while the work goes on."""
    out = Terminal() if terminal else io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", out)
        work()
    return out.getvalue()


def reading(total=None):
    with progress("reading the texts", total) as step:
        for _ in range(4):
            time.sleep(0.05)
            step()


@pytest.mark.parametrize("total", [None, 4])
def test_whoever_waits_sees_a_bar_that_is_taken_away_again(patience, monkeypatch, total):
    patience(0)
    shown = shown_by(lambda: reading(total), monkeypatch)
    assert "reading the texts" in shown
    assert ("4/4" in shown) is bool(total)
    assert shown.endswith("\x1b[1A\x1b[2K")
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1


def test_what_is_done_at_once_shows_nothing(patience, monkeypatch):
    patience(30)
    assert shown_by(reading, monkeypatch) == ""


def test_a_bar_is_taken_away_when_the_work_is_broken_off(patience, monkeypatch):
    def broken_off():
        with pytest.raises(KeyboardInterrupt), progress("building"):  # noqa: PT012
            time.sleep(0.2)
            raise KeyboardInterrupt

    patience(0)
    shown = shown_by(broken_off, monkeypatch)
    assert "building" in shown
    assert shown.endswith("\x1b[1A\x1b[2K")


@pytest.mark.parametrize(
    ("terminal", "variable", "value"),
    [(True, "TERM", "dumb"), (False, "TERM", "xterm"), (False, "FORCE_COLOR", "1")],
)
def test_nothing_is_written_where_it_could_not_be_taken_back(patience, monkeypatch, terminal, variable, value):
    patience(0)
    monkeypatch.setenv(variable, value)
    assert shown_by(reading, monkeypatch, terminal) == ""
