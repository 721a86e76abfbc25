"""What changed between two states of a text, word by word: line breaks do not count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from plugins.archive.records import FrontMatter

Kind = Literal["same", "removed", "added"]
Piece = tuple[Kind, str]

_MARKS: dict[Kind, tuple[str, str]] = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}

_FENCE = re.compile(r"(`{3,}|~{3,})")
_BREAK = "¶"
_MOST_COMPARED = 4_000_000  # pairs of words: a second or so


def blocks(body: str) -> list[str]:
    """Part a body into paragraphs at its blank lines; a fenced block stays whole, and lines stay as they are."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.rstrip() == fence:
            fence = ""
        if line.strip() or fence:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(each) for each in found if each]


def paragraphs(front: FrontMatter, body: str) -> list[str]:
    """Return all words that count for the revision: title, summary, picture, corrections, and the body's paragraphs."""
    picture = [front.image.alt, front.image.caption] if front.image else []
    corrections = [f"{each.date.isoformat()} {each.text}" for each in front.corrections]
    words = [front.title, front.summary, *picture, *corrections, *blocks(body)]
    return [" ".join(each.split()) for each in words if each.strip()]


def differing(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many paragraphs differ: of a changed run, the longer side counts."""
    return sum(max(len(before), len(after)) for before, after in _runs(old, new))


def differences(old: Sequence[str], new: Sequence[str]) -> list[list[Piece]]:
    """Return each changed run of paragraphs as pieces that stayed, went or came."""
    return [list(_pieces(_words(before), _words(after))) for before, after in _runs(old, new)]


def marked(pieces: Sequence[Piece]) -> str:
    """Return pieces as plain text: `[-removed-]{+added+}`."""
    return "".join(words for _, words in spaced(pieces))


def spaced(pieces: Sequence[Piece]) -> Iterator[tuple[Kind, str]]:
    """Yield each piece between its marks, and the spaces; what replaces stands right behind what it replaces."""
    before: Kind | None = None
    for kind, words in pieces:
        if before and (before, kind) != ("removed", "added"):
            yield "same", " "
        opening, closing = _MARKS[kind]
        yield kind, opening + words + closing
        before = kind


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield old[a:b], new[c:d]


def _words(run: Sequence[str]) -> list[str]:
    return f" {_BREAK} ".join(run).split()


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    if len(old) * len(new) > _MOST_COMPARED:
        # what was rewritten as a whole has nothing that stayed, and comparing takes the product of both lengths
        yield from (("removed", " ".join(old)), ("added", " ".join(new)))
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", " ".join(old[a:b])
            continue
        if a < b:
            yield "removed", " ".join(old[a:b])
        if c < d:
            yield "added", " ".join(new[c:d])
