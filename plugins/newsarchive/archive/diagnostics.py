"""Faults and warnings: where, which kind, and the values that the message prints."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Collection
from typing import NamedTuple, Protocol

import msgspec


class Placed(Protocol):
    """An object with a line and a column, both counted from 1."""

    @property
    def line(self) -> int:
        """The line."""
        ...

    @property
    def column(self) -> int:
        """The column."""
        ...


class Position(NamedTuple):
    """A position in a file: line and column, counted from 1."""

    line: int
    column: int = 1


TOP = Position(1)
"""The first line of the front matter: the position of faults that concern several fields or the whole file."""


class Fault(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A diagnostic: a fault or, if `warning`, a warning, with its file and position.

    Attributes:
        line: Counted from 1; 0 for the file as a whole.
        column: Counted from 1; 0 for the file as a whole.
        code: The kind. The message is the catalogue entry `fault.<code>`.
        values: The names and values of the message's placeholders.
    """

    path: str
    line: int
    column: int
    code: str
    values: tuple[tuple[str, str], ...] = ()
    warning: bool = False

    def at(self, path: str) -> Fault:
        """Return a copy with the file's path. Front matter is parsed without knowing the path."""
        return msgspec.structs.replace(self, path=path)


def fault(code: str, at: Placed | None = None, /, path: str = "", warning: bool = False, **values: object) -> Fault:
    """Return a fault at a position or for the whole file; `values` fill the placeholders of its message."""
    printed = tuple((name, str(value)) for name, value in values.items())
    line, column = (at.line, at.column) if at else (0, 0)
    return Fault(path, line, column, code, printed, warning)


MOST_COMPARED = 500
"""The number of candidates compared with a word of 30 letters.

Each comparison takes 60 µs and grows with the square of the word's length.
"""

_SHORT = 30
_LONGEST_COMPARED = 200


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return the known word most similar to `word`, or an empty string if none is similar.

    If there are too many known words, only some that begin with the same letter are compared: half of them the first
    in alphabetical order, the other half those closest to `word` in that order. Words of over 200 letters have no
    suggestion.
    """
    if len(word) > _LONGEST_COMPARED:
        return ""
    most = MOST_COMPARED * _SHORT**2 // max(_SHORT, len(word)) ** 2
    if len(known) > most:
        known = sorted(each for each in known if each[:1] == word[:1])
        place = max(0, bisect_left(known, word) - most // 4)
        known = {*known[: most // 2], *known[place : place + most // 2]}
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.7)), "")


FEW = 6
"""The largest number of fields that a message lists in full if none is similar to the one that was typed."""


def unknown_field(place: Placed, field: str, known: Collection[str], meant: str = "") -> Fault:
    """Return the fault of a field that does not exist.

    Args:
        place: The position of the field.
        field: Its name, with the names of outer fields and dots before it.
        known: The fields that exist. If there are at most `FEW` and none is similar, the message lists them.
        meant: The field that the editor meant, if known; otherwise the most similar of `known` is suggested.
    """
    meant = meant or did_you_mean(field.rpartition(".")[2], known)
    if meant:
        return fault("unknown-field", place, field=field, meant=meant)
    if len(known) > FEW:
        return fault("unknown-field", place, field=field, hint="table")
    return fault("unknown-field", place, field=field, known=", ".join(known), hint="known")
