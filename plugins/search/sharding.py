"""The files of an index: its leaves, and directories that find them.

A file is named by the first word that it was cut before, letters beyond a to z and digits by their numbers. A directory
that is too long is itself cut as leaves are, so the way to a word grows by one small file each time that the archive
grows by some hundredfold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .leaves import Leaves, cuts, runs, size, to_json

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
