"""Postings as text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.search.postings import DIGITS, ROOM, encode, numbers, pieces

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


@given(LISTS)
def test_what_is_written_is_read(postings):
    assert decoded(encode(postings)) == postings


def test_a_list_is_short_and_its_best_come_first():
    assert encode({0: 1, 1: 1, 40: 15}) == "PoB.BAA."


def test_an_empty_list_is_an_empty_text():
    assert encode({}) == ""


@given(LISTS, st.integers(4, 40))
def test_pieces_hold_everything_once_best_first(postings, most):
    found = [decoded(piece) for piece in pieces(postings, most)]
    together = {number: weight for piece in found for number, weight in piece.items()}
    assert together == postings
    assert sum(map(len, found)) == len(postings)
    weights = [list(piece.values()) for piece in found if piece]
    assert all(min(one) >= max(other) for one, other in pairwise(weights))


def test_a_short_list_is_one_piece():
    assert pieces({1: 1}, 100) == [encode({1: 1})]


def test_numbers_are_distinct_and_depend_on_the_slug():
    slugs = [f"briefing-{each}" for each in range(500)]
    found = numbers(slugs)
    assert len(set(found.values())) == 500
    assert numbers(reversed(slugs)) == found
    assert max(found.values()) < 500 * ROOM * 2 + 500


@pytest.mark.parametrize("size", [33, 120, 250])
def test_one_more_briefing_moves_hardly_any_other(size):
    slugs = [f"briefing-{each}" for each in range(size)]
    before, after = numbers(slugs), numbers([*slugs, "another"])
    assert sum(before[slug] != after[slug] for slug in slugs) <= 1
