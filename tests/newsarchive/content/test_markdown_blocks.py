"""The number that an editor wrote before an item is the number on the page."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.content.markdown import Converter
from tests.newsarchive.content.test_fuzz import examples
from tests.newsarchive.editions import briefing_file, read

CONVERTER = Converter("en", "back {}")


def numbered(body: str) -> list[tuple[int, str]]:
    """The items of a body's lists with the numbers that a browser gives them, in document order."""
    found: list[tuple[int, str]] = []
    counting: list[int] = []
    for tag, start, value, words in re.findall(
        r'<(/?(?:ol|ul|li))(?: start="(\d+)")?(?: value="(\d+)")?>(?:\s*<p>)?([^<\n]*)', CONVERTER.convert(body).html
    ):
        if tag in ("ol", "ul"):
            counting.append(int(start or 1) - 1 if tag == "ol" else -(10**6))
        elif tag == "li":
            counting[-1] = int(value) if value else counting[-1] + 1
            found.append((counting[-1], words))
        elif tag != "/li":
            counting.pop()
    return [(number, words) for number, words in found if words]


LISTS = [
    ("5. a\n6. b", [(5, "a"), (6, "b")]),
    ("1. a\n3. b\n4. c\n9. d", [(1, "a"), (3, "b"), (4, "c"), (9, "d")]),
    ("10. a\n9. b\n8. c", [(10, "a"), (9, "b"), (8, "c")]),
    ("0. a\n1. b\n3. c", [(0, "a"), (1, "b"), (3, "c")]),
    ("7. a\n7. b", [(7, "a"), (7, "b")]),
    ("1. a\n1. b\n1. c", [(1, "a"), (2, "b"), (3, "c")]),
    ("1. a\n1. b\n2. c", [(1, "a"), (1, "b"), (2, "c")]),
    ("2. a\n\n4. b\n\n    more\n\n8. c", [(2, "a"), (4, "b"), (8, "c")]),
    ("1. a\n\nWords.\n\n2. b\n4. c", [(1, "a"), (2, "b"), (4, "c")]),
    ("> 1. a\n> 5. b\n\n1. c", [(1, "a"), (5, "b"), (1, "c")]),
    ("1. a\n    3. b\n    5. c\n4. d", [(1, "a"), (3, "b"), (5, "c"), (4, "d")]),
    ("1. 5. a\n\n    9. b", [(5, "a"), (9, "b")]),
    ("999999998. a\n999999999. b", [(999999998, "a"), (999999999, "b")]),
]


@pytest.mark.parametrize(("body", "items"), LISTS)
def test_items_have_their_own_numbers(body: str, items: list[tuple[int, str]]) -> None:
    assert numbered(body) == items


def test_numbers_below_a_list_of_bullets_in_a_list_are_no_bullets() -> None:
    assert numbered("- - a\n\n    2. b\n    4. c")[1:] == [(2, "b"), (4, "c")]


@pytest.mark.parametrize("number", ["007.", "00.", "٣.", "1234567890.", "۴."])
def test_a_number_that_browsers_would_print_otherwise_stays_in_the_words(number: str) -> None:
    text, _ = read(briefing_file(f"Words.\n\n{number} a\n"))
    assert text
    assert f"{number} a" in text.html.replace("\u00a0", " ")


def test_a_list_of_a_text_before_is_forgotten() -> None:
    assert numbered("1. a\n3. b") == [(1, "a"), (3, "b")]
    assert numbered("1. c\n2. d") == [(1, "c"), (2, "d")]


ITEMS = st.tuples(
    st.sampled_from(["", "", "    ", "        ", "  ", "> ", "- ", "1. "]),
    st.one_of(st.integers(0, 30).map(lambda number: f"{number}. "), st.sampled_from(["- ", "", "007. ", "* "])),
    st.sampled_from(["\n", "\n", "\n\n", "\n\n\n"]),
)


@pytest.mark.long
@examples(300)
@given(st.lists(ITEMS, max_size=12))
def test_no_mix_of_lists_loses_words_or_ends_in_an_error(items: list[tuple[str, str, str]]) -> None:
    body = "".join(f"{before}{mark}Words{index}x{after}" for index, (before, mark, after) in enumerate(items))
    html = CONVERTER.convert(body).html
    assert re.findall(r"Words\d+x", html) == [f"Words{index}x" for index in range(len(items))]
