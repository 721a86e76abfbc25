"""Words as readers type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.search.words import fold, words_of


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("İsmayılova", "ismayilova"),
        ("ISMAYILOVA", "ismayilova"),
        ("ısmayılova", "ismayilova"),
        ("Məhkəmə", "mehkeme"),
        ("çağırış üçün öz", "cagiris ucun oz"),
        ("ÇAĞIRIŞ ÜÇÜN ÖZ", "cagiris ucun oz"),
        ("Ёлка, ёж", "елка, еж"),
        ("Йылдырым й", "йылдырым й"),
        ("ЙОД", "йод"),
        ("António", "antonio"),
        ("по\u00adли\u00adция", "полиция"),
        ("law\u2060yer\u17b4 \u3164law\U000e0041", "lawyer law"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("حُرِّيَّة", "حرية"),
        ("მედია", "მედია"),
    ],
)
def test_case_and_marks_do_not_count(typed, folded):
    assert fold(typed) == folded


def test_composed_and_decomposed_letters_fold_alike():
    assert fold("й ş ə ё") == fold("и\u0306 s\u0327 ə е\u0308")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bakı'nın və Gəncə’nin", ["baki", "nin", "ve", "gence", "nin"]),
        ("the court's 2023-cü", ["the", "court", "2023", "cu"]),
        ("a b 7 ab", ["ab"]),
        ("Tut.by, azadliq.org", ["tut", "by", "azadliq", "org"]),
        ("under_score — тире…", ["under", "score", "тире"]),
        ("", []),
    ],
)
def test_words_are_runs_of_letters_and_digits(text, words):
    assert words_of(text) == words


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
