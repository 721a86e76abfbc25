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
"""How many numbers there are for each briefing (see `numbers`).

The more there are, the less often a new briefing changes the number of another, but the longer lists become.
"""

Numbers = Mapping[int, Sequence[int]]
"""A decoded list of a word: by weight, the ascending numbers of the briefings in which the word has this weight."""

_BITS = 32
_GAP = re.compile("[g-z0-9_-]*[A-Za-f]")
_MORE_FOLLOWS = DIGITS[32:].encode()


class _Written(dict[int, str]):
    """A cache that maps the difference between two successive numbers (1 or more) to its text in a list."""

    def __missing__(self, step: int) -> str:
        value, text = step - 1, ""
        while value >= 32:
            text += DIGITS[32 + value % 32]
            value //= 32
        self[step] = text + DIGITS[value]
        return self[step]


class _Read(dict[str, int]):
    """A cache that maps the text of a gap in a list to the difference between two numbers; inverse of `_Written`."""

    def __missing__(self, text: str) -> int:
        self[text] = 1 + sum(DIGITS.index(digit) % 32 << 5 * place for place, digit in enumerate(text))
        return self[text]


_WRITTEN = _Written()
_READ = _Read()


def numbers(slugs: Iterable[str]) -> dict[str, int]:
    """Return the number that stands for each briefing in lists, by slug, in ascending order.

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
    """Return the text of a list, given the numbers of the briefings by weight (see the module's *Format*)."""
    return _joined({weight: _gaps(members) for weight, members in postings.items() if members})


def decode(pieces: Iterable[str]) -> dict[int, list[int]]:
    """Return the numbers of the briefings in a list, by weight.

    Args:
        pieces: The text of the list, whole or split by `pieces`.
    """
    found: dict[int, list[int]] = {}
    for piece in pieces:
        for weight, gaps in _groups(piece).items():
            found.setdefault(weight, []).extend(_members(gaps))
    return found


def joined(cut: Iterable[str]) -> str:
    """Return the text of a list that was split by `pieces`.

    To save time, only weights that occur in several pieces are decoded.
    """
    groups: dict[int, str] = {}
    for piece in cut:
        for weight, gaps in _groups(piece).items():
            before = groups.get(weight)
            groups[weight] = gaps if before is None else _gaps([*_members(before), *_members(gaps)])
    return _joined(groups)


def edited(text: str, gone: Mapping[int, Set[int]], come: Mapping[int, Set[int]]) -> str:
    """Return the text of a list with the numbers of some briefings removed and others added.

    To save time, only weights that change are decoded.

    Args:
        text: The text of the list, in one piece.
        gone: The numbers to remove, by weight.
        come: The numbers to add, by weight.
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
    """Return the number of briefings in a list, given its text."""
    return sum(map(_count, _groups(text).values()))


def pieces(text: str, most: int) -> list[str]:
    """Split the text of a list into pieces of about `most` characters or fewer, highest weights first.

    Each piece is the text of a list itself, so it can be decoded without the others.
    """
    if len(text) <= most:
        return [text]
    groups, members = _groups(text), count(text)
    size = -(-members // -(-len(text) // most))
    return [_joined(_part(groups, start, start + size)) for start in range(0, members, size)]


def _part(groups: Mapping[int, str], start: int, end: int) -> dict[int, str]:
    """Return a part of a list, as a slice `list[start:end]` of its briefings would be.

    To save time, only groups that are split are decoded.

    Args:
        groups: The whole list: the text of the gaps, by weight, highest weight first.
        start: The index of the first briefing of the part, from 0.
        end: The index of the briefing after the last one.
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
    """Return the weight, from 1 to `STEPS`, that a word has in a briefing, by the word's frequency there.

    Args:
        frequencies: The frequencies for which to compute weights: numbers of occurrences, each occurrence counted as
            often as the `WEIGHTS` of its field say.
        length: The number of words in the briefing; in a longer text each occurrence counts less.
    """
    much = K1 * (1 - B + B * length / USUAL_LENGTH)
    return {each: max(1, round(each / (each + much) * STEPS)) for each in frequencies}


HAS, LACKS = 1, 0
"""The only weights in the list of a mark, that is, of a key by which a filter finds briefings, such as `tag:privacy`.

The list contains either the briefings that have the mark, with the weight `HAS`, or those that lack it, with the weight
`LACKS`, whichever are fewer.
"""


def mark_lists(marks: Mapping[int, Iterable[str]]) -> dict[str, str]:
    """Return the text of the list of each mark, such as `tag:privacy`, by mark.

    Args:
        marks: The marks of each briefing, by its number, in ascending order.
    """
    having: dict[str, list[int]] = defaultdict(list)
    for number, own in marks.items():
        for mark in own:
            having[mark].append(number)
    return {mark: encode(_shorter(found, marks.keys())) for mark, found in having.items()}


def _shorter(having: list[int], everyone: Collection[int]) -> Numbers:
    """Return the list of a mark, not yet encoded: the briefings that have it or, if they are fewer, that lack it.

    Args:
        having: The numbers of the briefings that have the mark.
        everyone: The numbers of all briefings.
    """
    if len(having) <= len(everyone) - len(having):
        return {HAS: having}
    known = {*having}
    return {LACKS: [each for each in everyone if each not in known]}
