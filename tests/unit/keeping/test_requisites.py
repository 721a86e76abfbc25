"""What a page needs to be read."""

from __future__ import annotations

import pytest

from newsarchive.keeping.requisites import MOST, of_page, of_style_sheet

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
    assert of_page(source, URL) == [TOP + each for each in expected]


def test_a_style_sheet_needs():
    source = "@charset 'utf-8'; @import url(b.css); a{background:url('../c.png')} d{background:url(data:x)}"
    assert of_style_sheet(source, f"{TOP}css/a.css") == [f"{TOP}css/b.css", f"{TOP}c.png"]


def test_a_page_with_very_many_pictures_is_not_read_to_its_end():
    assert MOST <= len(of_page("".join(f"<img src=/{number}>" for number in range(50_000)), URL)) < 2 * MOST
    assert len(of_page(f"<img srcset='{'/a ,' * 500_000}'>", URL)) == 1
