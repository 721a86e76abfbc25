"""Split an index into small files, so that a query loads some kilobytes.

Words are kept in order. A run of words that is too long for a file is cut before the word of the lowest digest in it,
and again, until every run fits. So a cut depends on the word before which it is made and not on how much
stands to its left: an edit changes the file of the word that it concerns, and seldom cuts or joins one.

So leaves can be edited without a look into those that no edit concerns. Each word within a leaf has a higher digest
than the words before which that leaf was cut from its neighbours: as long as these are there, it is never the lowest.

A file is named by the first word that it was cut before, letters beyond a to z and digits by their numbers. A directory
that is too long is itself cut as leaves are, so the way to a word grows by one small file each time that the archive
grows by some hundredfold.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import msgspec

MOST_CHARACTERS = 5_000
"""Of a file: a query's every word costs one. Smaller ones would save little, and be too many to copy."""

Value = str | list[str | int]
"""What a word has."""


class Leaf(msgspec.Struct, array_like=True, frozen=True):
    """A leaf's file, and how long it counts as."""

    content: bytes
    size: int


Leaves = Mapping[str, Leaf]
"""Each leaf by the first word that it was cut before, in order; the empty word begins everything."""

_LEAF = msgspec.json.Decoder(dict[str, Value])


class _Piece(NamedTuple):
    """A word with what it has; or a whole leaf, by its first word, that stays in one."""

    word: str
    size: int
    content: Value | Leaf


class LeafEditor:
    """Finds words in leaves, and changes them."""

    def __init__(self, leaves: Leaves) -> None:
        """Take leaves; they are not changed themselves."""
        self._leaves = list(leaves.items())
        self._starts = [order(word) for word in leaves]
        self._values = cache(lambda place: _LEAF.decode(self._leaves[place][1].content))

    def value(self, word: str) -> Value | None:
        """Return what a word has; None where it stands in no leaf."""
        found: Value | None = self._values(self._place(word)).get(word)
        return found

    def edited(self, changes: Mapping[str, Value | None]) -> dict[str, Leaf]:
        """Return leaves in which some words have other values, or with None stand no more."""
        own: dict[int, dict[str, Value | None]] = {}
        for word, value in changes.items():
            place = self._place(word)
            own.setdefault(place, {})[word] = value
            if value is None and word == self._leaves[place][0]:
                # the word that kept the leaf and the one before it apart
                own.setdefault(place - 1, {})
        return _cut([piece for place in range(len(self._leaves)) for piece in self._pieces(place, own.get(place))])

    def _place(self, word: str) -> int:
        return bisect_right(self._starts, order(word)) - 1

    def _pieces(self, place: int, changes: Mapping[str, Value | None] | None) -> Iterator[_Piece]:
        if changes is None:
            word, leaf = self._leaves[place]
            return iter((_Piece(word, leaf.size, leaf),))
        values = {**self._values(place), **changes}
        return _words({word: value for word, value in values.items() if value is not None})


def leaves_of(values: Mapping[str, Value]) -> dict[str, Leaf]:
    """Return the leaves of an index by word."""
    return _cut([*_words(values)])


def order(word: str) -> bytes:
    """Sort as the script compares strings: by UTF-16."""
    return word.encode("utf-16-be")


def cuts(words: Sequence[str], sizes: Sequence[int], most: int) -> list[int]:
    """Return where runs of at most `most` begin, ascending, 0 among them; a single longer word is a run of its own."""
    priorities = [hashlib.sha256(word.encode()).digest() for word in words]
    sums = [0]
    for size in sizes:
        sums.append(sums[-1] + size)
    found, waiting = [], [(0, len(words))]
    while waiting:
        start, end = waiting.pop()
        if end - start <= 1 or sums[end] - sums[start] <= most:
            found.append(start)
            continue
        middle = min(range(start + 1, end), key=priorities.__getitem__)
        waiting += [(start, middle), (middle, end)]
    return sorted(found)


def runs(starts: Sequence[int], length: int) -> list[tuple[int, int]]:
    """Return where each run begins and ends."""
    return list(zip(starts, [*starts[1:], length], strict=True))


def size(value: Value) -> int:
    """Return how many bytes a value takes in a file, about."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return (len(text) if text.isascii() else len(text.encode())) + 3


def to_json(value: object) -> bytes:
    """Return JSON without a space too many."""
    return msgspec.json.encode(value)


def _words(values: Mapping[str, Value]) -> Iterator[_Piece]:
    for word in sorted(values, key=order):
        yield _Piece(word, size(word) + size(values[word]) + 2, values[word])


def _cut(pieces: Sequence[_Piece]) -> dict[str, Leaf]:
    leaves = {}
    starts = cuts([each.word for each in pieces], [each.size for each in pieces], MOST_CHARACTERS)
    for start, end in runs(starts, len(pieces)):
        leaves[pieces[start].word if start else ""] = _leaf(pieces[start:end])
    return leaves


def _leaf(pieces: Sequence[_Piece]) -> Leaf:
    if len(pieces) == 1 and isinstance(pieces[0].content, Leaf):
        return pieces[0].content
    values: dict[str, Value] = {}
    for word, _, content in pieces:
        if isinstance(content, Leaf):
            values |= _LEAF.decode(content.content)
        else:
            values[word] = content
    return Leaf(to_json(values), sum(each.size for each in pieces))


DIRECTORY_CHARACTERS = 2_400
DIRECTORY = "index.json"

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class _Names(dict[int, str]):
    """What stands for each letter in a file's name, by its number; found out once."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        data = letter.encode("utf-16-be")
        units = [f"-{int.from_bytes(data[at : at + 2]):04x}" for at in range(0, len(data), 2)]
        self[number] = letter if letter in _PLAIN else "".join(units)
        return self[number]


_NAMES = _Names()


def name_of(word: str) -> str:
    """Return the part of a file's name that stands for a word; the empty word begins everything."""
    return word.translate(_NAMES)


def shards(leaves: Leaves, head: Mapping[str, object]) -> dict[str, bytes]:
    """Return an index as files by name: leaves, directories, and the first directory, which also holds `head`."""
    files = {f"t{name_of(start)}.json": leaf.content for start, leaf in leaves.items()}
    starts, kind, level = list(leaves), "t", 0
    while sum(len(start) + 1 for start in starts) > DIRECTORY_CHARACTERS:
        level += 1
        upper = []
        for start, end in runs(cuts(starts, [size(each) for each in starts], DIRECTORY_CHARACTERS), len(starts)):
            upper.append(starts[start])
            files[f"d{level}{name_of(starts[start])}.json"] = to_json(_directory(kind, starts[start:end]))
        starts, kind = upper, f"d{level}"
    return {DIRECTORY: to_json({**head, **_directory(kind, starts)}), **files}


def _directory(kind: str, starts: Sequence[str]) -> dict[str, object]:
    """Return D, how the names of the files below begin, and S, the words at which they begin.

    No word is in upper case, so a leaf has no such keys.
    """
    return {"D": kind, "S": " ".join(starts)}
