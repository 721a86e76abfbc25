"""An index cut into small files, so that one edit changes few of them, and a directory that finds them.

Words are kept in order. A run of words that is too long for a file is cut before the word of the lowest digest in it,
and again, until every run fits. So a cut depends on the word before which it is made and not on how much
stands to its left: an edit changes the file of the word that it concerns, and seldom cuts or joins one. A file is named
by the first word that it was cut before, letters beyond a to z and digits by their numbers.

A directory that is too long is itself cut by the same rule, so the way to a word grows by one small file each time
that the archive grows by some hundredfold.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence

MOST_CHARACTERS = 5_000
"""Of a file: a query's every word costs one. Smaller ones would save little, and be too many to copy."""

DIRECTORY_CHARACTERS = 2_400
DIRECTORY = "index.json"

_PLAIN = re.compile(r"[^a-z0-9]")
Value = str | list[object]


def name_of(word: str) -> str:
    """Return the part of a file's name that stands for a word; the empty word begins everything."""
    return _PLAIN.sub(lambda found: "".join(f"-{unit}" for unit in _units(found[0])), word)


def order(word: str) -> bytes:
    """Sort as the script compares strings: by UTF-16."""
    return word.encode("utf-16-be")


def _units(letter: str) -> list[str]:
    data = letter.encode("utf-16-be")
    return [f"{int.from_bytes(data[at : at + 2]):04x}" for at in range(0, len(data), 2)]


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


def shards(values: Mapping[str, Value], head: Mapping[str, object]) -> dict[str, bytes]:
    """Return an index as files by name: leaves, directories, and the first directory, which also holds `head`."""
    words = sorted(values, key=order)
    sizes = [_size(word) + _size(values[word]) + 2 for word in words]
    files: dict[str, bytes] = {}
    starts = []
    for start, end in _runs(cuts(words, sizes, MOST_CHARACTERS), len(words)):
        first = words[start] if start else ""
        starts.append(first)
        files[f"t{name_of(first)}.json"] = to_json({word: values[word] for word in words[start:end]})
    kind = "t"
    level = 0
    while sum(len(start) + 1 for start in starts) > DIRECTORY_CHARACTERS:
        level += 1
        upper = []
        for start, end in _runs(cuts(starts, [_size(each) for each in starts], DIRECTORY_CHARACTERS), len(starts)):
            upper.append(starts[start])
            files[f"d{level}{name_of(starts[start])}.json"] = to_json(_directory(kind, starts[start:end]))
        starts, kind = upper, f"d{level}"
    return {DIRECTORY: to_json({**head, **_directory(kind, starts)}), **files}


def _directory(kind: str, starts: Sequence[str]) -> dict[str, object]:
    """Return D, how the names of the files below begin, and S, the words at which they begin.

    No word is in upper case, so a leaf has no such keys.
    """
    return {"D": kind, "S": " ".join(starts)}


def _runs(starts: Sequence[int], length: int) -> list[tuple[int, int]]:
    return list(zip(starts, [*starts[1:], length], strict=True))


def _size(value: Value) -> int:
    """Return how many bytes a value takes in a file, about."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return len(text.encode()) + 3


def to_json(value: object) -> bytes:
    """Return JSON without a space too many."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
