"""Responses and WACZ files for tests."""

from __future__ import annotations

import datetime as dt

from newsarchive_sources.visible_text import words_of_page
from newsarchive_sources.wacz import pack
from newsarchive_sources.web import Response

MOMENT = dt.datetime(2026, 3, 12, 10, 20, 30, tzinfo=dt.UTC)
URL = "https://news.example/2026/law"
PAGE = b"<!doctype html><title>A law</title><h1>Qanun</h1><p>Words of the page.<img src=/a.png>"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def response(url: str, body: bytes = b"", status: int = 200, **headers: str) -> Response:
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(url, status, "OK" if status == 200 else "Moved", fields, body, MOMENT)


def page(body: bytes = PAGE, url: str = URL) -> Response:
    return response(url, body, Content_Type="text/html; charset=utf-8", Set_Cookie="id=visitor-7", ETag='"visitor-7"')


def packed(*responses: Response, body: bytes = PAGE) -> bytes:
    """A WACZ file of a page with a redirect to it and a picture, or of other responses whose last is the page."""
    all_ = responses or (
        response("http://news.example/2026/law", status=301, Location="https://news.example/2026/law"),
        page(body),
        response("https://news.example/a.png", PICTURE, Content_Type="image/png"),
    )
    main = responses[-1] if responses else all_[1]
    words = words_of_page(main.body.decode())
    return pack(all_, main, words.title, words.text, "newsarchive/0")
