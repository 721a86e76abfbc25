"""The letter under which an index files a text."""

import pytest

from newsarchive.i18n.alphabets import initial


@pytest.mark.parametrize(
    ("text", "language", "letter"),
    [
        ("apple", "en", "A"),
        ("Zebra", "en", "Z"),
        ("Élysée", "en", "E"),
        ("Çay", "en", "C"),
        ("Çay", "az", "Ç"),
        ("çay", "az-Latn", "Ç"),
        ("Şuşa", "az", "Ş"),
        ("ədalət", "az", "Ə"),
        ("İsmayıl", "az", "İ"),
        ("ismayıl", "az", "İ"),
        ("Işıq", "az", "I"),
        ("ışıq", "az", "I"),
        ("ismail", "en", "I"),
        ("İstanbul", "tr", "İ"),
        ("Café", "az", "C"),
        ("Écran", "az", "E"),
        ("ёлка", "ru", "Ё"),
        ("Йод", "ru", "Й"),
        ("баку", "ru", "Б"),
        ("Azadliq", "ru", "A"),
        ("Ялта", "az", "Я"),
        ("2019 report", "en", "2"),
        ("9th", "az", "9"),
        ("«Azadlıq»", "az", "A"),
        ("“Turan”", "en", "T"),
        ("  (brackets)", "en", "B"),
        ("…and so on", "en", "A"),
        ("أخبار", "ar", "ا"),
        ("პრესა", "ka", "პ"),
        ("ᲞᲠᲔᲡᲐ", "ka", "პ"),
        ("մամուլ", "hy", "Մ"),
        ("", "en", ""),
        ("«…»", "az", ""),
        ("—", "ru", ""),
    ],
)
def test_a_text_stands_under_its_first_letter_or_digit_in_upper_case(text: str, language: str, letter: str) -> None:
    assert initial(text, language) == letter


@pytest.mark.parametrize(("composed", "decomposed"), [("Çay", "C\u0327ay"), ("Üz", "U\u0308z"), ("Şuşa", "S\u0327uşa")])
def test_composed_and_decomposed_letters_stand_under_the_same(composed: str, decomposed: str) -> None:
    assert initial(decomposed, "az") == initial(composed, "az") == composed[0]
