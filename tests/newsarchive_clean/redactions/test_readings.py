"""An output is read as persons and programs read it; line feeds stay where they are."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from newsarchive_clean.redactions.list_file import parse_terms
from newsarchive_clean.redactions.readings import is_message, text_readings
from newsarchive_clean.redactions.search import hits_of


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


NAME = "Gülçöhrə Gizlinova"
TERMS = parse_terms(NAME)[0]


def mail(subject="A subject", plain="Words.", page="<p>Words.</p>", cte=None):
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message.set_content(plain, cte=cte)
    message.add_alternative(page, subtype="html", cte=cte)
    return bytes(message)


@pytest.mark.parametrize("cte", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("part", ["subject", "plain", "page"])
def test_a_name_is_found_in_each_part_and_encoding(part, cte):
    words = {"subject": f"To {NAME}", "plain": f"Of {NAME}.", "page": f"<p>Gülç<b>öhrə</b> Gizlinova {'x' * 300}</p>"}
    data = mail(**{part: words[part]}, cte=cte)
    assert cte == "8bit" or NAME.encode() not in data
    assert hits_of("az.eml", data, TERMS)


def test_a_clean_mail_has_no_hit_and_other_files_are_no_mail():
    assert is_message(mail())
    assert not hits_of("az.eml", mail(), TERMS)
    for other in (b"MIME-Version: no\n", b"<p>MIME-Version: 1.0</p>\n\n", b"key: value\n\nMIME-Version: 1.0\n", b""):
        assert not is_message(other)
