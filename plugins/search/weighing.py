"""How well a briefing answers a word: BM25 over weighted fields, in few steps, decided at build time.

A word counts `WEIGHTS[field]` times where it stands in a field (BM25F with one length). What depends on the briefing
alone is rounded to `STEPS`: ranking needs no more, and postings become short. How rare a word is, the script reckons
from the number of its briefings. The usual length is a constant and not the archive's mean, so that one
briefing more leaves every other's weight as it was.
"""

from __future__ import annotations

from collections.abc import Iterable

WEIGHTS = {"title": 8, "summary": 4, "names": 5, "tags": 3, "body": 1, "sources": 1}
USUAL_LENGTH = 600
K1 = 1.2
B = 0.4
STEPS = 15


def steps(frequencies: Iterable[int], length: int) -> dict[int, int]:
    """Return the weight, from 1 to `STEPS`, of words that count so often in a briefing of `length` words."""
    much = K1 * (1 - B + B * length / USUAL_LENGTH)
    return {each: max(1, round(each / (each + much) * STEPS)) for each in frequencies}
