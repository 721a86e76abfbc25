"""Listing pages numbered from the oldest: a full page never changes again."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.pages.listings import Sheet, sheets

SIZES = st.integers(min_value=1, max_value=25)
COUNTS = st.integers(min_value=0, max_value=100)


@pytest.mark.parametrize("count", range(101))
def test_every_item_stands_on_exactly_one_page_newest_first(count):
    shown = [item for sheet in sheets(range(count), 20) for item in sheet.items]
    assert shown == list(reversed(range(count)))


@pytest.mark.parametrize("count", range(101))
def test_numbered_pages_are_full_and_the_front_holds_the_rest(count):
    front, *numbered = sheets(range(count), 20)
    assert front.number == 0
    assert len(front.items) == count if count < 40 else 20 <= len(front.items) <= 39
    assert [len(sheet.items) for sheet in numbered] == [20] * len(numbered)
    assert [sheet.number for sheet in numbered] == list(range(len(numbered), 0, -1))


@pytest.mark.parametrize(
    ("count", "front", "pages"), [(0, 0, 0), (1, 1, 0), (39, 39, 0), (40, 20, 1), (59, 39, 1), (60, 20, 2)]
)
def test_the_front_is_cut_where_a_page_is_full(count, front, pages):
    found = sheets(range(count), 20)
    assert (len(found[0].items), len(found) - 1) == (front, pages)


@given(COUNTS, COUNTS, SIZES)
def test_numbered_pages_stay_when_items_are_appended(count, more, size):
    before = {sheet.number: sheet.items for sheet in sheets(range(count), size) if sheet.number}
    after = {sheet.number: sheet.items for sheet in sheets(range(count + more), size)}
    assert before == {number: after[number] for number in before}


@given(COUNTS, SIZES)
def test_older_and_newer_lead_over_every_page_and_back(count, size):
    found = {sheet.number: sheet for sheet in sheets(range(count), size)}
    path, number = [], 0
    while number is not None:
        path.append(number)
        number = found[number].older
    assert sorted(path) == sorted(found)
    for newer, older in pairwise(path):
        assert found[older].newer == newer
    assert found[0].newer is None


def test_three_pages_in_full():
    assert sheets("abcdefg", 2) == [
        Sheet(("g", "f", "e"), 0, older=2, newer=None),
        Sheet(("d", "c"), 2, older=1, newer=0),
        Sheet(("b", "a"), 1, older=None, newer=2),
    ]
