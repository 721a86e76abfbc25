"""What is printed on a terminal: paths, lines, reports; and without commands to CI runners.

GitHub's runner obeys printed lines that begin with `::` or contain `##[` (actions/runner, `ActionCommand`). Printed
content must not act as a command, so `guard_output` inserts a backslash into each such mark.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

_COMMAND = re.compile(r"##(?=\[)|(?:^|(?<=[\r\n]))\s*:(?=:)")


def guard_output(environment: Mapping[str, str], *, errors_alone: bool = False) -> None:
    """On a GitHub runner, replace `sys.stdout` and `sys.stderr`, so that printed text cannot act as a command to it.

    If `errors_alone`, standard output stays as it is, for programs that print commands on purpose.
    """
    if environment.get("GITHUB_ACTIONS"):
        sys.stderr = _guarded(sys.stderr)
        sys.stdout = sys.stdout if errors_alone else _guarded(sys.stdout)


def _guarded(stream: TextIO) -> TextIO:
    return stream if isinstance(stream, _Guarded) else _Guarded(stream)  # type: ignore[return-value]


class _Guarded:
    """A text stream whose text never acts as a command to a GitHub runner, even if one arrives in several writes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._line = stream, ""

    def write(self, text: str) -> int:
        """Write a text, with a backslash in each command to a GitHub runner; return what the wrapped stream returns."""
        line = _COMMAND.sub(r"\g<0>\\", self._line + text)
        written = self._stream.write(line[len(self._line) :])
        self._line = re.split(r"[\r\n]", line)[-1]
        return written

    def writelines(self, lines: list[str]) -> None:
        """Write each of the lines with `write`."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """Return any other attribute, such as `flush` or `encoding`, of the wrapped stream."""
        return getattr(self._stream, name)


FOLDER = "NEWSARCHIVE_FOLDER"
"""The environment variable in which `./newsarchive` names the folder in which it was called, before it leaves it."""


def shown_path(path: Path) -> str:
    """Return a path as messages print it: without `..`, and relative to the caller's folder if it is inside."""
    here, path = Path(os.environ.get(FOLDER) or Path.cwd()), Path.cwd() / path
    path = path.resolve() if ".." in path.parts else path
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


def say(faults: Iterable[str], held: Iterable[str]) -> None:
    """Print the lines about faults on standard error, and those about what is held back on standard output."""
    for lines, stream in ((tuple(faults), sys.stderr), (tuple(held), sys.stdout)):
        if lines:
            # one call: the stream may be line buffered, and there may be thousands of lines
            print("\n".join(lines), file=stream)
