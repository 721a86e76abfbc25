"""A large mapping kept in parts, of which a build rewrites only those in which something differs."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Mapping
from operator import is_
from typing import TypeVar

PARTS = 64

Value = TypeVar("Value")

Parted = tuple[Mapping[str, Value], ...]
"""A mapping by path in its parts; which path lies in which part is told by the path alone."""


def part_names(name: str) -> list[str]:
    """Return the names of the parts of a mapping."""
    return [f"{name}-{number:02d}" for number in range(PARTS)]


def joined(parts: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    """Return the mapping that was parted."""
    whole: dict[str, Value] = {}
    for part in parts:
        whole.update(part)
    return whole


def changed_parts(values: Mapping[str, Value], before: Parted[Value]) -> dict[int, dict[str, Value]]:
    """Return the parts of a mapping that are not those of before, by number.

    A value is the same only where it is the very object: all that is the same was taken over. Where there is no
    before, all parts are new.
    """
    if not before:
        parts: dict[int, dict[str, Value]] = {number: {} for number in range(PARTS)}
    else:
        parts = {
            number: {path: values[path] for path in part if path in values}
            for number, part in enumerate(before)
            if not all(map(is_, map(values.get, part), part.values()))
        }
    for path in values.keys() - set().union(*before):
        number = _number_of(path)
        parts.setdefault(number, dict(before[number]) if before else {})[path] = values[path]
    return {number: dict(sorted(part.items())) for number, part in sorted(parts.items())}


def _number_of(path: str) -> int:
    return zlib.crc32(os.fsencode(path)) % PARTS
