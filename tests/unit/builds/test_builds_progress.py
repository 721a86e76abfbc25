"""A bar on a terminal for what takes long; nothing otherwise."""

import io

from plugins.builds import progress
from plugins.builds.progress import shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(monkeypatch, stream, patience):
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", patience)
    monkeypatch.setattr(progress, "_BETWEEN_SECONDS", 0)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", stream)
    assert list(shown(range(50), "Reading texts", 50)) == list(range(50))
    return stream.getvalue()


def test_a_long_step_is_shown_on_a_terminal(monkeypatch):
    printed = run(monkeypatch, Terminal(), -1)
    assert "Reading texts" in printed
    assert "49/50" in printed


def test_a_short_step_is_not(monkeypatch):
    assert run(monkeypatch, Terminal(), 60) == ""


def test_nothing_is_shown_where_nobody_looks(monkeypatch):
    assert run(monkeypatch, io.StringIO(), -1) == ""


def test_the_bar_goes_away_when_the_step_breaks_off(monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", -1)
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    steps = shown(range(50), "Reading texts", 50)
    next(steps)
    steps.close()
    assert stream.getvalue().endswith("\x1b[2K") or "\x1b[?25h" in stream.getvalue()
