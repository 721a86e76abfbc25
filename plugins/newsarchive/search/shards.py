"""Split an index into small files, so that a query loads some kilobytes.

The files form a tree, as in a database. *Leaves* contain words with their values, that is, with the lists of briefings
that `postings` writes. *Directories* say which file contains which words; the root directory is `index.json`. The
script in the browser walks from the root to the leaf of a word.

*Splits*: words are sorted. A run of words that is too long for one file is split before the word with the lowest digest
in it, and so on until every run fits. So a split depends on the word before which it is made and not on the amount of
data to its left: an edit changes the file of the word that it concerns, and rarely splits or joins files.

For the same reason, leaves can be edited without reading those that no edit concerns. Each word within a leaf has a
higher digest than the words at which the leaf was split from its neighbours. As long as these words exist, no word
within the leaf has the lowest digest.

*Names*: a file is named after the word before which it was split off (`name_of`). A directory that is too long is split
as leaves are, so the path to a word grows by one small file each time that the archive grows some hundredfold.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import NamedTuple

import msgspec

from newsarchive.digests import digest

MOST_CHARACTERS = 5_000
"""The largest size, in about bytes, of a file with words; a query loads one for each word.

Smaller files would save little, and there would be too many to copy.
"""

Value = str | list[str | int]
"""What the index stores for a word: which briefings contain it, as text, or an array that begins with this text.

The array also has the word's other spellings, and says how many more files have the rest of a long text.
"""


class Leaf(msgspec.Struct, array_like=True, frozen=True):
    """A file of the index that contains words: its JSON, and its size in about bytes."""

    content: bytes
    size: int


Leaves = Mapping[str, Leaf]
"""The files of an index that contain words, in order, by the word with which each begins; the first has the key ""."""

_LEAF = msgspec.json.Decoder(dict[str, Value])


class _Piece(NamedTuple):
    """What is never divided between two files: a word with what is stored for it, or a whole unchanged file."""

    word: str
    size: int
    content: Value | Leaf


class LeafEditor:
    """Finds words in the files of an index, and returns new files in which some words are changed."""

    def __init__(self, leaves: Leaves) -> None:
        """Prepare to read and edit these files, which are not modified themselves."""
        self._leaves = list(leaves.items())
        self._starts = [order(word) for word in leaves]
        self._values = cache(lambda place: _LEAF.decode(self._leaves[place][1].content))

    def value(self, word: str) -> Value | None:
        """Return what the index stores for a word, or None if it does not have the word."""
        found: Value | None = self._values(self._place(word)).get(word)
        return found

    def edited(self, changes: Mapping[str, Value | None]) -> dict[str, Leaf]:
        """Return the files of the index after the words in `changes` were changed, added or (None) removed.

        They are the same as if `leaves_of` had built them from scratch. Files without such a word are not decoded.
        """
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
    """Split an index into files of limited size, and return them by the word with which each begins."""
    return _cut([*_words(values)])


def order(word: str) -> bytes:
    """Return a sort key that orders words as JavaScript compares strings: by UTF-16 code units."""
    return word.encode("utf-16-be")


def cuts(words: Sequence[str], sizes: Sequence[int], most: int) -> list[int]:
    """Split sorted words into runs of at most `most` bytes, or of one longer word; return where each run begins."""
    priorities = [digest(word.encode()) for word in words]
    sums = [*accumulate(sizes, initial=0)]
    found, waiting = [], [(0, len(words))]
    while waiting:
        start, end = waiting.pop()
        if end - start <= 1 or sums[end] - sums[start] <= most:
            found.append(start)
            continue
        middle = min(range(start + 1, end), key=priorities.__getitem__)
        waiting += [(start, middle), (middle, end)]
    return sorted(found)


def size(value: Value) -> int:
    """Return approximately how many bytes a word, or what is stored for it, takes in a file of the index."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return (len(text) if text.isascii() else len(text.encode())) + 3


def _words(values: Mapping[str, Value]) -> Iterator[_Piece]:
    for word in sorted(values, key=order):
        yield _Piece(word, size(word) + size(values[word]) + 2, values[word])


def _cut(pieces: Sequence[_Piece]) -> dict[str, Leaf]:
    leaves = {}
    starts = cuts([each.word for each in pieces], [each.size for each in pieces], MOST_CHARACTERS)
    for start, end in pairwise([*starts, len(pieces)]):
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
    return Leaf(msgspec.json.encode(values), sum(each.size for each in pieces))


DIRECTORY_CHARACTERS = 2_400
DIRECTORY = "index.json"

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


class _Names(dict[int, str]):
    """A table for `str.translate`: all but a to z and digits become a hyphen and their UTF-16 code unit, ə `-0259`."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        data = letter.encode("utf-16-be")
        units = [f"-{int.from_bytes(data[at : at + 2]):04x}" for at in range(0, len(data), 2)]
        self[number] = letter if letter in _PLAIN else "".join(units)
        return self[number]


_NAMES = _Names()


def name_of(word: str) -> str:
    """Return a word as a part of a file name: `gəncə` becomes `g-0259nc-0259`; an empty word stays empty."""
    return word.translate(_NAMES)


def shards(leaves: Leaves, head: Mapping[str, object]) -> dict[str, bytes]:
    """Return all files of an index, by name: leaves, directories, and the root directory with the values of `head`."""
    files = {f"t{name_of(start)}.json": leaf.content for start, leaf in leaves.items()}
    starts, kind, level = list(leaves), "t", 0
    while sum(len(start) + 1 for start in starts) > DIRECTORY_CHARACTERS:
        level += 1
        upper = []
        found = cuts(starts, [size(each) for each in starts], DIRECTORY_CHARACTERS)
        for start, end in pairwise([*found, len(starts)]):
            upper.append(starts[start])
            files[f"d{level}{name_of(starts[start])}.json"] = msgspec.json.encode(_directory(kind, starts[start:end]))
        starts, kind = upper, f"d{level}"
    return {DIRECTORY: msgspec.json.encode({**head, **_directory(kind, starts)}), **files}


def _directory(kind: str, starts: Sequence[str]) -> dict[str, object]:
    """Return the content of a directory: an object that says which files of the index lie below it.

    Their names are `D` (`t` for leaves, `d` with a number for directories), one of the words in `S`, as `name_of`
    writes it, and `.json`. The script recognises a directory by these keys, because no word is in upper case.
    """
    return {"D": kind, "S": " ".join(starts)}
