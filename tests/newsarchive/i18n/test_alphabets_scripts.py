"""Scripts of words and of languages."""

import pytest

from newsarchive.i18n.alphabets import language_of_name, script_of, script_of_language


@pytest.mark.parametrize(
    ("words", "script"),
    [
        ("«Кавказский узел»", "Cyrl"),
        ("24saat", "Latn"),
        ("əlifba", "Latn"),
        ("الجزيرة", "Arab"),
        ("ნეტგაზეთი", "Geor"),
        ("24 / 7", ""),
        ("漢字", ""),
        ("", ""),
    ],
)
def test_words_have_the_script_of_their_first_letter(words, script):
    assert script_of(words) == script


@pytest.mark.parametrize(
    ("tag", "script"),
    [
        ("az", "Latn"),
        ("az-Cyrl", "Cyrl"),
        ("ru", "Cyrl"),
        ("ar", "Arab"),
        ("ka", "Geor"),
        ("sr-Latn-RS", "Latn"),
        ("x", "Latn"),
    ],
)
def test_a_language_has_its_own_script_or_the_likely_one(tag, script):
    assert script_of_language(tag) == script


@pytest.mark.parametrize(
    ("name", "own", "page", "expected"),
    [
        ("Кавказский узел", "ru", "az", "ru"),
        ("Кавказский узел", "ru", "ru", "ru"),
        ("Медуза", "ru", "uk", "uk"),  # one script: which language it is cannot be seen
        ("Caucasian Knot", "ru", "az", "az"),
        ("BAILII", "en", "ru", "en"),
        ("OC Media", "ka", "ru", "ru"),  # a name in a third script is no Georgian
    ],
)
def test_a_name_is_in_its_own_language_where_its_script_says_so(name, own, page, expected):
    assert language_of_name(name, own, page) == expected
