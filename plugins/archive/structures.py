"""What a text is made of, counted: by it a translation is held against its original."""

from __future__ import annotations

from typing import NamedTuple

import msgspec


class Number(NamedTuple):
    """A number in one form for all languages, and the runs of digits of which it was made."""

    value: str
    parts: tuple[str, ...]


class Structure(msgspec.Struct, frozen=True, array_like=True):
    """How many parts of each kind a text has, and its numbers. Paragraphs of list items and notes do not count."""

    parts: dict[str, int] = {}
    numbers: tuple[Number, ...] = ()
