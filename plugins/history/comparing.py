"""What changed between two states of a text, word by word: line breaks do not count."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, takewhile
from typing import Literal

from plugins.archive.records import FrontMatter

Kind = Literal["same", "removed", "added"]
Piece = tuple[Kind, str]
Match = tuple[int, int, int]

_MARKS: dict[Kind, tuple[str, str]] = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}

_FENCE = re.compile(r"(`{3,}|~{3,})")
_BREAK = "¶"

MOST_STEPS = 4_000_000
"""Pairs of equal words (or paragraphs) that one comparison looks at: a second or so."""

_MOST_TRIED = 200_000
"""Of those, what is spent on a part before it is parted further."""

_ANCHORS = (8, 4, 2, 1)
"""Items in a row by which long parts are parted, the surest first."""


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
    """Yield both sequences in runs: whether a run is the same in both, and its items in each."""
    place = other = 0
    for start, match, length in (*_joined(sorted(_matches(old, new, steps))), (len(old), len(new), 0)):
        if place < start or other < match:
            yield False, old[place:start], new[other:match]
        place, other = start + length, match + length
        if length:
            yield True, old[start:place], new[match:other]


def _common(pairs: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _matches(old: Sequence[str], new: Sequence[str], steps: Steps, sizes: Sequence[int] = _ANCHORS) -> Iterator[Match]:
    """Yield the places and the length of runs that stand in both.

    As `difflib.SequenceMatcher`, whose work grows with the cube of the length where items repeat. So the common head
    and tail go first; and what takes too many steps is parted at runs of items that stand once in each.
    """
    head = _common(zip(old, new, strict=False))
    tail = _common(zip(reversed(old[head:]), reversed(new[head:]), strict=False))
    yield 0, 0, head
    yield len(old) - tail, len(new) - tail, tail
    first, second = old[head : len(old) - tail], new[head : len(new) - tail]
    found, whole = _longest_first(first, second, steps)
    for at, size in enumerate(() if whole else sizes):
        enough = steps.take(size * (len(first) + len(second)))
        anchors = _anchors(first, second, size) if enough else []
        if anchors:
            found = list(_parted(first, second, anchors, steps, sizes[at + 1 :]))
            break
    yield from ((head + start, head + match, length) for start, match, length in found)


def _longest_first(old: Sequence[str], new: Sequence[str], steps: Steps) -> tuple[list[Match], bool]:
    """Return the longest run that stands in both, and so on before it and behind; and whether steps were enough."""
    if not steps.take(len(old) + len(new)):
        return [], False
    counts = Counter(new)
    # what the matcher does for a range of `old` is to look at each pair of equal items
    costs = list(accumulate((counts[item] + 1 for item in old), initial=0))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    found: list[Match] = []
    most = Steps(_MOST_TRIED)
    pending = [(0, len(old), 0, len(new))]
    while pending:
        a, b, c, d = pending.pop()
        if a == b or c == d:
            continue
        if not (most.take(costs[b] - costs[a]) and steps.take(costs[b] - costs[a])):
            return found, False
        start, match, length = matcher.find_longest_match(a, b, c, d)
        if length:
            found.append((start, match, length))
            pending += [(a, start, c, match), (start + length, b, match + length, d)]
    return found, True


def _anchors(old: Sequence[str], new: Sequence[str], size: int) -> list[tuple[int, int]]:
    """Return the places of runs of so many items that stand once in each, as many as have one order in both."""
    places, others = _single(old, size), _single(new, size)
    pairs = [(place, others[run]) for run, place in places.items() if run in others]
    # the longest sequence that rises in `new`, too, by patience sorting
    tops: list[int] = []
    piles: list[int] = []
    below: list[int] = []
    for index, (_, other) in enumerate(pairs):
        pile = bisect_left(tops, other)
        below.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1], piles[pile : pile + 1] = [other], [index]
    chosen: list[tuple[int, int]] = []
    index = piles[-1] if piles else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = below[index]
    return chosen[::-1]


def _single(items: Sequence[str], size: int) -> dict[tuple[str, ...], int]:
    """Return the place of each run of so many items that stands once."""
    runs = list(zip(*(items[start:] for start in range(size)), strict=False))
    counts = Counter(runs)
    return {run: place for place, run in enumerate(runs) if counts[run] == 1}


def _parted(
    old: Sequence[str], new: Sequence[str], anchors: Iterable[tuple[int, int]], steps: Steps, sizes: Sequence[int]
) -> Iterator[Match]:
    """Yield what stands in both, compared from anchor to anchor."""
    place = other = 0
    for start, match in (*anchors, (len(old), len(new))):
        if start < len(old):
            yield start, match, 1
        for begin, end, length in _matches(old[place:start], new[other:match], steps, sizes):
            yield place + begin, other + end, length
        place, other = start + 1, match + 1


def _joined(matches: list[Match]) -> list[Match]:
    """Join matches that lie side by side in both sequences."""
    joined: list[Match] = []
    for start, match, length in matches:
        if not length:
            continue
        if joined and (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]) == (start, match):
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + length)
        else:
            joined.append((start, match, length))
    return joined
