"""Tags and words of pages as strangers write them, the encodings of their bytes, and what pages need."""

from __future__ import annotations

import time

import pytest

from newsarchive_sources.markup import MOST_NEEDED, Tag, decoded, needed_by_page, needed_by_style_sheet, tokens


def said(source: str) -> list[str]:
    """The tokens as one word each: `p`, `/p`, or the words."""
    return [f"{'/' * each.is_end}{each.name}" if isinstance(each, Tag) else repr(each) for each in tokens(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>One<BR>two</p >", ["p", "'One'", "br", "'two'", "/p"]),
        ("1 < 2 && 3 <4", ["'1 < 2 && 3 <4'"]),
        ("a<!-- <p> -->b<!-->c<!--->d<!doctype html>e<?xml ?>f</>g</ x>h", [f"'{each}'" for each in "abcdefgh"]),
        ("<a title='x>y'>z", ["a", "'z'"]),
        ("<a title=\"it's\" b='\"'>z", ["a", "'z'"]),
        ("<script>if (a < b) '<p>'</script><p>", ["script", "p"]),
        ("<script>a</scripty></SCRIPT >b", ["script", "'b'"]),
        ("a<script>never closed <p>", ["'a'", "script"]),
        ("a<!-- never closed <p>", ["'a'"]),
        ("a<p title='never closed>b<p>c", ["'a'"]),
        ("a<p never closed", ["'a'"]),
        ("a</p never closed", ["'a'"]),
        ("a<", ["'a<'"]),
        ("a</", ["'a'"]),
        ("&amp;&#228;&#xE4;&#xD800;&#9999999999999;&#x110000;&nbsp;&unknown;", ["'&ää���\\xa0&unknown;'"]),
    ],
)
def test_markup_is_read_as_browsers_do(source, expected):
    assert said(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<a b=c d='e f' g=\"h\" i J = k l>", {"b": "c", "d": "e f", "g": "h", "i": "", "j": "k", "l": ""}),
        ("<a href=x/y?z=1&amp;w>", {"href": "x/y?z=1&w"}),
        ("<a b=1 b=2/>", {"b": "1"}),
        ("<a/b=c/>", {"b": "c/"}),
        ("<a =b c>", {"b": "", "c": ""}),
        ("<a b=>", {"b": ""}),
    ],
)
def test_attributes_are_read_as_browsers_do(source, expected):
    assert next(tokens(source)).attributes == expected


def test_raw_text_comes_with_its_tag():
    assert next(tokens("<style>a > b{}</style>")).raw == "a > b{}"


@pytest.mark.parametrize(
    "unit",
    [
        "<div>",
        "<!--",
        '</a =">"',
        '<a ="',
        "<a ",
        "<script>",
        "<",
        "&#999999999",
        "&a",
        "</ >",
        "<div hidden>",
        "<a b  ",
    ],
)
def test_hostile_markup_takes_linear_time(unit):
    starts = time.process_time()
    for _ in tokens(unit * (200_000 // len(unit))):
        pass
    assert time.process_time() - starts < 1


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        ("ä".encode(), "", "ä"),
        ("ä".encode(), "text/html; charset=iso-8859-1", "ä"),  # which is a lie
        ("ä".encode("latin-1"), "text/html; charset=utf-8", "ä"),  # so is this
        ("Привет, мир".encode("cp1251"), "text/html; charset=windows-1251", "Привет, мир"),
        ("Привет, мир".encode("koi8-r"), "text/html;charset='KOI8-R'", "Привет, мир"),
        ('<meta charset="windows-1254">İğş'.encode("cp1254"), "text/html", '<meta charset="windows-1254">İğş'),
        ("“ş”".encode("cp1254"), "text/html; charset=iso-8859-9", "“ş”"),
        ("“quoted”".encode("cp1252"), "text/html; charset=latin1", "“quoted”"),
        ("ä".encode("utf-16"), "text/html; charset=utf-8", "ä"),
        ("\ufeffä".encode(), "text/html; charset=windows-1251", "ä"),
        ("日本".encode("iso2022_jp"), "text/html; charset=iso-2022-jp", "日本"),
        ("“x”".encode("cp1252"), "text/html; charset=no-such-thing", "“x”"),
        (b"+AGEAYg-", "text/html; charset=utf-7", "+AGEAYg-"),
        (b"6162", "text/html; charset=hex", "6162"),
        (
            "Çox uzun bir mətn, şübhəsiz.".encode() + b"\xff",
            "text/html; charset=utf-8",
            "Çox uzun bir mətn, şübhəsiz.�",
        ),
    ],
)
def test_bytes_are_decoded_also_where_the_server_lies(body, content_type, expected):
    assert decoded(body, content_type) == expected


URL = "https://news.example/2026/text.html"
TOP = "https://news.example/"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<link rel=stylesheet href=a.css><link rel='Alternate StyleSheet' href=/b.css>", ["2026/a.css", "b.css"]),
        ("<link rel=icon href=/i.png><link rel=preload as=font href=/f.woff2>", ["i.png", "f.woff2"]),
        ("<link rel=canonical href=/a><link rel=preload as=script href=/b><a href=/c>", []),
        ("<img src=/a.png srcset='/b.png 1x, /c.png 2x'>", ["a.png", "b.png", "c.png"]),
        ("<img src=/blank.gif data-src=/a.png>", ["a.png", "blank.gif"]),
        ("<source srcset='/a.png, /b.png,/c.png 100w'>", ["a.png", "b.png,/c.png"]),
        ("<video src=/a.mp4 poster=/a.jpg><audio src=/a.mp3><iframe src=/x><script src=/y></script>", ["a.jpg"]),
        ("<style>@import '/a.css'; p{background: url( \"/b.png\" ) url(/c.png)}</style>", ["a.css", "b.png", "c.png"]),
        ("<p style='background:url(&quot;/a.png&quot;)'>", ["a.png"]),
        ("<style>/* url(/a.png) */ b{src:url(/c.woff)}", ["c.woff"]),
        ("<noscript><img src=/a.png></noscript>", ["a.png"]),
        ("<body background=/a.png><td background=/b.png>", ["a.png", "b.png"]),
        ("<input type=image src=/a.png><input src=/b.png>", ["a.png"]),
        ("<base href=/x/><base href=/y/><img src=a.png>", ["x/a.png"]),
        ("<img src=data:image/png;base64,AA><img src='blob:x'><img src=''><img src='#a'><img src='ftp://a/b'>", []),
        ("<img src='/a b.png'><img src='/ə.png#x'>", ["a%20b.png", "%C9%99.png"]),
        ("<img src=/b.png><link rel=stylesheet href=/a.css><img src=/b.png>", ["a.css", "b.png"]),
        ("<svg><image xlink:href=/a.png /></svg>", ["a.png"]),
        ("<img src='http://[bad/a.png'><img src=//user@host/a.png>", []),
    ],
)  # fmt: skip
def test_a_page_needs(source, expected):
    assert needed_by_page(source, URL) == [TOP + each for each in expected]


def test_a_style_sheet_needs():
    source = "@charset 'utf-8'; @import url(b.css); a{background:url('../c.png')} d{background:url(data:x)}"
    assert needed_by_style_sheet(source, f"{TOP}css/a.css") == [f"{TOP}css/b.css", f"{TOP}c.png"]


def test_a_page_with_very_many_pictures_is_not_read_to_its_end():
    assert (
        MOST_NEEDED
        <= len(needed_by_page("".join(f"<img src=/{number}>" for number in range(50_000)), URL))
        < 2 * MOST_NEEDED
    )
    assert len(needed_by_page(f"<img srcset='{'/a ,' * 500_000}'>", URL)) == 1
