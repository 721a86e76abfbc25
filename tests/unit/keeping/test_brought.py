"""Files that editors saved in a browser."""

from __future__ import annotations

import pytest

from newsarchive.keeping import brought as module
from newsarchive.keeping.brought import BroughtError, brought
from newsarchive.keeping.visible_text import text_digest
from tests.unit.keeping.packing import PICTURE, URL, packed, page, response

HTML = "<!DOCTYPE html> <html lang=az><!-- saved --><p>Sözlər</html>".encode()


@pytest.mark.parametrize(
    ("data", "suffix", "text"),
    [
        (packed(), "wacz", "Qanun\nWords of the page."),
        (HTML, "html", "Sözlər"),
        (b"\xef\xbb\xbf\n<!-- saved from url -->\n<HTML><p>a", "html", "a"),
        ("<html><p>Привет, мир".encode("utf-16"), "html", "Привет, мир"),
        (b'<?xml version="1.0"?><!doctype html><p>a', "html", "a"),
        (b"<html><img src=data:,>", "html", ""),
        (b"%PDF-1.7\n1 0 obj\n%%EOF\n", "pdf", ""),
        (PICTURE, "png", ""),
        (b"\xff\xd8\xff\xe0 a photograph", "jpg", ""),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp", ""),
        (b"\0\0\0\x20ftypavif\0\0", "avif", ""),
    ],
)
def test_a_file_is_kept_as_what_it_is(data, suffix, text):
    found = brought(data, URL)
    assert (found.suffix, found.text) == (suffix, text_digest(text))
    assert len(found.payload) == 64


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<html><body></body>", "empty"),
        (b"words", "type"),
        (b"GIF89a", "type"),
        (b"MZ\x90", "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
        (b"%PDF-1.7 cut off", "damaged"),
        (b"PK\3\4 no zip", "damaged"),
        (packed(page(url="https://other.example/")), "other-page"),
        (packed(response(URL, b"", 404), page(url="https://other.example/")), "other-page"),
    ],
)
def test_other_files_are_not_kept(data, reason):
    with pytest.raises(BroughtError) as caught:
        brought(data, URL)
    assert caught.value.reason == reason


def test_what_a_file_says_of_itself_is_printed_plainly():
    with pytest.raises(BroughtError) as caught:
        brought(packed(page(url="https://other.example/\x1b[2J\n")), URL)
    assert caught.value.found == "https://other.example/ [2J"


def test_a_file_is_limited(monkeypatch):
    monkeypatch.setattr(module, "MOST", len(HTML) - 1)
    with pytest.raises(BroughtError, match="large"):
        brought(HTML, URL)
