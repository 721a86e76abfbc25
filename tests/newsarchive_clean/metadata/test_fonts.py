"""Fonts in PDFs and of pages: one that is cut off anywhere is damaged, and nothing worse."""

import struct

import pytest

from newsarchive.media.share_cards import font_bytes
from newsarchive_clean.metadata.fonts import font_traces, woff_names, woff_traces
from newsarchive_clean.metadata.scanner import DamagedError
from tests.newsarchive_clean.documents.laying import sfnt
from tests.newsarchive_clean.metadata.woffs import NAMED, unpacked, woff


def test_a_whole_font_has_no_traces() -> None:
    assert list(font_traces("", sfnt())) == []


@pytest.mark.parametrize("end", range(4, len(sfnt()), 7))
def test_a_font_that_is_cut_off_has_traces_or_is_damaged(end: int) -> None:
    try:
        found = list(font_traces("", sfnt()[:end]))
    except DamagedError:
        return
    assert found


def test_a_font_for_pages_has_names_and_no_traces() -> None:
    assert list(woff_traces(woff(NAMED))) == []
    assert "Plain Face" in woff_names(woff(NAMED))
    real = woff({tag: table for tag, table in unpacked(font_bytes("Regular")).items() if tag != b"DSIG"})
    assert list(woff_traces(real)) == []
    assert any("Noto Sans" in each for each in woff_names(real))


@pytest.mark.parametrize(
    ("font", "found"),
    [
        (woff(NAMED, meta=b"<metadata/>"), "WOFF metadata"),
        (woff(NAMED, private=b"secret"), "WOFF metadata"),
        (woff({**NAMED, b"FFTM": b"times"}), "WOFF FFTM"),
        (woff({**NAMED, b"SVG ": b"<svg/>"}), "WOFF SVG"),
        (woff(NAMED, after=b"more"), "WOFF"),
        (woff({**NAMED, b"name": NAMED[b"name"] + b"unused"}), "WOFF name"),
        (woff(NAMED).replace(b"\1\2\3\0", b"\1\2\3!"), "WOFF"),
    ],
)
def test_what_a_font_for_pages_does_not_need_is_a_trace(font: bytes, found: str) -> None:
    assert found in [each.found for each in woff_traces(font)]


@pytest.mark.parametrize("end", range(4, len(woff(NAMED)), 5))
def test_a_font_for_pages_that_is_cut_off_is_damaged_or_has_traces(end: int) -> None:
    try:
        found = list(woff_traces(woff(NAMED)[:end]))
    except DamagedError:
        return
    assert found


def test_names_that_share_their_letters_are_read_once() -> None:
    row = struct.pack(">6H", 3, 1, 0x409, 1, 20_000, 0)
    table = struct.pack(">HHH", 0, 5_000, 6 + 5_000 * len(row)) + row * 5_000 + bytes(20_000)
    assert len(woff_names(woff({**NAMED, b"name": table}))) == 2


def test_names_that_overlap_a_thousand_times_are_refused() -> None:
    rows = b"".join(struct.pack(">6H", 3, 1, 0x409, 1, 20_000 - n, n) for n in range(1_000))
    table = struct.pack(">HHH", 0, 1_000, 6 + len(rows)) + rows + bytes(20_000)
    with pytest.raises(DamagedError):
        woff_names(woff({**NAMED, b"name": table}))


def test_a_font_without_names_has_none_and_one_with_half_a_table_of_languages_is_damaged() -> None:
    assert woff_names(woff({b"head": bytes(54)})) == []
    with pytest.raises(DamagedError):
        woff_names(woff({**NAMED, b"name": struct.pack(">HHHH", 1, 0, 8, 9)}))
