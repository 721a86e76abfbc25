"""Terms are found however they are written, told by lines, and never named."""

import io
import json
import unicodedata
from urllib.parse import quote

import pytest
from pypdf import PdfWriter

from plugins.redactions.documents import NO_PAGE, UnreadableError
from plugins.redactions.searching import MASK, Hit, hits_of, holds_term, masked
from plugins.redactions.terms import parse_terms
from tests.traced import document, written_document

NAME, NUMBER, CARD = "Əli İsmayıl-Babayev", "+994 (50) 123-45-67", "AZE 12345678"


def hits(text, *terms, path="a.html"):
    return list(hits_of(path, text if isinstance(text, bytes) else text.encode(), parse_terms("\n".join(terms))[0]))


@pytest.mark.parametrize(
    "text",
    [
        NAME,
        NAME.replace("İ", "I").lower(),
        "ƏLİ İSMAYIL BABAYEV",
        "əli ismayil babayev",
        unicodedata.normalize("NFD", NAME),
        "Əli\u00a0İsmayıl\u2011Babayev",
        "Əli\n  İsmayıl – Babayev",
        "Ə\u00adli İsma\u200byıl Babayev",
        "&#399;li &#x130;smay&#305;l&nbsp;Babayev",
        "<b>Əli</b> İsma<i>yıl</i><br>Babayev",
        "<td>Əli</td>\n<td>İsmayıl Babayev</td>",
        "&lt;p&gt;Əli&amp;nbsp;İsmayıl Babayev&lt;/p&gt;",
        f'<a href="/?q={quote(NAME)}">x</a>',
        '<a href="/əli-ismayıl-babayev/">x</a>',
        "<img alt='Əli İsmayıl Babayev'>",
        "<!-- Əli İsmayıl Babayev -->",
        json.dumps({"a": "Əli İsmayıl\nBabayev"}),
        json.dumps({"a": NAME}, ensure_ascii=False),
        "mailto:Əli_İsmayıl.Babayev@example.org",
        "Əli İsmayıl Babayevin",
        "“Əli” (İsmayıl) Babayev",
    ],
)
def test_a_name_is_found(text):
    assert [hit.term for hit in hits(text, "other", NAME)] == [2]


@pytest.mark.parametrize("text", ["Əli Babayev", "Əliağa İsmayıl Babayev", "Əli İsmayıl", "Eli Ismayil Babayev"])
def test_another_name_is_not(text):
    assert hits(text, NAME) == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("+994501234567", NUMBER),
        ("00 994 50 123 45 67", NUMBER),
        ("(+994 50) 123–45–67", NUMBER),
        ("tel:+994-50-123-45-67", NUMBER),
        ("994<b>50</b>1234567", NUMBER),
        ("994\u202f50\u00a012 34 567", NUMBER),
        ("AZE12345678", CARD),
        ("aze 1234\u20095678", CARD),
        ("AZE № 12345678", CARD),
        ("12345", "12345"),
        ("12 345", "123-45"),
    ],
)
def test_a_number_is_found_through_what_parts_it(text, term):
    assert hits(text, term) == [Hit(1, 1)]


@pytest.mark.parametrize(("text", "term"), [("123456", "12345"), ("012345", "12345"), ("994501234568", NUMBER)])
def test_another_number_is_not(text, term):
    assert hits(text, term) == []


def test_a_pattern_is_found_in_any_case_and_in_what_was_escaped():
    assert hits("fin&#58; 7ab12cd", "/FIN: ?[0-9A-Z]{7}/") == [Hit(1, 1)]
    assert hits("FİN 7AB12CD", "/fin [0-9a-z]{7}/") == [Hit(1, 1)]


def test_the_first_line_of_each_term_is_told():
    text = "x\n<p\nclass='a'>Əli\nİsmayıl Babayev</p>\nhidden\nƏli İsmayıl Babayev\n"
    assert hits(text, NAME, "hidden", "absent") == [Hit(3, 1), Hit(5, 2)]


def test_an_address_is_looked_at_and_its_parts_are_not_shown():
    path = f"en/2023/{quote('əli')}-ismayil-babayev/index.html"
    assert hits("", NAME, path=path) == [Hit(0, 1)]
    terms = parse_terms(NAME)[0]
    assert masked(path, terms) == f"en/2023/{MASK}/index.html"
    assert masked("en/əli/ismayil babayev/x", terms) == MASK
    assert masked("en/2023/x", terms) == "en/2023/x"


def test_of_a_picture_only_the_address_is_looked_at():
    assert hits(b"\x89PNG\0" + NAME.encode(), NAME, path="a.png") == []


def test_a_documents_pages_are_looked_at_and_its_other_strings():
    data = written_document("Some words", "Hidden Person, covered")
    assert hits(data, "hidden person", path="a.pdf") == [Hit(2, 1)]
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    writer.add_outline_item(title="Hidden Person", page_number=0)
    out = io.BytesIO()
    writer.write(out)
    assert hits(out.getvalue(), "hidden person", path="a.pdf") == [Hit(NO_PAGE, 1)]
    assert hits(document(clean=True), "hidden person", path="a.pdf") == []
    with pytest.raises(UnreadableError):
        hits(b"%PDF-1.7 broken", "hidden person", path="a.pdf")


def test_a_line_of_a_log_is_held_against_the_list():
    terms = parse_terms(NAME)[0]
    assert holds_term("content/x: əli%20ismayil babayev", terms)
    assert not holds_term("content/x: nobody", terms)


def test_hundreds_of_terms_cost_little():
    terms = "\n".join(f"Person Number{number:04} Someone" for number in range(500))
    assert hits("words and more words " * 2000, *terms.split("\n")) == []
