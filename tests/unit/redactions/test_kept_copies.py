"""The words of kept copies of pages, wherever a name may stand in them."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Sequence
from urllib.parse import quote

import pytest
from PIL import Image, PngImagePlugin

from newsarchive.redactions.list_file import parse_terms
from newsarchive.redactions.search import Hit, UnreadableInsideError, hits_inside
from tests.kept_copies import ADDRESS, HTML, Answer, copy_of, copy_with, member, warcinfo
from tests.traced import written_document

TERMS = parse_terms("Gizli Şahidov\nТайный Сведенцов")[0]
AZ, RU = "Gizli Şahidov", "Тайный Сведенцов"


def places(*answers: Answer, **more: str) -> list[str]:
    return [name for name, _ in hits_inside(copy_of(*answers, **more), TERMS)]


def page(words: bytes, headers: Sequence[tuple[str, str]] = (HTML,), address: str = ADDRESS) -> Answer:
    return Answer(b"<p>" + words + b"</p>", address, headers)


def typed(value: str) -> list[tuple[str, str]]:
    return [("Content-Type", value)]


def test_a_copy_without_a_term_has_no_place() -> None:
    assert places() == []


@pytest.mark.parametrize(
    "answer",
    [
        page(AZ.encode()),
        page("Gizli <b>Şahid</b>ova".encode()),
        page(RU.encode("cp1251")),
        page(RU.encode("cp1251"), typed("text/html; charset=windows-1251")),
        page(RU.encode("koi8-r")),
        page(RU.encode("mac-cyrillic")),
        page(AZ.encode("cp1254")),
        page(b"<meta charset=iso-8859-9>" + AZ.encode("iso8859-9")),
        page(b"<meta charset=gb18030>" + AZ.encode("gb18030")),
        page(b"<meta charset=iso-2022-jp>" + RU.encode("iso-2022-jp")),
        page(AZ.encode("utf-7"), typed("text/html; charset=utf-7")),
        Answer(RU.encode("utf-16"), headers=typed("text/plain")),
        Answer(b"\xfe\xff" + RU.encode("utf-16-be"), headers=typed("text/html; charset=utf-8")),
        Answer(AZ.encode("utf-8-sig"), headers=typed("text/html; charset=windows-1251")),
        Answer(b'{"who": "Gizli \\u015eahidov"}', headers=typed("application/json")),
        Answer(b'p::after { content: "\\54C0" } /* Gizli ' + "Şahidov".encode() + b" */", headers=typed("text/css")),
        page(b"Gizli&nbsp;&#350;ahidov"),
        page(b'<a href="?q=' + quote(AZ).encode() + b'">x</a>'),
        page(b'<a href="?q=' + quote(RU, encoding="cp1251").encode() + b'">x</a>'),
        page(b'<img src="data:text/plain;base64,' + base64.b64encode(AZ.encode()) + b'">'),
        page(b'<img src="data:text/html;charset=windows-1251;base64,' + base64.b64encode(RU.encode("cp1251")) + b'">'),
        page(b"", typed(f"text/html; title={AZ}")),
        page(b"", [HTML, ("Location", f"https://news.example/{quote(RU)}")]),
        page(b"", [HTML, ("Content-Disposition", f"attachment; filename*=UTF-8''{quote(AZ)}")]),
        page(
            b"",
            [
                HTML,
                ("Content-Disposition", f"attachment; filename==?UTF-8?B?{base64.b64encode(AZ.encode()).decode()}?="),
            ],
        ),
    ],
)
def test_a_term_is_found_in_every_charset_and_encoding(answer: Answer) -> None:
    assert places(answer) == [ADDRESS]


@pytest.mark.parametrize(
    "address", [f"https://news.example/{quote(AZ)}", "https://news.example/?who=gizli+%C5%9Eahidov"]
)
def test_a_term_in_an_address_is_found(address: str) -> None:
    # in its record, and in the index
    assert places(page(b"", address=address)) == [address, "indexes/index.cdx"]


def test_a_term_in_the_lists_of_a_copy_is_found() -> None:
    assert places(title=f"On {AZ}") == ["pages/pages.jsonl"]
    assert places(description=RU) == ["datapackage.json"]
    told = member(warcinfo(f"description: {AZ}\r\n"))
    assert list(hits_inside(copy_with({"archive/data.warc.gz": told}), TERMS)) == [("archive/data.warc.gz", Hit(9, 1))]


def pictures() -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for kind in ("JPEG", "WEBP", "AVIF"):
        exif = Image.Exif()
        exif[0x013B] = AZ.encode()
        out = io.BytesIO()
        Image.new("RGB", (8, 8)).save(out, kind, exif=exif)
        found[kind] = out.getvalue()
    told = PngImagePlugin.PngInfo()
    told.add_itxt("Author", AZ, zip=True)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=told)
    found["PNG"] = out.getvalue()
    wide = b"\0" + RU.encode("utf-16-be") + b"\0"
    found["wide"] = found["JPEG"][:2] + b"\xff\xfe" + (len(wide) + 2).to_bytes(2, "big") + wide + b"\xff\xd9"
    words = AZ.encode()
    found["GIF"] = b"GIF89a\1\0\1\0\0\0\0\x21\xfe" + b"\5" + words[:5] + bytes((len(words) - 5,)) + words[5:] + b"\0;"
    found["font"] = b"\0\1\0\0" + AZ.encode("utf-16-be")
    found["PDF"] = written_document("Gizli Shahidov")
    return found


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF", "PNG", "wide", "GIF", "font", "PDF"])
def test_a_term_about_a_picture_or_in_a_document_is_found(kind: str) -> None:
    data = pictures()[kind]
    assert places(Answer(), Answer(data, "https://news.example/a")) == ["https://news.example/a"]


@pytest.mark.parametrize(
    ("found", "answer"),
    [
        ("encoding", page(b"6\r\nGizli \r\n", [("Transfer-Encoding", "chunked")])),
        ("encoding", page(b"\x1b\0\0", [("Content-Encoding", "br")])),
        ("?", Answer(member(AZ.encode()))),
        ("?", Answer(b"\x0b\x02\x80packed\x03", headers=typed("text/html"))),
        ("ZIP", Answer(copy_of())),
        ("MP4", Answer(b"\0\0\0\x18ftypmp42")),
        ("PdfStreamError", Answer(b"%PDF-1.7 broken")),
        ("JPEG", Answer(b"\xff\xd8\xff\xe1broken")),
        ("charset", page(b"\xc7\xea", typed("text/html; charset=x-user-defined"))),
        ("charset", page(b"\xc7\xea", typed("text/html; charset=punycode"))),
        ("WOFF", Answer(b"wOFF broken")),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_address(found: str, answer: Answer) -> None:
    with pytest.raises(UnreadableInsideError) as error:
        places(answer)
    assert (str(error.value), error.value.inside) == (found, ADDRESS)


@pytest.mark.parametrize("limit", ["kept_copies.MOST_TEXT", "search.MOST_READ"])
def test_a_text_that_would_take_hours_is_refused(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page_of_signs = page(b"<&" * 500)
    assert places(page_of_signs) == []
    monkeypatch.setattr(f"newsarchive.redactions.{limit}", 900)
    with pytest.raises(UnreadableInsideError, match="size"):
        places(page_of_signs)


@pytest.mark.parametrize("marks", ["\u0300\u0316", "\u0f73", "&#768;&#790;"])
@pytest.mark.parametrize("head", ["<p>", "<bdo dir=rtl>"])
def test_heaps_of_marks_on_a_letter_take_no_time(head, marks):
    """Python puts marks into order in quadratic time: one page kept a publication busy for hours."""
    started = time.process_time()
    assert places(Answer(f"{head}e{marks * 50_000} {AZ}".encode())) == [ADDRESS]
    assert time.process_time() - started < 8


def test_words_that_a_style_sheet_shows_are_read_with_its_escapes():
    style = Answer(rb'a::before { content: "\47 izli \00015e ahidov" } b { content: "\ffffff\d800" }', f"{ADDRESS}.css")
    assert places(Answer(), style) == [f"{ADDRESS}.css"]
    assert places(Answer(rb"<style>a::after{content:'Gizli\20\15e ahidov'}</style><p>words")) == [ADDRESS]
