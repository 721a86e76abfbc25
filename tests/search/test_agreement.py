"""The script and the build fold and stem alike: every word of the content, and text of any kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.search.postings import encode
from newsarchive.search.shards import name_of
from newsarchive.search.words import fold, stem, words_of
from tests.sites import ROOT

from .asking import decoded, names, stems
from .evaluation import LANGUAGES


def _words() -> list[str]:
    """All words of the content, of the vocabularies and of the interface, as they are written."""
    paths = [*(ROOT / "content").rglob("*.md"), *(ROOT / "content").rglob("*.yaml"), *(ROOT / "theme").rglob("*.po")]
    return sorted({word for path in paths for word in path.read_text("utf-8").split()})


@pytest.mark.parametrize("part", [pytest.param(5, id="each fifth"), pytest.param(1, id="all", marks=pytest.mark.full)])
def test_every_word_of_the_content_has_one_stem_in_every_language(opening_site: Path, part: int) -> None:
    words = _words()[::part]
    assert len(words) > 15_000 / part
    asked = [(word, language) for word in words for language in (*LANGUAGES, "ka")]
    answers = stems(opening_site, asked)
    different = [
        (word, language, answer)
        for (word, language), answer in zip(asked, answers, strict=True)
        if answer != [fold(word), [stem(each, language) for each in words_of(word)]]
    ]
    assert different == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cn"))), min_size=50, max_size=50))
def test_text_of_any_kind_folds_alike(opening_site: Path, texts: list[str]) -> None:
    # a lone surrogate is no text; of letters that this Python's Unicode lacks a browser may know more
    answers = stems(opening_site, [(text, "az") for text in texts])
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
@pytest.mark.parametrize("language", [*LANGUAGES, "ka"])
def test_letters_outside_the_first_plane_count_as_one(opening_site: Path, text: str, language: str) -> None:
    assert stems(opening_site, [(text, language)]) == [[fold(text), [stem(each, language) for each in words_of(text)]]]


@pytest.mark.parametrize("postings", [{}, {1: [0]}, {15: [0, 31], 7: [1_000_000], 1: [32, 33]}])
def test_postings_are_read_as_they_were_written(opening_site: Path, postings: dict[int, list[int]]) -> None:
    expected = {number: weight for weight, numbers in postings.items() for number in numbers}
    assert decoded(opening_site, encode(postings)) == expected


def test_files_have_the_same_names_for_both(opening_site: Path) -> None:
    words = ["", "law", "суд", "tag:eu-law", "𐐨a", "حرية"]
    assert names(opening_site, words) == [name_of(word) for word in words]
