"""Every file is what its name says, and holds no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive_clean.metadata.scanner import Trace, traces_of
from tests.newsarchive_clean.metadata.woffs import NAMED, woff
from tests.traced import FORMATS, HEIC, document, plain, traced

KINDS = {**{kind: plain(kind) for kind in FORMATS if kind != "tif"}, "pdf": document(clean=True)}


def codes(path, data):
    return [each.code for each in traces_of(path, data)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_clean_file_passes_in_any_spelling(kind):
    assert codes(f"a/b.{kind}", KINDS[kind]) == []
    assert codes(f"a/b.{kind.upper()}", KINDS[kind]) == []


@pytest.mark.parametrize("kind", [*FORMATS, "pdf"])
def test_a_traced_file_does_not(kind):
    assert codes(f"a.{kind}", document() if kind == "pdf" else traced(kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["jpg", "png", "webp", "avif", "pdf", "woff", "gif", "svg", "html", "txt", "json"])
def test_a_file_under_another_types_name_is_refused(kind, name):
    known = (*KINDS, "avif", "woff")
    code = "font-type" if name == "woff" else "file-type" if name in known else "file-unknown"
    assert codes(f"a.{name}", KINDS[kind]) == ([] if kind == name else [code])


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("photo.jpg", HEIC, "HEIC"),
        ("photo.heic", HEIC, "HEIC"),
        ("photo.tif", traced("tif"), "TIFF"),
        ("moving.gif", b"GIF89a\x01\0\x01\0\0\0\0;", "GIF"),
        ("copy.wacz", b"PK\3\4 a page", "ZIP"),
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        ("logo.SVG", b"words", "SVG"),
        ("film.mp4", b"\0\0\0\x18ftypisom\0\0\0\0", "MP4"),
        ("letter.docx", b"PK\x03\x04\x14\0\x06\0", "ZIP"),
        ("letter.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC"),
        ("no-suffix", b"\0\1", "?"),
    ],
)
def test_other_types_are_named(name, data, found):
    assert [each.found for each in traces_of(name, data)] == [found]


@pytest.mark.parametrize("name", ["a.html", "a.json", "_headers", "Caddyfile", "a.conf", "a.unknown"])
def test_text_is_text_by_its_bytes(name):
    assert codes(name, "İşıq\r\n\tсвет".encode()) == []
    assert codes(name, b"\xef\xbb\xbfwith a mark") == []
    assert codes(name, b"a\0b") == codes(name, b"\xff\xfe") == codes(name, b"a\x07b") == ["file-unknown"]


def test_only_fonts_that_are_scanned_are_published():
    assert codes("a.woff", woff(NAMED)) == []
    for name, data, found in (
        ("a.woff", b"wOF2\0\1", "WOFF2"),
        ("a.woff2", b"wOF2\0\1", "WOFF2"),
        ("a.ttf", b"\0\1\0\0\0\x01", "TTF"),
        ("a.otf", b"OTTO\0\1", "TTF"),
        ("a.eot", b"\0\2", "EOT"),
        ("a.woff", b"words", "?"),
    ):
        assert traces_of(name, data) == (Trace("font-type", found),)


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_a_damaged_file_is_told_and_never_raises(kind, data):
    whole = KINDS[kind]
    at = data.draw(st.integers(0, len(whole) - 1))
    piece = data.draw(st.binary(max_size=8))
    for damaged in (whole[:at], whole[:at] + piece + whole[at + len(piece) :]):
        assert all(each.code for each in traces_of(f"a.{kind}", damaged))


def test_no_name_is_taken_from_the_file_itself():
    for kind in FORMATS:
        assert "SECRET" not in str(traces_of(f"a.{kind}", traced(kind)))
    assert "SECRET" not in str(traces_of("a.pdf", document()))
