"""All lists of one language's index, rebuilt or changed in place.

Each word has a place, a number that never changes. For each briefing, its words are stored as integers that combine
the place and the weight. So two versions of a briefing are compared without decoding a list, and only the lists that
differ are written again.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from itertools import groupby

import msgspec

from . import postings
from .postings import STEPS, decode, edited, encode, joined, pieces
from .shards import Leaf, LeafEditor, Value, leaves_of
from .words import Spellings

MOST_OF_A_LIST = 5_000
"""The most characters of a word's postings in its leaf; the rest is in further files, loaded only if needed."""

_BITS = STEPS.bit_length()
_WEIGHT = (1 << _BITS) - 1

Weights = Mapping[str, int]


class Lists(msgspec.Struct, array_like=True):
    """The lists of an index.

    `leaves` are the files of words, and `more` the pieces of a word's postings beyond its leaf. `places` are all
    words that were ever indexed, in the order of their places. `briefings` are the packed words of each briefing, by
    its number. `groups` are the spellings from which the lists were built, and `marks` are the lists of marks.
    """

    leaves: dict[str, Leaf]
    more: dict[str, list[str]]
    places: list[str]
    briefings: dict[int, bytes]
    groups: tuple[tuple[str, ...], ...]
    marks: dict[str, str]


class Differences(msgspec.Struct, frozen=True):
    """The differences between the present briefings and those from which lists were built.

    `gone` are the old numbers of removed and of changed briefings. `come` are the weights of the words of new and of
    changed briefings, by number. `regrouped` are the words whose spellings have changed.
    """

    gone: Set[int]
    come: Mapping[int, Weights]
    regrouped: Set[str]


class _Places(dict[str, int]):
    """The place of each word. A new word gets the next place when it is first looked up."""

    def __missing__(self, word: str) -> int:
        self[word] = len(self)
        return self[word]


def lists_of(briefings: Iterable[tuple[int, Weights]], marks: dict[str, str], spellings: Spellings) -> Lists:
    """Return the lists of briefings, built from scratch.

    Args:
        briefings: The number of each briefing and the weights of its words, by ascending number.
        marks: The list of each mark, as text.
        spellings: The stems that stand for one another.
    """
    places = _Places()
    having: dict[int, list[int]] = defaultdict(list)
    own: dict[int, bytes] = {}
    for number, weights in briefings:
        packed = _packed(weights, places)
        own[number] = packed.tobytes()
        for each in packed:
            having[each].append(number)
    lists = Lists({}, {}, list(places), own, spellings.groups, marks)
    values = {mark: _value(lists, mark, text, []) for mark, text in marks.items()}
    for place, group in groupby(sorted(having), key=_place):
        word = lists.places[place]
        text = encode({_weight(each): having[each] for each in group})
        values[word] = _value(lists, word, text, spellings.others(word))
    lists.leaves = leaves_of(values)
    return lists


def change(lists: Lists, found: Differences, marks: dict[str, str], spellings: Spellings) -> None:
    """Change lists in place to what they would be if they were built from the present briefings.

    Args:
        lists: The lists.
        found: What differs from the briefings from which the lists were built.
        marks: The present list of each mark, as text.
        spellings: The present stems that stand for one another.
    """
    editor = LeafEditor(lists.leaves)
    changes: dict[str, Value | None] = {}
    places = _Places(zip(lists.places, range(len(lists.places)), strict=True))
    minus, plus = _moves(lists, found, places)
    spelled = {places[word] for word in found.regrouped & places.keys()}
    for place in sorted({*minus, *plus, *spelled}):
        word = lists.places[place]
        text = edited(joined(_pieces(lists, editor, word)), minus.get(place, {}), plus.get(place, {}))
        changes[word] = _value(lists, word, text, spellings.others(word)) if text else None
    for mark in lists.marks.keys() | marks.keys():
        if lists.marks.get(mark) != marks.get(mark):
            changes[mark] = _value(lists, mark, marks[mark], []) if mark in marks else None
    for word in changes:
        if changes[word] is None:
            lists.more.pop(word, None)
    lists.leaves = editor.edited(changes)
    lists.groups, lists.marks = spellings.groups, marks


def numbers_of(lists: Lists, words: Iterable[str]) -> set[int]:
    """Return the numbers of the briefings that have any of the words."""
    editor = LeafEditor(lists.leaves)
    found: set[int] = set()
    for word in words:
        for members in decode(_pieces(lists, editor, word)).values():
            found.update(members)
    return found


_Moves = dict[int, dict[int, set[int]]]


def _moves(lists: Lists, found: Differences, places: _Places) -> tuple[_Moves, _Moves]:
    """Return the numbers to remove from lists and those to add, each by place and weight.

    The lists' `briefings` and `places` are updated.
    """
    minus: _Moves = defaultdict(lambda: defaultdict(set))
    plus: _Moves = defaultdict(lambda: defaultdict(set))
    for number in sorted(found.gone | found.come.keys()):
        before = {*array("I", lists.briefings.pop(number, b""))}
        after = _packed(found.come.get(number, {}), places)
        if number in found.come:
            lists.briefings[number] = after.tobytes()
        for each in before.difference(after):
            minus[_place(each)][_weight(each)].add(number)
        for each in {*after} - before:
            plus[_place(each)][_weight(each)].add(number)
    lists.places = list(places)
    return minus, plus


def _value(lists: Lists, word: str, text: str, spelled: list[str]) -> Value:
    """Return the value of a word for its leaf, and store its further pieces in `lists.more`.

    The value is the text of the postings alone or, if the word has further pieces or other spellings, a list: the
    first piece, the number of briefings (0 without further pieces), the number of further pieces, and the spellings.
    """
    first, *others = pieces(text, MOST_OF_A_LIST)
    lists.more.pop(word, None)
    if others:
        lists.more[word] = others
    if not others and not spelled:
        return first
    return [first, postings.count(text) if others else 0, len(others), *spelled]


def _packed(weights: Weights, places: _Places) -> array[int]:
    """Return an integer for each word and its weight; they sort by place, and for one word by descending weight."""
    return array("I", [places[word] << _BITS | STEPS - weight for word, weight in weights.items()])


def _place(packed: int) -> int:
    return packed >> _BITS


def _weight(packed: int) -> int:
    return STEPS - (packed & _WEIGHT)


def _pieces(lists: Lists, editor: LeafEditor, word: str) -> list[str]:
    value = editor.value(word)
    first = value if isinstance(value, str) else str(value[0]) if value else ""
    return [first, *lists.more.get(word, [])]
