"""An output is read as persons and programs read it; line feeds stay where they are."""

import pytest

from newsarchive.redactions.readings import text_readings


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
    assert reading in [each.text for each in text_readings(source)]


@pytest.mark.parametrize("source", ["x\ny", "x<b\nclass='a'>\ny</b>\n", "&#10;x\n%0Ay\n", "\\u000ax\n\\u018f\n"])
def test_every_reading_has_its_lines_where_the_text_has_them(source):
    whole = source.replace("\\u000a", "")
    assert {each.text.count("\n") for each in text_readings(whole)} == {whole.count("\n")}


def test_an_inline_tag_over_two_lines_parts_no_word():
    assert "Ali Gizlinova\n spoke" in [each.text for each in text_readings("Ali Gizli<b\nclass='x'>nova</b> spoke")]
