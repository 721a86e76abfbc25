"""What is printed where a runner of GitHub reads along, which takes some lines for its commands.

A line that begins with `::` can be one, and so can one with `##[` anywhere in it (actions/runner, `ActionCommand`).
Content must not choose them, so a backslash parts their signs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO

_COMMAND = re.compile(r"##(?=\[)|(?:^|(?<=[\r\n]))\s*:(?=:)")


def guard_output(environment: Mapping[str, str], *, errors_alone: bool = False) -> None:
    """Have nothing that this process prints be a runner's command, where a runner reads it.

    `errors_alone` leaves standard output as it is, for lines that are meant as commands.
    """
    if environment.get("GITHUB_ACTIONS"):
        sys.stderr = _guarded(sys.stderr)
        sys.stdout = sys.stdout if errors_alone else _guarded(sys.stdout)


def _guarded(stream: TextIO) -> TextIO:
    return stream if isinstance(stream, _Guarded) else _Guarded(stream)  # type: ignore[return-value]


class _Guarded:
    """A stream that parts the signs of commands, also where they come piece by piece."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._line = stream, ""

    def write(self, text: str) -> int:
        """Write a text."""
        line = _COMMAND.sub(r"\g<0>\\", self._line + text)
        written = self._stream.write(line[len(self._line) :])
        self._line = re.split(r"[\r\n]", line)[-1]
        return written

    def writelines(self, lines: list[str]) -> None:
        """Write texts one after the other."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """Be the stream for all else."""
        return getattr(self._stream, name)
