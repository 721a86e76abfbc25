"""What changed between two states of a text, word by word: line breaks do not count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from rich.text import Text as Coloured

from .versions import Version

Piece = tuple[Literal["same", "removed", "added"], str]

_FENCE = re.compile(r"(`{3,}|~{3,})")
_BREAK = "¶"


def blocks(body: str) -> list[str]:
    """Part a body into paragraphs at its blank lines; a fenced block stays whole."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.rstrip() == fence:
            fence = ""
        if line.strip() or fence:
            found[-1].append(line.rstrip())
        elif found[-1]:
            found.append([])
    return ["\n".join(each) for each in found if each]


def paragraphs(version: Version) -> list[str]:
    """Return all words that count for the revision: title, summary, picture, corrections, and the body's paragraphs."""
    front = version.text.front
    picture = [front.image.alt, front.image.caption] if front.image else []
    corrections = [f"{each.date.isoformat()} {each.text}" for each in front.corrections]
    words = [front.title, front.summary, *picture, *corrections, *blocks(version.body)]
    return [" ".join(each.split()) for each in words if each.strip()]


def differing(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many paragraphs differ: of a changed run, the longer side counts."""
    return sum(max(len(before), len(after)) for before, after in _runs(old, new))


def differences(old: Sequence[str], new: Sequence[str]) -> list[list[Piece]]:
    """Return each changed run of paragraphs as pieces that stayed, went or came."""
    return [list(_pieces(_words(before), _words(after))) for before, after in _runs(old, new)]


def marked(pieces: Sequence[Piece]) -> str:
    """Return pieces as plain text: `[-removed-]{+added+}`."""
    around = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
    return _joined(pieces, [around[kind][0] + words + around[kind][1] for kind, words in pieces])


def coloured(pieces: Sequence[Piece]) -> Coloured:
    """Return pieces for a terminal: removed red and struck through, added green and underlined."""
    styles = {"same": "", "removed": "red strike", "added": "green underline"}
    text = Coloured()
    for index, (kind, words) in enumerate(pieces):
        text.append(" " if index else "").append(words, styles[kind])
    return text


def _joined(pieces: Sequence[Piece], words: Sequence[str]) -> str:
    """Join with spaces; what replaces stands right behind what it replaces."""
    gaps = ["" if (a[0], b[0]) == ("removed", "added") else " " for a, b in pairwise(pieces)]
    return "".join(word + gap for word, gap in zip(words, [*gaps, ""], strict=True))


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield old[a:b], new[c:d]


def _words(run: Sequence[str]) -> list[str]:
    return f" {_BREAK} ".join(run).split()


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", " ".join(old[a:b])
            continue
        if a < b:
            yield "removed", " ".join(old[a:b])
        if c < d:
            yield "added", " ".join(new[c:d])
