"""What changed between two states of a text, word by word: line breaks do not count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, takewhile
from typing import Literal

from plugins.archive.records import FrontMatter

Kind = Literal["same", "removed", "added"]
Piece = tuple[Kind, str]

_MARKS: dict[Kind, tuple[str, str]] = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}

_FENCE = re.compile(r"(`{3,}|~{3,})")
_BREAK = "¶"

MOST_STEPS = 4_000_000
"""Pairs of equal words (or paragraphs) that one comparison looks at: a second or so."""


class Steps:
    """A budget of work. Comparisons that share one are bounded in total, not each by itself."""

    def __init__(self, left: int = MOST_STEPS) -> None:
        """Start with `left` pairs of equal items to look at."""
        self._left = left

    def take(self, wanted: int) -> bool:
        """Spend part of the budget if enough is left; return whether it was."""
        enough = wanted <= self._left
        self._left -= wanted if enough else 0
        return enough


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
    return sum(max(len(before), len(after)) for before, after in _runs(old, new, Steps()))


def differences(old: Sequence[str], new: Sequence[str], steps: Steps | None = None) -> list[list[Piece]]:
    """Return each changed run of paragraphs as pieces that stayed, went or came.

    Where `steps` run out (by default those of one comparison), what is left counts as rewritten as a whole.
    """
    steps = steps or Steps()
    return [list(_pieces(_words(before), _words(after), steps)) for before, after in _runs(old, new, steps)]


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


def _runs(old: Sequence[str], new: Sequence[str], steps: Steps) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    for same, before, after in _aligned(old, new, steps):
        if not same:
            yield before, after


def _words(run: Sequence[str]) -> list[str]:
    return f" {_BREAK} ".join(run).split()


def _pieces(old: list[str], new: list[str], steps: Steps) -> Iterator[Piece]:
    for same, before, after in _aligned(old, new, steps):
        if same:
            yield "same", " ".join(before)
            continue
        if before:
            yield "removed", " ".join(before)
        if after:
            yield "added", " ".join(after)


def _aligned(
    old: Sequence[str], new: Sequence[str], steps: Steps
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Yield both sequences in runs: whether a run is the same in both, and its items in each.

    As `difflib.SequenceMatcher.get_opcodes`, whose work grows with the cube of the length where items repeat: here the
    common head and tail go first, and no more is compared than `steps` allow.
    """
    head = _common(zip(old, new, strict=False))
    tail = _common(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
    first, second = old[head : len(old) - tail], new[head : len(new) - tail]
    place = other = 0
    yield from ((True, old[:head], new[:head]),) if head else ()
    for start, match, length in (*_matches(first, second, steps), (len(first), len(second), 0)):
        if place < start or other < match:
            yield False, first[place:start], second[other:match]
        place, other = start + length, match + length
        if length:
            yield True, first[start:place], second[match:other]
    yield from ((True, old[len(old) - tail :], new[len(new) - tail :]),) if tail else ()


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _matches(old: Sequence[str], new: Sequence[str], steps: Steps) -> list[tuple[int, int, int]]:
    """Return the places and the length of each run that stands in both, in order."""
    counts = Counter(new)
    # what the matcher does for a range of `old` is to look at each pair of equal items
    costs = list(accumulate((counts[item] + 1 for item in old), initial=0))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    found: list[tuple[int, int, int]] = []
    pending = [(0, len(old), 0, len(new))]
    while pending:
        a, b, c, d = pending.pop()
        if a == b or c == d or not steps.take(costs[b] - costs[a]):
            continue
        start, match, length = matcher.find_longest_match(a, b, c, d)
        if length:
            found.append((start, match, length))
            pending += [(a, start, c, match), (start + length, b, match + length, d)]
    return _joined(sorted(found))


def _joined(matches: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Join matches that lie side by side in both sequences."""
    joined: list[tuple[int, int, int]] = []
    for start, match, length in matches:
        if joined and (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]) == (start, match):
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + length)
        else:
            joined.append((start, match, length))
    return joined
