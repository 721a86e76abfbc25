"""The briefings that have a word, as short text, and how well each answers it (BM25F).

Each word of the search index has a list (a posting list): the numbers of the briefings that contain the word, by the
weight of the word in them. `encode` writes a list as text for the index, `decode` reads it, and the other functions
join, split and change such texts. `steps` computes the weights; the script in the browser adds them up to rank results.

*Format*: a list is a sequence of groups, highest weight first, each ended by a full stop. The first digit of a group is
its weight; the rest are the gaps between the ascending numbers of its briefings. Digits are those of base 64. A gap is
written with five bits per digit, lowest first; the sixth bit says that more digits follow. For example,
`encode({2: [0, 5]})` returns `CAE.`.

*Weights*: a word counts `WEIGHTS[field]` times where it occurs in a field (BM25F with one length). The part of the
score that depends on the briefing alone is rounded to `STEPS` steps: ranking needs no more, and postings become short.
The script computes how rare a word is from the number of its briefings. The usual length is a constant rather than the
archive's mean, so that one more briefing does not change the weights of all others.
"""

from __future__ import annotations

import re
from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from itertools import accumulate
from operator import sub

from newsarchive.digests import digest

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ROOM = 8
"""How many possible numbers there are for each briefing, of which it gets one to stand for it in the index.

The more there are, the less often a new briefing changes the number of another, but the longer the index becomes.
"""

Numbers = Mapping[int, Sequence[int]]
"""Which briefings contain a word: their ascending numbers, by the weight that the word has in them.

The weight says how well the briefing answers a search for the word.
"""

_BITS = 32
_GAP = re.compile("[g-z0-9_-]*[A-Za-f]")
_MORE_FOLLOWS = DIGITS[32:].encode()


class _Written(dict[int, str]):
    """A cache that maps the difference between two successive numbers (1 or more) to its text in base-64 digits."""

    def __missing__(self, step: int) -> str:
        value, text = step - 1, ""
        while value >= 32:
            text += DIGITS[32 + value % 32]
            value //= 32
        self[step] = text + DIGITS[value]
        return self[step]


class _Read(dict[str, int]):
    """A cache that maps base-64 digits that `_Written` returned back to the difference between two numbers."""

    def __missing__(self, text: str) -> int:
        self[text] = 1 + sum(DIGITS.index(digit) % 32 << 5 * place for place, digit in enumerate(text))
        return self[text]


_WRITTEN = _Written()
_READ = _Read()


def numbers(slugs: Iterable[str]) -> dict[str, int]:
    """Return the number that stands for each briefing in the index, by slug, in ascending order of the numbers.

    The number is the first bits of the slug's SHA-256 digest, as many as are needed for `ROOM` numbers per briefing.
    If that number is not free, the next free one is used. So a new briefing rarely changes the numbers of others.

    Args:
        slugs: The slugs of all briefings.
    """
    digests = sorted((int.from_bytes(digest(slug.encode())[:4]), slug) for slug in slugs)
    bits = (len(digests) * ROOM).bit_length()
    found, last = {}, -1
    for value, slug in digests:
        last = max(last + 1, value >> (_BITS - bits))
        found[slug] = last
    return found


def encode(postings: Numbers) -> str:
    """Return as short text which briefings contain a word: `encode({2: [0, 5]})` returns `CAE.`.

    Args:
        postings: The numbers of the briefings in ascending order, by the weight that the word has in them.
    """
    return _joined({weight: _gaps(members) for weight, members in postings.items() if members})


def decode(pieces: Iterable[str]) -> dict[int, list[int]]:
    """Return the numbers of the briefings that contain a word, by the weight that the word has in them.

    Args:
        pieces: The text that `encode` returned for the word, whole (as a list of one) or split by the function
            `pieces`.
    """
    found: dict[int, list[int]] = {}
    for piece in pieces:
        for weight, gaps in _groups(piece).items():
            found.setdefault(weight, []).extend(_members(gaps))
    return found


def joined(cut: Iterable[str]) -> str:
    """Return the whole text of a list of briefings that was split by the function `pieces`.

    To save time, only weights that occur in several pieces are decoded.
    """
    groups: dict[int, str] = {}
    for piece in cut:
        for weight, gaps in _groups(piece).items():
            before = groups.get(weight)
            groups[weight] = gaps if before is None else _gaps([*_members(before), *_members(gaps)])
    return _joined(groups)


def edited(text: str, gone: Mapping[int, Set[int]], come: Mapping[int, Set[int]]) -> str:
    """Return the text of a word's list of briefings after some were removed and others added.

    To save time, only the briefings of weights that change are decoded.

    Args:
        text: The text of the list, as `encode` returned it.
        gone: The numbers of the briefings to remove, by the weight under which the list has them.
        come: The numbers of the briefings to add, by weight.
    """
    groups = _groups(text)
    for weight in gone.keys() | come.keys():
        away = gone.get(weight, set())
        members = [each for each in _members(groups.pop(weight, "")) if each not in away]
        for number in come.get(weight, set()):
            insort(members, number)
        if members:
            groups[weight] = _gaps(members)
    return _joined(groups)


def count(text: str) -> int:
    """Return the number of briefings in a list, given the text that `encode` returned for it."""
    return sum(map(_count, _groups(text).values()))


def pieces(text: str, most: int) -> list[str]:
    """Split the text of a word's list of briefings into texts of about `most` characters or fewer, best answers first.

    Each is the text of a list itself, so it can be decoded without the others.
    """
    if len(text) <= most:
        return [text]
    groups, members = _groups(text), count(text)
    size = -(-members // -(-len(text) // most))
    return [_joined(_part(groups, start, start + size)) for start in range(0, members, size)]


def _part(groups: Mapping[int, str], start: int, end: int) -> dict[int, str]:
    """Return a part of a word's list of briefings, still encoded, as a slice `list[start:end]` would be.

    To save time, only groups that are split are decoded.

    Args:
        groups: The whole list: for each weight, highest first, the encoded numbers of its briefings.
        start: The index of the first briefing of the part, from 0.
        end: The index after that of the last one.
    """
    found = {}
    for weight, gaps in groups.items():
        members = _count(gaps)
        if start <= 0 and members <= end:
            found[weight] = gaps
        elif start < members and end > 0:
            found[weight] = _gaps([*_members(gaps)][max(0, start) : end])
        start -= members
        end -= members
        if end <= 0:
            break
    return found


def _groups(text: str) -> dict[int, str]:
    return {DIGITS.index(group[0]): group[1:] for group in text.split(".")[:-1]}


def _count(gaps: str) -> int:
    return len(gaps.encode().translate(None, _MORE_FOLLOWS))


def _joined(groups: Mapping[int, str]) -> str:
    return "".join([f"{DIGITS[weight]}{groups[weight]}." for weight in sorted(groups, reverse=True)])


def _gaps(ascending: Sequence[int]) -> str:
    return "".join(map(_WRITTEN.__getitem__, map(sub, ascending, (-1, *ascending))))


def _members(gaps: str) -> Iterable[int]:
    found = accumulate(map(_READ.__getitem__, _GAP.findall(gaps)), initial=-1)
    next(found)
    return found


WEIGHTS = {"title": 8, "summary": 4, "names": 5, "tags": 3, "body": 1, "sources": 1}
USUAL_LENGTH = 600
K1 = 1.2
B = 0.4
STEPS = 15


def steps(frequencies: Iterable[int], length: int) -> dict[int, int]:
    """Return how well a briefing answers a search for a word (the word's weight), by how often it has the word.

    Args:
        frequencies: The frequencies for which to compute weights: numbers of occurrences, each occurrence counted as
            often as the `WEIGHTS` of its field say.
        length: The number of words in the briefing; in a longer text each occurrence counts less.

    Returns:
        The weight, from 1 to `STEPS`, by frequency.
    """
    much = K1 * (1 - B + B * length / USUAL_LENGTH)
    return {each: max(1, round(each / (each + much) * STEPS)) for each in frequencies}


HAS, LACKS = 1, 0
"""The two weights in the list of a filter's key, such as `tag:privacy`; such a list uses only one of them.

It contains either the briefings that have the tag, with the weight `HAS`, or those that lack it, with the weight
`LACKS`, whichever are fewer.
"""


def mark_lists(marks: Mapping[int, Iterable[str]]) -> dict[str, str]:
    """Return for each key that filters use, such as `tag:privacy`, the list of its briefings as text.

    Args:
        marks: The keys of each briefing, by its number, in ascending order.
    """
    having: dict[str, list[int]] = defaultdict(list)
    for number, own in marks.items():
        for mark in own:
            having[mark].append(number)
    return {mark: encode(_shorter(found, marks.keys())) for mark, found in having.items()}


def _shorter(having: list[int], everyone: Collection[int]) -> Numbers:
    """Return the briefings that have a key such as `tag:privacy` or, if they are fewer, those that lack it.

    They are returned under the weight `HAS` or `LACKS`, which says which of the two they are.

    Args:
        having: The numbers of the briefings that have the key.
        everyone: The numbers of all briefings.
    """
    if len(having) <= len(everyone) - len(having):
        return {HAS: having}
    known = {*having}
    return {LACKS: [each for each in everyone if each not in known]}
