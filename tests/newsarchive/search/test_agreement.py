"""The script and the build fold and stem text of any kind alike; `test_search.py` has every word of a site."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.search.postings import encode, posting
from newsarchive.search.words import fold, name_of, stem, words_of
from tests.every_site.search import LANGUAGES
from tests.newsarchive.content.test_fuzz import examples

from .asking import decoded, names, stems


@settings(examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cn"))), min_size=50, max_size=50))
def test_text_of_any_kind_folds_alike(script: Path, texts: list[str]) -> None:
    # a lone surrogate is no text; of letters that this Python's Unicode lacks a browser may know more
    answers = stems(script, [(text, "az") for text in texts])
    for text, (folded, found) in zip(texts, answers, strict=True):
        assert folded == fold(text)
        assert found == [stem(each, "az") for each in words_of(text)]


@pytest.mark.parametrize(
    "text",
    [
        "🯰ON",
        "on🯰on",
        "𐐀" * 30,
        "a" * 23 + "𐐨𐐨",
        "𐐨" * 23 + "лар",
        "𝟘𝟙𝟚 lar",
        "\u0130\u0307st",
        "ﬁlar",
        "la\u2060w\u180b\u3164yer a\u200cb ab\u200bcd",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_outside_the_first_plane_count_as_one(script: Path, text: str, language: str) -> None:
    assert stems(script, [(text, language)]) == [[fold(text), [stem(each, language) for each in words_of(text)]]]


@pytest.mark.parametrize("postings", [{}, {1: [0]}, {15: [0, 31], 7: [1_000_000], 1: [32, 33]}])
def test_postings_are_read_as_they_were_written(script: Path, postings: dict[int, list[int]]) -> None:
    expected = {number: weight for weight, numbers in postings.items() for number in numbers}
    assert decoded(script, encode(sorted(posting(*each) for each in expected.items()))) == expected


def test_files_have_the_same_names_for_both(script: Path) -> None:
    words = ["", "law", "суд", "tag:eu-law", "𐐨a", "حرية"]
    assert names(script, words) == [name_of(word) for word in words]
