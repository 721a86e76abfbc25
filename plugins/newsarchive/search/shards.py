"""Split an index into small files, so that a query loads some kilobytes.

Words are sorted. A run of words that is too long for one file is split before the word with the lowest digest in it,
and so on until every run fits. So a split depends on the word before which it is made and not on the amount of data
to its left: an edit changes the file of the word that it concerns, and rarely splits or joins files.

For the same reason, leaves can be edited without reading those that no edit concerns. Each word within a leaf has a
higher digest than the words at which the leaf was split from its neighbours. As long as these words exist, no word
within the leaf has the lowest digest.

A file is named after the word before which it was split off, with characters other than a to z and digits replaced by
their UTF-16 code units in hexadecimal. A directory that is too long is split as leaves are, so the path to a word
grows by one small file each time that the archive grows some hundredfold.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from newsarchive.digests import digest

MOST_CHARACTERS = 5_000
"""The most characters of a file. A query loads one file per word.

Smaller files would save little and be too many to copy.
"""

Value = str | list[str | int]
"""What the index has for a word: the text of its postings, or that with more (see `lists`)."""


class Leaf(msgspec.Struct, array_like=True, frozen=True):
    """The content of a leaf's file, and its size as the splitting counts it."""

    content: bytes
    size: int


Leaves = Mapping[str, Leaf]
"""The leaves in order, each by the word before which it was split off; the first leaf has the empty word."""

_LEAF = msgspec.json.Decoder(dict[str, Value])


class _Piece(NamedTuple):
    """A word with its value, or a whole unchanged leaf under its first word."""

    word: str
    size: int
    content: Value | Leaf


class LeafEditor:
    """An editor that finds words in leaves and changes their values."""

    def __init__(self, leaves: Leaves) -> None:
        """Prepare to read and edit leaves. They are not modified."""
        self._leaves = list(leaves.items())
        self._starts = [order(word) for word in leaves]
        self._values = cache(lambda place: _LEAF.decode(self._leaves[place][1].content))

    def value(self, word: str) -> Value | None:
        """Return the value of a word, or None if no leaf has it."""
        found: Value | None = self._values(self._place(word)).get(word)
        return found

    def edited(self, changes: Mapping[str, Value | None]) -> dict[str, Leaf]:
        """Return the leaves with new values for some words; the value None removes a word."""
        own: dict[int, dict[str, Value | None]] = {}
        for word, value in changes.items():
            place = self._place(word)
            own.setdefault(place, {})[word] = value
            if value is None and word == self._leaves[place][0]:
                # this word separated the leaf from the one before it, so both are read and split anew
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
    """Return the leaves of an index, given the value of each word."""
    return _cut([*_words(values)])


def order(word: str) -> bytes:
    """Return a sort key that orders words as the script compares strings: by UTF-16 code units."""
    return word.encode("utf-16-be")


def cuts(words: Sequence[str], sizes: Sequence[int], most: int) -> list[int]:
    """Return the indices at which runs of words begin, ascending, the first being 0.

    Args:
        words: The words, sorted.
        sizes: The size of each word with its value.
        most: The greatest size of a run; a single word that exceeds it is a run of its own.
    """
    priorities = [digest(word.encode()) for word in words]
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
    """Return the start and the end index of each run, given the starts and the number of all items."""
    return list(zip(starts, [*starts[1:], length], strict=True))


def size(value: Value) -> int:
    """Return approximately how many bytes a value takes in a file."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return (len(text) if text.isascii() else len(text.encode())) + 3


def to_json(value: object) -> bytes:
    """Return a value as compact JSON."""
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
    """A translation table from code points to what stands for them in file names, filled on demand."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        data = letter.encode("utf-16-be")
        units = [f"-{int.from_bytes(data[at : at + 2]):04x}" for at in range(0, len(data), 2)]
        self[number] = letter if letter in _PLAIN else "".join(units)
        return self[number]


_NAMES = _Names()


def name_of(word: str) -> str:
    """Return the part of a file's name that stands for a word; it is empty for the empty word of the first leaf."""
    return word.translate(_NAMES)


def shards(leaves: Leaves, head: Mapping[str, object]) -> dict[str, bytes]:
    """Return the files of an index by name: leaves, directories, and the root directory, which also has `head`."""
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
    """Return a directory: `D` is how the names of the files below it begin, `S` the words at which these files begin.

    The script recognises a directory by these keys. No leaf has them, because no word is in upper case.
    """
    return {"D": kind, "S": " ".join(starts)}
