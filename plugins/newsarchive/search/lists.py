"""All lists of one language's index, rebuilt or changed in place.

A list (posting list) has the briefings that contain a word, each with the weight of the word in it: how well the
briefing answers a search for the word. Words are stems here, briefings are numbers, and leaves are the files into which
`shards` splits the words. Besides words there are marks, which filters use: `lang:az`, `year:2023`, `tag:privacy`.
Those of terms are stored with the term's name.

Each word also has a place, a number that never changes. For each briefing, its words are stored as integers that
combine the place and the weight. So two versions of a briefing are compared without decoding a list, and only the lists
that differ are written again.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import groupby

import msgspec

from . import postings
from .postings import STEPS, decode, edited, encode, joined, pieces
from .shards import Leaf, LeafEditor, Value, leaves_of
from .words import Spellings

MOST_OF_A_LIST = 5_000
"""The most characters of a word's list of briefings in the same file as the word.

The rest of a longer list is in further files, which the script loads only if it needs them.
"""

_BITS = STEPS.bit_length()
_WEIGHT = (1 << _BITS) - 1

Weights = Mapping[str, int]
Marks = dict[str, tuple[str, ...]]


class Lists(msgspec.Struct, array_like=True):
    """For each word of one language's index, the list of briefings that contain it, and what changes to it need.

    Attributes:
        leaves: The files with the words and their lists, each by the word with which it begins.
        more: For each word with a long list, the rest of the list, in parts that become files of their own.
        places: All words that were ever indexed; the index of a word is its place.
        briefings: By the number of the briefing, its words with their weights as bytes of 32-bit integers.
        groups: The groups of spellings of one name, such as Turan and Туран, with which the lists were built.
        by_rule: The sorted spellings of these groups that no vocabulary has, but a rule gives.
        marks: For each mark the list of its briefings, as text, and the name of its term, if it stands for one.
        others_from: The lowest number of what is no briefing.
    """

    leaves: dict[str, Leaf]
    more: dict[str, list[str]]
    places: list[str]
    briefings: dict[int, bytes]
    groups: tuple[tuple[str, ...], ...]
    by_rule: tuple[str, ...]
    marks: Marks
    others_from: int


class Differences(msgspec.Struct, frozen=True):
    """How the briefings of this build differ from those from which lists were built.

    Attributes:
        gone: The numbers that stood for the removed and the changed briefings in those lists.
        come: For each new and each changed briefing, by its present number, the weight of each of its words.
        regrouped: The words whose set of spellings has changed.
    """

    gone: Set[int]
    come: Mapping[int, Weights]
    regrouped: Set[str]


class _Places(dict[str, int]):
    """The number (place) of each word. A new word gets the next free number when it is first looked up."""

    def __missing__(self, word: str) -> int:
        self[word] = len(self)
        return self[word]


def lists_of(briefings: Iterable[tuple[int, Weights]], marks: Marks, spellings: Spellings, others_from: int) -> Lists:
    """Return, for each word, the list of briefings that contain it, built from scratch.

    `briefings` must be sorted by number; those from `others_from` on are terms and standing pages. Each word is stored
    with its other spellings.
    """
    places = _Places()
    having: dict[int, list[int]] = defaultdict(list)
    own: dict[int, bytes] = {}
    for number, weights in briefings:
        packed = _packed(weights, places)
        own[number] = packed.tobytes()
        for each in packed:
            having[each].append(number)
    lists = Lists({}, {}, list(places), own, spellings.groups, tuple(sorted(spellings.by_rule)), marks, others_from)
    values = {mark: _value(lists, mark, text, name) for mark, (text, *name) in marks.items()}
    for place, group in groupby(sorted(having), key=_place):
        word = lists.places[place]
        text = encode({_weight(each): having[each] for each in group})
        values[word] = _value(lists, word, text, spellings.others(word))
    lists.leaves = leaves_of(values)
    return lists


def change(lists: Lists, found: Differences, marks: Marks, spellings: Spellings, others_from: int) -> None:
    """Change the lists of the last build in place, so that they are as if `lists_of` had built them anew."""
    lists.others_from = others_from
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
            changes[mark] = _value(lists, mark, marks[mark][0], marks[mark][1:]) if mark in marks else None
    for word in changes:
        if changes[word] is None:
            lists.more.pop(word, None)
    lists.leaves = editor.edited(changes)
    lists.groups, lists.by_rule, lists.marks = spellings.groups, tuple(sorted(spellings.by_rule)), marks


def numbers_of(lists: Lists, words: Iterable[str]) -> set[int]:
    """Return the numbers of the briefings that contain at least one of the words; unknown words are ignored."""
    editor = LeafEditor(lists.leaves)
    found: set[int] = set()
    for word in words:
        for members in decode(_pieces(lists, editor, word)).values():
            found.update(members)
    return found


_Moves = dict[int, dict[int, set[int]]]


def _moves(lists: Lists, found: Differences, places: _Places) -> tuple[_Moves, _Moves]:
    """Return two mappings, of the briefings to remove from the words' lists and of those to add to them.

    Both are by the word's number (`lists.places`), then by weight.

    As a side effect, `lists.briefings` and `lists.places` are updated.
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


def _value(lists: Lists, word: str, text: str, spelled: Sequence[str]) -> Value:
    """Return what the index file of a word stores for it, and put the rest of a long list into `lists.more`.

    It is the list as text. If that is too long, or if there are words in `spelled`, it is a Python list: the first part
    of the text, how many briefings all parts have (0 if there is only one), how many more parts, and `spelled`: the
    word's other spellings, or the name of a mark's term.
    """
    first, *others = pieces(text, MOST_OF_A_LIST)
    lists.more.pop(word, None)
    if others:
        lists.more[word] = others
    if not others and not spelled:
        return first
    return [first, postings.count(text, lists.others_from) if others else 0, len(others), *spelled]


def _packed(weights: Weights, places: _Places) -> array[int]:
    """Return one integer for each word of a briefing; they sort by place and, for one word, by descending weight."""
    return array("I", [places[word] << _BITS | STEPS - weight for word, weight in weights.items()])


def _place(packed: int) -> int:
    return packed >> _BITS


def _weight(packed: int) -> int:
    return STEPS - (packed & _WEIGHT)


def _pieces(lists: Lists, editor: LeafEditor, word: str) -> list[str]:
    value = editor.value(word)
    first = value if isinstance(value, str) else str(value[0]) if value else ""
    return [first, *lists.more.get(word, [])]
