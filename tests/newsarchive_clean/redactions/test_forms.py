"""A pattern whose cost has no bound is refused; whatever is allowed ends soon."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive_clean.redactions.forms import PatternError, bounded_pattern


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"AZE ?[0-9]{7,8}", "aze 1234567"),
        (r"(\d{4}[ -]?){4}", "1234-5678 90123456"),
        (r"(?:Əli|Vəli) B\w{1,12}", "vəli babayev"),
        (r"a??b", "ab"),
        (r"[]\]]{2}x", "]]x"),
        (r"\bA\.B\b", "a.b"),
        (r"a{,3}b", "aaab"),
        (r"[*+]\*", "+*"),
    ],
)
def test_what_has_a_bound_is_searched_for_in_any_case(source, text):
    assert bounded_pattern(source).search(text)


@pytest.mark.parametrize(
    "source",
    ["a*", "a+", "a{2,}", "(a+)+", "(a{1,9}){1,9}", "(a|a){20}", "(a?){30}", "a{51}", r"(a)\1", "a?" * 20],
)
def test_what_has_none_or_a_great_one_is_refused(source):
    with pytest.raises(PatternError, match="redactions-unbounded"):
        bounded_pattern(source)


@pytest.mark.parametrize(
    "source", ["", "a?", "(a", "a)", "[a", "?a", "(?=a)", "(?P<x>a)", "|a", "a||b", "a{}", "{2}", "[z-a]", "a{1}+"]
)
def test_what_is_no_pattern_is_refused(source):
    with pytest.raises(PatternError, match="redactions-pattern"):
        bounded_pattern(source)


@given(st.text(alphabet="ab(|)?{1,5}[]\\d", max_size=24))
def test_what_is_allowed_ends_soon(source):
    try:
        pattern = bounded_pattern(source)
    except PatternError:
        return
    began = time.process_time()
    pattern.search("a" * 300 + "!")
    assert time.process_time() - began < 2
