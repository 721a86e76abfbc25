"""Output that a GitHub runner reads: it takes some lines for commands.

A line that begins with `::`, or holds `##[` anywhere, can be a command (actions/runner, `ActionCommand`). Content must
not give commands, so a backslash is inserted.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO

_COMMAND = re.compile(r"##(?=\[)|(?:^|(?<=[\r\n]))\s*:(?=:)")


def guard_output(environment: Mapping[str, str], *, errors_alone: bool = False) -> None:
    """On a GitHub runner, keep it from taking printed text for commands.

    `errors_alone` leaves standard output unchanged, for lines that are meant as commands.
    """
    if environment.get("GITHUB_ACTIONS"):
        sys.stderr = _guarded(sys.stderr)
        sys.stdout = sys.stdout if errors_alone else _guarded(sys.stdout)


def _guarded(stream: TextIO) -> TextIO:
    return stream if isinstance(stream, _Guarded) else _Guarded(stream)  # type: ignore[return-value]


class _Guarded:
    """A stream that breaks up the marks of commands, even if they arrive in pieces."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._line = stream, ""

    def write(self, text: str) -> int:
        """Write text with a backslash inside each mark."""
        line = _COMMAND.sub(r"\g<0>\\", self._line + text)
        written = self._stream.write(line[len(self._line) :])
        self._line = re.split(r"[\r\n]", line)[-1]
        return written

    def writelines(self, lines: list[str]) -> None:
        """Write each line."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """Delegate everything else to the stream."""
        return getattr(self._stream, name)
