"""What is read off a terminal's screen."""

from __future__ import annotations

import pytest

from tests.terminals import shown


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        ("one\r\ntwo\r\n", ["one", "two", ""]),
        ("\x1b[1;31mred\x1b[0m and \x1b]0;title\x07plain", ["red and plain"]),
        ("50%\r100%", ["100%"]),
        ("longer\rcut\x1b[K", ["cut"]),
        ("bar ###\r\n\r\x1b[1A\x1b[2Kdone", ["done", ""]),
        ("typod\b\bed", ["typed"]),
        ("ab\x1b[2Dx\x1b[1C|", ["abx |"]),
        ("\x1b[?2004h> x\x1b[?2004l\r\n", ["> x", ""]),
    ],
)
def test_a_screen_shows_what_was_not_erased(raw: str, lines: list[str]) -> None:
    assert shown(raw) == lines
