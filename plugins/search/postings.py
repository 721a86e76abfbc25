"""Postings: the briefings that have a word, as text that is short and quickly read.

A list is groups, best first, each closed by a full stop: the first digit of a group is its weight, the rest the gaps
between the ascending numbers of its briefings. Digits are those of base 64; a gap is written five bits at a digit,
the lowest first, the sixth bit saying that more follow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from itertools import groupby

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ROOM = 8
"""Numbers for each briefing: the more, the seldomer a new briefing moves another, and the longer the gaps."""

_BITS = 32


def numbers(slugs: Iterable[str]) -> dict[str, int]:
    """Return a number for each slug, which depends on the slug and on hardly anything else.

    It is the head of a digest, long enough for `ROOM` numbers to each briefing; where two meet, the later moves on.
    """
    digests = sorted((int.from_bytes(hashlib.sha256(slug.encode()).digest()[:4]), slug) for slug in slugs)
    bits = (len(digests) * ROOM).bit_length()
    found, last = {}, -1
    for digest, slug in digests:
        last = max(last + 1, digest >> (_BITS - bits))
        found[slug] = last
    return found


def encode(postings: Mapping[int, int]) -> str:
    """Return a list as text, from weights by number."""
    groups = []
    ordered = sorted(postings.items(), key=lambda each: (-each[1], each[0]))
    for weight, members in groupby(ordered, key=lambda each: each[1]):
        groups.append(DIGITS[weight] + _gaps(number for number, _ in members))
    return "".join(f"{group}." for group in groups)


def _gaps(ascending: Iterable[int]) -> str:
    text, last = "", -1
    for number in ascending:
        text += _digits(number - last - 1)
        last = number
    return text


def _digits(value: int) -> str:
    text = ""
    while value >= 32:
        text += DIGITS[32 + value % 32]
        value //= 32
    return text + DIGITS[value]


def pieces(postings: Mapping[int, int], most: int) -> list[str]:
    """Return a list in pieces of at most about `most` characters, best first; each can be read by itself."""
    whole = encode(postings)
    if len(whole) <= most:
        return [whole]
    ordered = sorted(postings.items(), key=lambda each: (-each[1], each[0]))
    count = -(-len(whole) // most)
    size = -(-len(ordered) // count)
    return [encode(dict(ordered[start : start + size])) for start in range(0, len(ordered), size)]
