"""Spellings that readers take for the same are the same; line feeds stay where they are."""

import unicodedata

import pytest

from newsarchive_clean.redactions.forms import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("İSMAYILOVA", "ismayılova"),
        ("Ismayilova", "İsmayılova"),
        ("ƏLİYEV", "əliyev"),
        ("Гаджиев", "ГАДЖИЕВ"),
        ("Straße", "STRASSE"),
        ("O\u02bcBrien", "o'brien"),
        ("Baba\u00adyev", "babayev"),
        ("Ba\u200bba\u2060yev", "babayev"),
        ("B\u17b4a\u180bb\u2800a\ue000y\ufff0e\U0001d173v\U000e0fff\U00011f04", "babayev"),
        ("ﬁle", "file"),
        ("ＡＢＣ", "abc"),
        ("محمَّد", "محمد"),
        ("Петро\u0301в", "Петров"),
        ("Петро\u0300в", "Петров"),
        ("Семёнов", "Семенов"),
        ("Семё\u0301нов", "Семенов"),
        ("Семе\u0308нов", "Семенов"),
    ],
)
def test_what_is_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize("word", ["Şəxsi öğün çİçəyi", "Ёлка", "Иосиф Бродский"])
def test_composed_and_decomposed_letters_are_the_same(word):
    assert fold(unicodedata.normalize("NFD", word)) == fold(unicodedata.normalize("NFC", word))


@pytest.mark.parametrize(("one", "other"), [("ölüm", "olum"), ("əl", "el"), ("й", "и")])
def test_what_is_not(one, other):
    assert fold(one) != fold(other)
