"""A list: a term a line, remarks, and lines that are refused by their number alone."""

import pytest

from plugins.redactions.terms import parse_terms


def faults(text):
    return [(each.line, each.code) for each in parse_terms(text)[1]]


def test_terms_are_known_by_their_lines():
    terms, wrong = parse_terms("# a remark\n\nƏli Babayev\r\n  +994 50 123 45 67  \n/AZE\\d{8}/\n")
    assert [each.line for each in terms] == [3, 4, 5]
    assert wrong == ()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("ab", "redactions-short"),
        ("- !", "redactions-short"),
        ("1234", "redactions-short"),
        ("/a*/", "redactions-unbounded"),
        ("/(/", "redactions-pattern"),
        ("Some Body  # 2023", "redactions-remark"),
        ("+994 50 123 45 67\t# desk", "redactions-remark"),
    ],
)
def test_a_line_that_is_refused_is_told_without_its_words(line, code):
    assert faults(f"fine\n{line}\nfine") == [(2, code)]


def test_a_single_slash_is_no_pattern():
    assert faults("/some/body\n//") == [(2, "redactions-short")]


@pytest.mark.parametrize("line", ["C#-Person Somebody", "/AZE #?\\d{8}/"])
def test_a_sign_within_a_word_or_a_pattern_is_no_remark(line):
    assert faults(line) == []
