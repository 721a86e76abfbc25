"""Postings as text."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from newsarchive.search.postings import DIGITS, encode, pieces, posting

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


def postings_of(weights):
    return sorted(posting(number, weight) for number, weight in weights.items())


@given(LISTS)
def test_what_is_written_is_read(weights):
    assert decoded(encode(postings_of(weights))) == weights


def test_a_list_is_short_and_its_best_come_first():
    assert encode(postings_of({0: 1, 1: 1, 40: 15})) == "PoB.BAA."


def test_an_empty_list_is_an_empty_text():
    assert encode([]) == ""


@given(LISTS, st.integers(4, 40))
def test_pieces_hold_everything_once_best_first(weights, most):
    found = [decoded(piece) for piece in pieces(postings_of(weights), most)]
    assert {number: weight for piece in found for number, weight in piece.items()} == weights
    assert sum(map(len, found)) == len(weights)
    ranks = [list(piece.values()) for piece in found if piece]
    assert all(min(one) >= max(other) for one, other in pairwise(ranks))


def test_a_short_list_is_one_piece():
    assert pieces([posting(0, 1), posting(1, 1)], 100) == ["BAA."]
