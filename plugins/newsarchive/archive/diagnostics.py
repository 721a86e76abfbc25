"""Faults and warnings: where, which kind, and the values that the message prints."""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Collection
from typing import NamedTuple, Protocol

import msgspec


class Placed(Protocol):
    """Anything that stands at a line and a column, both counted from 1."""

    @property
    def line(self) -> int:
        """The line."""
        ...

    @property
    def column(self) -> int:
        """The column."""
        ...


class Position(NamedTuple):
    """A place in a file."""

    line: int
    column: int = 1


TOP = Position(1)
"""The front matter's first line: for what concerns a file's fields together."""


class Fault(msgspec.Struct, frozen=True, order=True, array_like=True):
    """One fault. `line` and `column` count from 1; 0 means the file as a whole.

    `code` names the kind; its message is the catalogues' entry `fault.<code>`, filled with `values`.
    """

    path: str
    line: int
    column: int
    code: str
    values: tuple[tuple[str, str], ...] = ()
    warning: bool = False

    def at(self, path: str) -> Fault:
        """Return the same fault, of the file at `path` (front matter is parsed without knowing its path)."""
        return msgspec.structs.replace(self, path=path)


def fault(code: str, at: Placed | None = None, /, path: str = "", warning: bool = False, **values: object) -> Fault:
    """Make a fault at a place, or of a file as a whole; `values` are what its message prints, in that order."""
    printed = tuple((name, str(value)) for name, value in values.items())
    line, column = (at.line, at.column) if at else (0, 0)
    return Fault(path, line, column, code, printed, warning)


MOST_COMPARED = 500
"""Words that a word of 30 letters is compared with: each takes 60 µs, and as much more as the square of its length."""

_SHORT = 30
_LONGEST_COMPARED = 200


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return the nearest of the known words, or the empty string where none is near.

    Of many, those that begin with the same letter are compared, and not all where there are many of those, too: half of
    these are the first in the order of the alphabet, half those that stand nearest in it.
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
"""So many fields are all named where none is near to what was typed."""


def unknown_field(place: Placed, field: str, known: Collection[str], meant: str = "") -> Fault:
    """Return the fault of a field that there is not, with the one that was meant, or with all where they are few."""
    meant = meant or did_you_mean(field.rpartition(".")[2], known)
    if meant:
        return fault("unknown-field", place, field=field, meant=meant)
    if len(known) > FEW:
        return fault("unknown-field", place, field=field, hint="table")
    return fault("unknown-field", place, field=field, known=", ".join(known), hint="known")
