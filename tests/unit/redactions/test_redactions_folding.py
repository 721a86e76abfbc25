"""Spellings that readers take for the same are the same; line feeds stay where they are."""

import unicodedata

import pytest

from plugins.redactions.folding import fold, readings


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
        ("ﬁle", "file"),
        ("ＡＢＣ", "abc"),
        ("محمَّد", "محمد"),
    ],
)
def test_what_is_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize("word", ["Şəxsi öğün çİçəyi", "Ёлка", "Иосиф Бродский"])
def test_composed_and_decomposed_letters_are_the_same(word):
    assert fold(unicodedata.normalize("NFD", word)) == fold(unicodedata.normalize("NFC", word))


@pytest.mark.parametrize(("one", "other"), [("ölüm", "olum"), ("əl", "el"), ("ё", "е")])
def test_what_is_not(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("source", "reading"),
    [
        ("a&nbsp;b", "a\u00a0b"),
        ("&#399;li", "Əli"),
        ("&amp;#x18f;li", "Əli"),
        ("%C6%8Fli%20b", "Əli b"),
        ("%25C6%258Fli", "Əli"),
        (r"\u018fli", "Əli"),
        (r"\ud83d\ude00", "😀"),
        ("a<b>b</b>c", "abc"),
        ("a<wbr>b", "ab"),
        ("a<td>b", "a b"),
        (r"a\nb", "a b"),
    ],
)
def test_what_is_written_otherwise_is_read(source, reading):
    assert reading in [each for each, _ in readings(source)]


@pytest.mark.parametrize("source", ["x\ny", "x<b\nclass='a'>\ny</b>\n", "&#10;x\n%0Ay\n", "\\u000ax\n\\u018f\n"])
def test_every_reading_has_its_lines_where_the_text_has_them(source):
    whole = source.replace("\\u000a", "")
    assert {reading.count("\n") for reading, _ in readings(whole)} == {whole.count("\n")}


def test_an_inline_tag_over_two_lines_parts_no_word():
    assert next(readings("Ali Gizli<b\nclass='x'>nova</b> spoke"))[0] == "Ali Gizlinova\n spoke"
