"""The lists of marks, by which filters choose. They are short work, and made anew whenever a briefing differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from .postings import Numbers, encode

HAS, LACKS = 1, 0
"""Weights in a mark's list: it names the briefings that have the mark, or, where these are most, those that lack it."""


def mark_lists(marks: Mapping[int, Iterable[str]]) -> dict[str, str]:
    """Return the list of each mark, from the marks of each briefing by ascending number."""
    having: dict[str, list[int]] = defaultdict(list)
    for number, own in marks.items():
        for mark in own:
            having[mark].append(number)
    return {mark: encode(_shorter(found, marks.keys())) for mark, found in having.items()}


def _shorter(having: list[int], everyone: Collection[int]) -> Numbers:
    """Return who has a mark, or if these are most, who lacks it."""
    if len(having) <= len(everyone) - len(having):
        return {HAS: having}
    known = {*having}
    return {LACKS: [each for each in everyone if each not in known]}
