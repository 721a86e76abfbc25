"""No line is a command to a runner of GitHub, however it is written."""

from __future__ import annotations

import io
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.build.terminal import guard_output

ACTIONS = {"GITHUB_ACTIONS": "true"}


def _is_command(line: str) -> bool:
    """As actions/runner reads a line: `TryParseV2` of what begins it, blanks apart, `TryParse` of what it holds."""
    return line.lstrip().startswith("::") or "##[" in line


def _printed(pieces: list[str], *, errors_alone: bool = False) -> tuple[str, str]:
    before = sys.stdout, sys.stderr
    out, err = io.StringIO(newline=""), io.StringIO(newline="")
    sys.stdout, sys.stderr = out, err
    try:
        guard_output(ACTIONS, errors_alone=errors_alone)
        guard_output(ACTIONS, errors_alone=errors_alone)
        for piece in pieces:
            sys.stdout.write(piece)
            print(piece, file=sys.stderr, end="", flush=True)
    finally:
        sys.stdout, sys.stderr = before
    return out.getvalue(), err.getvalue()


@given(st.lists(st.text(alphabet=" \t\r\n:#[]ax\u2003\u00a0\u0085", max_size=8), max_size=8))
def test_no_line_is_a_command_and_nothing_else_changes(pieces: list[str]) -> None:
    for printed in _printed(pieces):
        assert not [line for line in re.split(r"[\r\n]", printed) if _is_command(line)]
        assert printed.replace("\\", "") == "".join(pieces)


@pytest.mark.parametrize(
    "words", ["##[add-mask]a", "a ##[error]b", "::set-env name=a::b", "  ::stop-commands::x", "\n::a::"]
)
def test_a_command_is_parted_by_a_backslash(words: str) -> None:
    assert _printed([words])[0] == words.replace("##[", "##\\[").replace("::", ":\\:", 1)


def test_the_reports_own_commands_stay_and_its_errors_do_not() -> None:
    assert _printed(["::error::a"], errors_alone=True) == ("::error::a", ":\\:error::a")


def test_elsewhere_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    guard_output({})
    assert sys.stdout is stream
