"""How well briefings answer a word (BM25F), and how the index writes that as short text.

A *posting* is one integer, the weight of a word in a briefing above the briefing's number: sorted postings begin with
the best. The script in the browser adds up the weights of a query's words to rank results.

*Format*: a list of postings is a sequence of groups, highest weight first, each ended by a full stop. The first digit
of a group is its weight; the rest are the gaps between the ascending numbers of its briefings. Digits are those of base
64. A gap has five bits per digit, lowest first; the sixth bit says that more digits follow. With the weight 2, the
numbers 0 and 5 are written `CAE.`.

*Weights*: a word counts `WEIGHTS[field]` times where it occurs in a field (BM25F with one length). The part of the
score that depends on the briefing alone is rounded to `STEPS` steps. The script computes how rare a word is from the
number of its briefings. The usual length is a constant rather than the archive's mean, so that one more briefing does
not change the weights of all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

WEIGHTS = {"title": 8, "summary": 4, "names": 5, "tags": 3, "phrases": 1, "body": 1, "sources": 1}
NAME_OF_A_TERM = 24
"""How often a word of a name of one word counts in the term itself; in longer names it counts less."""
USUAL_LENGTH = 600
K1 = 1.2
B = 0.4
STEPS = 63
"""The finest steps that one digit of `DIGITS` can write. With 15, a word in a title and one in a summary often tied."""

_BITS = 24  # for the number of a briefing


def steps(frequencies: Iterable[int], length: int) -> dict[int, int]:
    """Return the weight (1 to `STEPS`) of a word in a briefing, by its frequency: its occurrences, times `WEIGHTS`.

    In a longer text each occurrence counts less; `length` is the number of its words.
    """
    much = K1 * (1 - B + B * length / USUAL_LENGTH)
    return {times: max(1, round(times / (times + much) * STEPS)) for times in frequencies}


def posting(number: int, weight: int) -> int:
    """Return the posting of a word that has this weight in the briefing with this number."""
    return STEPS - weight << _BITS | number


def number_of(one: int) -> int:
    """Return the number of a posting's briefing."""
    return one & (1 << _BITS) - 1


def encode(postings: Iterable[int]) -> str:
    """Return sorted postings as short text."""
    groups = []
    for rank, group in groupby(postings, key=lambda one: one >> _BITS):
        before, gaps = -1, []
        for number in map(number_of, group):
            gaps.append(_gap(number - before - 1))
            before = number
        groups.append(f"{DIGITS[STEPS - rank]}{''.join(gaps)}.")
    return "".join(groups)


def pieces(postings: Sequence[int], most: int) -> list[str]:
    """Return sorted postings as texts of about `most` characters or fewer, best answers first."""
    text = encode(postings)
    if len(text) <= most:
        return [text]
    size = -(-len(postings) // -(-len(text) // most))
    return [encode(postings[start : start + size]) for start in range(0, len(postings), size)]


@cache
def _gap(value: int) -> str:
    return DIGITS[value] if value < 32 else DIGITS[32 + value % 32] + _gap(value // 32)
