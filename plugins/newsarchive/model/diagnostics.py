"""Faults and warnings: where, which kind, and the values that the message prints.

Code that checks content returns or yields `Fault`s, which contain no text. `build.diagnostics` renders them as messages
in the editor's language. A fault stops a build, a warning does not.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Collection
from typing import NamedTuple, Protocol

import msgspec
from msgspec.structs import replace


class Placed(Protocol):
    """Any object with a position in a file, counted from 1: a `Position`, or a parsed YAML entry."""

    @property
    def line(self) -> int:
        """The line."""

    @property
    def column(self) -> int:
        """The column."""


class RefusedError(ValueError):
    """Raised if a command refuses what an editor asked; the message says why, translated.

    `status` is the exit status of the command.
    """

    status = 1


class UsageError(RefusedError):
    """Raised if an argument is missing or wrong, such as an unknown name, or contradicts another one."""

    status = 2


class Position(NamedTuple):
    """A position in a file: line and column, counted from 1."""

    line: int
    column: int = 1


TOP = Position(1)
"""The first line of a file: the position of faults that concern several front-matter fields or the whole file."""


class Fault(msgspec.Struct, frozen=True, order=True, array_like=True):
    """One problem that a check found in the content: a fault, which stops the build, or a warning, which does not.

    Attributes:
        path: The file, relative to the content folder; empty until `at` sets it.
        line: Counted from 1, as `column`; both are 0 if the fault concerns the file as a whole.
        code: The kind, such as `unknown-field`. Its message is the entry `fault.<code>` of the translation catalogues.
        values: Pairs of name and value that fill the placeholders of the message.
    """

    path: str
    line: int
    column: int
    code: str
    values: tuple[tuple[str, str], ...] = ()
    warning: bool = False

    def at(self, path: str) -> Fault:
        """Return a copy with `path` set; parsers create faults without it, because they get only a file's content."""
        return replace(self, path=path)


def fault(code: str, at: Placed | None = None, /, path: str = "", warning: bool = False, **values: object) -> Fault:
    """Return a new `Fault`, about the whole file if `at` is None.

    `values` fill the placeholders of its message; those that are None are left out.
    """
    printed = tuple([(name, str(value)) for name, value in values.items() if value is not None])
    line, column = (at.line, at.column) if at else (0, 0)
    return Fault(path, line, column, code, printed, warning)


# a comparison of words of 30 letters takes 60 µs, and the time grows with the square of the length
_MOST_COMPARED, _SHORT, _LONGEST = 500, 30, 200


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return the entry of `known` that is most similar to a mistyped `word`, or an empty string if none is similar.

    Of very many words, those with the same first letter are compared that are first or next to `word` by the alphabet.
    """
    if len(word) > _LONGEST:
        return ""
    most = _MOST_COMPARED * _SHORT**2 // max(_SHORT, len(word)) ** 2
    if len(known) > most:
        known = sorted(each for each in known if each[:1] == word[:1])
        place = max(0, bisect_left(known, word) - most // 4)
        known = {*known[: most // 2], *known[place : place + most // 2]}
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.7)), "")


def unknown_field(place: Placed, field: str, known: Collection[str]) -> Fault:
    """Return the fault of a field which does not exist, such as `sources.titel`, with a similar one if any."""
    if meant := did_you_mean(field.rpartition(".")[2], known):
        return fault("unknown-field", place, field=field, meant=meant)
    return fault("unknown-field", place, field=field, hint="table")
