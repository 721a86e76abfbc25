"""A list: a term a line, remarks, and lines that are refused by their number alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive_clean.redactions.list_file import parse_terms
from newsarchive_clean.redactions.search import hits_of


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
        ("Some Body (source)", "redactions-remark"),
        ("Some Body [2023]", "redactions-remark"),
        ("+994 50 123 45 67 (Somebody)", "redactions-remark"),
        ("+994 50 123 45 67 (101)", "redactions-remark"),
        ("Some Body <name@mail.ru>", "redactions-remark"),
        ("FIN: 7AB12CD", "redactions-remark"),
        ("1. +994 50 123 45 67", "redactions-counted"),
        ("1.+994 50 123 45 67", "redactions-counted"),
        ("1) Some Body", "redactions-counted"),
        ("(1) Some Body", "redactions-counted"),
        ("12 Some Body", "redactions-counted"),
        ("3 +994501234567", "redactions-counted"),
        ("b) Some Body", "redactions-counted"),
        ("a@b.example,d@e.example", "redactions-several"),
        ("a@b.example; d@e.example", "redactions-several"),
        ("a@b.example d@e.example", "redactions-several"),
        ("Some a@b.example", "redactions-several"),
        ("Some @body", "redactions-several"),
        ("Some 0501234567", "redactions-several"),
        ("Ana +994 50 123 45 67", "redactions-several"),
        ("0501234567 0557654321", "redactions-several"),
        ("+994501234567/+994557654321", "redactions-several"),
        ("050 123 45 67 055 765 43 21", "redactions-several"),
        ("0501234567, 0557654321", "redactions-several"),
        ("Some Body, Other Body", "redactions-several"),
        ("Some Body / Other Body", "redactions-several"),
        ("Some Body — a source", "redactions-several"),
        ("Some Body\ta source", "redactions-several"),
        ('"Some Body", "Other Body"', "redactions-several"),
        ("/AZE [0-9]{8}/i", "redactions-pattern"),
        ("/AZE [0-9]{8}", "redactions-pattern"),
        ("AZE [0-9]{8}", "redactions-pattern"),
        (r"AZE \d{8}", "redactions-pattern"),
        ("Some *ody", "redactions-pattern"),
        ("S?me Body", "redactions-pattern"),
    ],
)
def test_a_line_that_is_refused_is_told_without_its_words(line, code):
    assert faults(f"fine\n{line}\nfine") == [(2, code)]


@pytest.mark.parametrize("name", ["李明", "林 青", "이 순"])
def test_a_name_of_two_signs_that_are_syllables_is_long_enough(name):
    terms, wrong = parse_terms(name)
    assert wrong == ()
    assert [hit.line for hit in hits_of("a.html", f"<p>記者\n{name}說</p>".encode(), terms)] == [2]
    assert faults(name[0]) == [(1, "redactions-short")]


def test_a_single_slash_is_no_pattern():
    assert faults("/some/body\n//") == [(2, "redactions-short")]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("- Some Body", "Some Body"),
        ("* Some Body", "Some Body"),
        ("• +994 50 123 45 67", "050 123 45 67"),
        ("+994 (50) – 123-45-67", "0501234567"),
        ("4169 7388 1234 5678", "4169738812345678"),
        ("40817810099910004312", "40817810099910004312"),
        ("40.409264, 49.867092", "N 40.409264, E 49.867092"),
        ("40.4 N, 49.8 E", "40.4 49.8"),
        ("AZE nömrəsi: 12345678", "AZE 12345678"),
        ("01.02.1990", "01/02/1990"),
        ("name (at) mail (dot) ru", "name@mail.ru"),
        ("https://www.facebook.com/some.body", "facebook.com/some.body"),
        ("S. Body", "S. Body"),
        ('"28 May street"', "28 May street"),
        ("“Body, Some”", "Body, Some"),
        ("«Some (So) Body»", "some so body"),
    ],
)
def test_a_line_that_is_one_term_is_found(line, text):
    terms, wrong = parse_terms(line)
    assert wrong == ()
    assert hits_of("", text.encode(), terms)


def test_lines_end_as_any_editor_ends_them():
    assert [each.line for each in parse_terms("Some Body\rOther Body\r\nThird Body\n\nFourth Body")[0]] == [1, 2, 3, 5]


@pytest.mark.parametrize(
    "line",
    [
        *("+994 50 123 45 67", "994501234567", "00 994 50 123 45 67", "+994 (0)50 123 45 67", "(+994 50) 123-45-67"),
        *("050 123 45 67", "0501234567", "(050) 123-45-67", "50 123 45 67"),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        *("+994 50 123 45 67", "+994501234567", "00994501234567", "+994 (0) 50 123 45 67"),
        *("050 123 45 67", "0501234567", "(050) 123-45-67", "50-123-45-67", "tel:+994501234567"),
    ],
)
def test_a_telephone_number_is_found_with_its_countrys_code_and_without(line, text):
    assert hits_of("", text.encode(), parse_terms(line)[0])


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("+7 916 123-45-67", "8 (916) 123-45-67"),
        ("8 916 123-45-67", "+7 916 1234567"),
        ("+995 599 12 34 56", "599 12 34 56"),
        ("+49 30 1234567", "030 1234567"),
        ("+1 202 555 0123", "(202) 555-0123"),
    ],
)
def test_so_is_one_of_another_country(line, text):
    assert hits_of("", text.encode(), parse_terms(line)[0])


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('"994501234567"', "0501234567"),
        ("01.02.1990", "11.02.1990"),
        ("+994 50 123 45 67", "050 123 45 68"),
        ("+994 50 123 45 67", "123 45 67"),
    ],
)
def test_another_number_is_not(line, text):
    assert not hits_of("", text.encode(), parse_terms(line)[0])


@pytest.mark.parametrize("line", ['"C#-Person Somebody"', "/AZE #?\\d{8}/"])
def test_a_sign_within_a_word_or_a_pattern_is_no_remark(line):
    assert faults(line) == []


@given(st.lists(st.text("abc", min_size=3, max_size=12), min_size=1, max_size=5), st.text("abc", max_size=60))
def test_no_term_is_ruled_out_that_a_text_holds(keys, text):
    terms = parse_terms("\n".join(keys))[0]
    assert {term.line for term in terms.likely(text)} == {term.line for term in terms if term.key in text}
