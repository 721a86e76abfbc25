"""Postings as text."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.dates import ArchiveDate
from newsarchive.search.postings import DIGITS, ROOM, count, decode, edited, encode, joined, numbers, pieces

LISTS = st.dictionaries(st.integers(0, 2**20), st.integers(1, 15), max_size=60)


def decoded(text):
    """Read a list as the script does."""
    found = {}
    for group in filter(None, text.split(".")):
        number, gap, bits = -1, 0, 0
        for letter in group[1:]:
            digit = DIGITS.index(letter)
            gap |= (digit & 31) << bits
            bits += 5
            if digit < 32:
                number += gap + 1
                found[number] = DIGITS.index(group[0])
                gap = bits = 0
    return found


def text_of(postings):
    return encode({weight: sorted(n for n in postings if postings[n] == weight) for weight in {*postings.values()}})


@given(LISTS)
def test_what_is_written_is_read(postings):
    text = text_of(postings)
    assert decoded(text) == postings
    assert {n: weight for weight, members in decode([text]).items() for n in members} == postings
    assert count(text, 2**21) == len(postings)
    assert count(text, 100) == sum(number < 100 for number in postings)


def test_a_list_is_short_and_its_best_come_first():
    assert text_of({0: 1, 1: 1, 40: 15}) == "PoB.BAA."


def test_an_empty_list_is_an_empty_text():
    assert encode({}) == encode({0: []}) == ""


@given(LISTS, LISTS)
def test_a_list_is_edited_to_what_would_be_written_anew(before, after):
    def by_weight(one, other):
        found = {}
        for number, weight in one.items():
            if other.get(number) != weight:
                found.setdefault(weight, set()).add(number)
        return found

    assert edited(text_of(before), by_weight(before, after), by_weight(after, before)) == text_of(after)


@given(LISTS, st.integers(4, 40))
def test_pieces_hold_everything_once_best_first(postings, most):
    cut = pieces(text_of(postings), most)
    found = [decoded(piece) for piece in cut]
    together = {number: weight for piece in found for number, weight in piece.items()}
    assert together == postings
    assert sum(map(len, found)) == len(postings)
    weights = [list(piece.values()) for piece in found if piece]
    assert all(min(one) >= max(other) for one, other in pairwise(weights))
    assert joined(cut) == text_of(postings)


def test_a_short_list_is_one_piece():
    assert pieces("BAA.", 100) == ["BAA."]


def dated(size):
    """Briefings of fifteen years, by slug."""
    chance = random.Random(size)  # noqa: S311 - no secret is made of it
    days = [ArchiveDate(chance.randint(2010, 2024), chance.randint(1, 12), chance.randint(1, 28)) for _ in range(size)]
    return {f"briefing-{each}": day for each, day in enumerate(days)}


def test_numbers_are_distinct_and_ascend_by_date():
    dates = dated(500)
    found = numbers(dates)
    assert len(set(found.values())) == 500
    assert numbers(dict(reversed(dates.items()))) == found
    assert max(found.values()) < 500 * ROOM * 2 + 500
    assert all(dates[one] <= dates[other] for one, other in pairwise(found))
    assert list(found.values()) == sorted(found.values())


def test_briefings_of_one_day_have_numbers_of_their_own():
    assert sorted(numbers(dict.fromkeys("abc", ArchiveDate(2020, 5, 1))).values()) == [10, 11, 12]
    assert numbers({}) == {}


@pytest.mark.parametrize("size", [33, 120, 250])
def test_one_more_briefing_moves_hardly_any_other(size):
    dates = dated(size)
    before, after = numbers(dates), numbers({**dates, "another": ArchiveDate(2024, 3, 2)})
    assert sum(before[slug] != after[slug] for slug in dates) <= 3
