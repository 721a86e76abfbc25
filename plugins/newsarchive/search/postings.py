"""The briefings that have a word, as short text, and how well each answers it (BM25F).

Each word of the search index has a list (a posting list): the numbers of the briefings that contain the word, by the
weight of the word in them. The script in the browser adds up the weights to rank results.

*Format*: a list is a sequence of groups, highest weight first, each ended by a full stop: `encode({2: [0, 5]})` returns
`CAE.`. The first digit of a group is its weight; the rest are the gaps between the ascending numbers of its briefings.
Digits are those of base 64. A gap has five bits per digit, lowest first; the sixth bit says that more digits follow.

*Weights*: a word counts `WEIGHTS[field]` times where it occurs in a field (BM25F with one length). The part of the
score that depends on the briefing alone is rounded to `STEPS` steps: ranking needs no more, and postings become short.
The script computes how rare a word is from the number of its briefings. The usual length is a constant rather than the
archive's mean, so that one more briefing does not change the weights of all others.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from itertools import accumulate
from operator import sub

from newsarchive.digests import digest
from newsarchive.model.dates import ArchiveDate

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ROOM = 8
"""How many possible numbers there are for each briefing.

The more there are, the less often a new briefing changes the number of another, but the longer the index becomes.
"""

Numbers = Mapping[int, Sequence[int]]
"""Which briefings contain a word: their ascending numbers, by the weight that the word has in them."""

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


def numbers(dates: Mapping[str, ArchiveDate]) -> dict[str, int]:
    """Return the number that stands for each briefing in the index, by slug, in ascending order of the numbers.

    A later briefing has a higher number, so the script sorts equal results by date without knowing dates. The years
    from the first to the last are divided into `ROOM` numbers per briefing, rounded up to a power of two; a briefing
    gets the number of its day, or else the next free one. So a new briefing rarely changes the numbers of others.
    Briefings of one day are ordered by the digests of their slugs.
    """
    if not dates:
        return {}
    start = dt.date(min(dates.values()).year, 1, 1).toordinal()
    days = dt.date(max(dates.values()).year, 12, 31).toordinal() - start + 1
    room = 1 << (len(dates) * ROOM).bit_length()
    found, last = {}, -1
    for date, _, slug in sorted((date, digest(slug.encode()), slug) for slug, date in dates.items()):
        last = max(last + 1, (date.start.toordinal() - start) * room // days)
        found[slug] = last
    return found


def others_from(briefings: int) -> int:
    """Return the first number of what is no briefing, above all numbers that so many briefings can have."""
    return 2 << (briefings * ROOM).bit_length()


def other_numbers(names: Iterable[str], briefings: int) -> dict[str, int]:
    """Return the number that stands for each term and standing page, by its name, in ascending order of the numbers.

    It is `others_from` and the first bits of the name's SHA-256 digest, as many as are needed for `ROOM` numbers per
    name, or else the next free number. So a new term rarely changes the numbers of others.
    """
    digests = sorted((int.from_bytes(digest(name.encode())[:4]), name) for name in names)
    bits = (len(digests) * ROOM).bit_length()
    first = others_from(briefings)
    found, last = {}, first - 1
    for value, name in digests:
        last = max(last + 1, first + (value >> (32 - bits)))
        found[name] = last
    return found


def encode(postings: Numbers) -> str:
    """Return as short text which briefings contain a word: `encode({2: [0, 5]})` returns `CAE.`."""
    return _joined({weight: _gaps(members) for weight, members in postings.items() if members})


def decode(pieces: Iterable[str]) -> dict[int, list[int]]:
    """Return the numbers of a list, by weight, from the text of `encode`, whole or split by the function `pieces`."""
    found: dict[int, list[int]] = {}
    for piece in pieces:
        for weight, gaps in _groups(piece).items():
            found.setdefault(weight, []).extend(_members(gaps))
    return found


def joined(cut: Iterable[str]) -> str:
    """Return the whole text of a list that `pieces` split."""
    groups: dict[int, str] = {}
    for piece in cut:
        for weight, gaps in _groups(piece).items():
            before = groups.get(weight)
            groups[weight] = gaps if before is None else _gaps([*_members(before), *_members(gaps)])
    return _joined(groups)


def edited(text: str, gone: Mapping[int, Set[int]], come: Mapping[int, Set[int]]) -> str:
    """Return the text of a list after the briefings in `gone` were removed and those in `come` added, both by weight.

    To save time, only the briefings of weights that change are decoded.
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


def count(text: str, below: int) -> int:
    """Return how many numbers below a limit a list has, given the text that `encode` returned for it."""
    return sum(bisect_left(members, below) for members in decode([text]).values())


def pieces(text: str, most: int) -> list[str]:
    """Split the text of a list into lists of about `most` characters or fewer, best answers first."""
    if len(text) <= most:
        return [text]
    groups = _groups(text)
    members = sum(map(_count, groups.values()))
    size = -(-members // -(-len(text) // most))
    return [_joined(_part(groups, start, start + size)) for start in range(0, members, size)]


def _part(groups: Mapping[int, str], start: int, end: int) -> dict[int, str]:
    """Return a part of a list by weight, as `list[start:end]` would; only groups that are split are decoded."""
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


WEIGHTS = {"title": 8, "summary": 4, "names": 5, "tags": 3, "search": 3, "phrases": 1, "body": 1, "sources": 1}
NAME_OF_A_TERM = 24
"""How often a word of a name of one word counts in the term itself; in longer names it counts less."""
USUAL_LENGTH = 600
K1 = 1.2
B = 0.4
STEPS = 63
"""The finest steps that one digit of `DIGITS` can write. With 15, a word in a title and one in a summary often tied."""


def steps(frequencies: Iterable[int], length: int) -> dict[int, int]:
    """Return the weight (1 to `STEPS`) of a word in a briefing, by its frequency: its occurrences, times `WEIGHTS`.

    In a longer text each occurrence counts less; `length` is the number of its words.
    """
    much = K1 * (1 - B + B * length / USUAL_LENGTH)
    return {each: max(1, round(each / (each + much) * STEPS)) for each in frequencies}


HAS, LACKS = 1, 0
"""The two weights in the list of a filter's key, such as `tag:privacy`.

It contains either the briefings that have the tag, with the weight `HAS`, or those that lack it, with the weight
`LACKS`, whichever are fewer.
"""

ALL = "all:"
"""The key whose list contains all briefings."""


def mark_lists(marks: Mapping[int, Iterable[str]]) -> dict[str, str]:
    """Return for each key that filters use the list of its briefings, as text; the numbers in `marks` must ascend."""
    having: dict[str, list[int]] = defaultdict(list)
    for number, own in marks.items():
        for mark in own:
            having[mark].append(number)
    lists = {mark: encode(_shorter(found, marks.keys())) for mark, found in having.items()}
    return {**lists, ALL: encode({HAS: list(marks)})}


def _shorter(having: list[int], everyone: Collection[int]) -> Numbers:
    """Return the briefings that have a key (weight `HAS`) or, if they are fewer, those that lack it (`LACKS`)."""
    if len(having) <= len(everyone) - len(having):
        return {HAS: having}
    known = {*having}
    return {LACKS: [each for each in everyone if each not in known]}
