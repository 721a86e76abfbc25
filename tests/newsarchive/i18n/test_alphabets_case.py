"""Upper and lower case by language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.i18n.alphabets import has_dotless_i, lower, upper


@pytest.mark.parametrize(
    ("language", "pairs"),
    [
        *[(tag, {"i": "İ", "ı": "I"}) for tag in ("az", "tr", "crh", "az-Latn", "tr-TR")],
        *[(tag, {"i": "I"}) for tag in ("en", "ru", "en-GB", "de")],
    ],
)
def test_a_dotted_and_a_dotless_i_are_told_apart_where_the_language_does(language: str, pairs: dict[str, str]) -> None:
    for small, capital in pairs.items():
        assert upper(small, language) == capital
        assert lower(capital, language) == small


def test_a_capital_that_english_lacks_is_still_lowered_to_one_letter() -> None:
    assert lower("İ", "en") == "i"
    assert upper("ı", "en") == "I"


def test_a_letter_without_a_capital_in_unicode_14_stays_small_under_every_python() -> None:
    assert upper("\u0264\u019bɓ", "en") == "\u0264\u019bƁ"


@pytest.mark.parametrize(
    ("language", "small", "capital"),
    [
        ("az", "xədicə ismayılova", "XƏDİCƏ İSMAYILOVA"),
        ("az", "qızıl işıq", "QIZIL İŞIQ"),
        ("az", "ığdır", "IĞDIR"),
        ("en", "freedom of information", "FREEDOM OF INFORMATION"),
        ("ru", "ёлка и ещё", "ЁЛКА И ЕЩЁ"),
        ("ka", "თბილისი 2023", "ᲗᲑᲘᲚᲘᲡᲘ 2023"),
        ("ar", "حرية", "حرية"),
    ],
)
def test_words_change_case_both_ways(language: str, small: str, capital: str) -> None:
    assert upper(small, language) == capital
    assert lower(capital, language) == small


@pytest.mark.parametrize("language", ["az", "tr", "en", "ru"])
@pytest.mark.parametrize("word", ["İSMAYILOVA", "DİLARƏ İİ", "İ", "I\u0307lqar"])
def test_no_combining_dot_is_left_behind(language: str, word: str) -> None:
    assert "\u0307" not in lower(word, language)


@pytest.mark.parametrize("language", ["az", "en"])
def test_lowering_twice_is_lowering_once(language: str) -> None:
    once = lower("IİıiƏÇ", language)
    assert lower(once, language) == once


@given(st.text(alphabet="abcçdeəfgğhxıijkqlmnoöprsştuüvyz 0123-"))
def test_azerbaijani_survives_going_up_and_down(word: str) -> None:
    assert lower(upper(word, "az"), "az") == word


@pytest.mark.parametrize(("language", "dotless"), [("az", True), ("tr-TR", True), ("en", False), ("azb", False)])
def test_only_some_languages_have_a_dotless_i(language: str, dotless: bool) -> None:
    assert has_dotless_i(language) == dotless
