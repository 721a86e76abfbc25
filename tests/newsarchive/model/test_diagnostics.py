"""What is wrong with a file, and where."""

import pytest

from newsarchive.model.diagnostics import TOP, Fault, Position, did_you_mean, fault
from tests.timing import within


def test_a_fault_keeps_its_place_and_its_values_as_text_in_order() -> None:
    found = fault("doubled", Position(3, 5), "a/en.md", field="tags", number=2)
    assert found == Fault("a/en.md", 3, 5, "doubled", (("field", "tags"), ("number", "2")), warning=False)


def test_a_fault_of_a_whole_file_stands_at_line_nought() -> None:
    assert fault("gone", path="a/en.md") == Fault("a/en.md", 0, 0, "gone")


def test_the_top_is_the_first_column_of_the_first_line() -> None:
    found = fault("x", TOP)
    assert (found.line, found.column) == (1, 1)


def test_a_fault_is_told_its_path_later_and_else_unchanged() -> None:
    found = fault("x", Position(3, 5), warning=True, key="v")
    assert found.at("b/az.md") == fault("x", Position(3, 5), "b/az.md", warning=True, key="v")
    assert found.path == ""


def test_values_may_be_called_like_the_functions_own_words() -> None:
    assert fault("x", code="c", at="a").values == (("code", "c"), ("at", "a"))


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        pytest.param("sumary", "summary", id="a letter left out"),
        pytest.param("titel", "title", id="two letters changed over"),
        pytest.param("tag", "tags", id="the singular"),
        pytest.param("tags", "tags", id="the word itself"),
        pytest.param("weather", "", id="nothing near"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_the_nearest_word_is_offered_and_none_where_none_is_near(word: str, meant: str) -> None:
    assert did_you_mean(word, ["title", "summary", "tags"]) == meant


def test_the_offer_does_not_depend_on_the_order_of_the_words() -> None:
    words = ["aaab", "aaac", "aaad"]
    assert did_you_mean("aaax", words) == did_you_mean("aaax", words[::-1]) != ""


def test_of_many_words_those_with_the_same_letter_are_compared() -> None:
    words = [f"{letter}-word-{number}" for letter in "abc" for number in range(10_000)]
    with within(5):
        for _ in range(20):
            assert did_you_mean("b-wort-1", words) == "b-word-1"
    assert did_you_mean("x-word-1", words) == ""


def test_long_words_are_compared_with_fewer_so_that_all_take_as_long():
    letters = "ab" * 50
    words = [f"{letters[:97]}{number:03}" for number in range(1000)]
    with within(2):
        for number in range(40):
            did_you_mean(f"{letters}{number}", words)
    slug = "a-law-on-the-media-that-was-adopted-in-the-spring-of-the-year-before"
    assert did_you_mean(slug.replace("spring", "sprung"), [slug, *words]) == slug
    assert did_you_mean("a" * 201, ["a" * 200]) == ""
