"""Listing pages numbered from the oldest: a full page never changes again."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.pages.listings import numbered_pages, sheets
from tests.newsarchive.editions import briefing, edition_of

SIZES = st.integers(min_value=1, max_value=25)
COUNTS = st.integers(min_value=0, max_value=100)


@pytest.mark.parametrize("count", range(101))
def test_every_item_stands_on_exactly_one_page_newest_first(count):
    shown = [item for _, items in sheets(range(count), 20) for item in items]
    assert shown == list(reversed(range(count)))


@pytest.mark.parametrize("count", range(101))
def test_numbered_pages_are_full_and_the_front_holds_the_rest(count):
    front, *numbered = sheets(range(count), 20)
    assert front[0] == 0
    assert len(front[1]) == count if count < 40 else 20 <= len(front[1]) <= 39
    assert [len(items) for _, items in numbered] == [20] * len(numbered)
    assert [number for number, _ in numbered] == list(range(len(numbered), 0, -1))


@pytest.mark.parametrize(
    ("count", "front", "pages"), [(0, 0, 0), (1, 1, 0), (39, 39, 0), (40, 20, 1), (59, 39, 1), (60, 20, 2)]
)
def test_the_front_is_cut_where_a_page_is_full(count, front, pages):
    found = sheets(range(count), 20)
    assert (len(found[0][1]), len(found) - 1) == (front, pages)


@given(COUNTS, COUNTS, SIZES)
def test_numbered_pages_stay_when_items_are_appended(count, more, size):
    before = {number: items for number, items in sheets(range(count), size) if number}
    after = dict(sheets(range(count + more), size))
    assert before == {number: after[number] for number in before}


@pytest.mark.parametrize("count", [0, 1, 5, 6, 9])
def test_older_and_newer_lead_over_every_page_and_back(count):
    works = [briefing(f"b{number:02}", f"2023-01-{number + 1:02}") for number in range(count)]
    edition = edition_of(*works, page_size=2)
    asked = {"title": "X", "description": "D", "template": "x.html", "view": {}}
    found = {page.address: page for page in numbered_pages(edition, "en", works, make=lambda tag: f"{tag}/x/", **asked)}
    path, address = [], "en/x/"
    while address is not None:
        path.append(address)
        address = found[address].view["older"]
    assert sorted(path) == sorted(found)
    for newer, older in pairwise(path):
        assert found[older].view["newer"] == newer
    assert found["en/x/"].view["newer"] is None


def test_three_pages_in_full():
    assert sheets("abcdefg", 2) == [(0, ("g", "f", "e")), (2, ("d", "c")), (1, ("b", "a"))]
