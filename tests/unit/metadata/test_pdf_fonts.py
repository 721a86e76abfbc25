"""Fonts in PDFs: one that is cut off anywhere is damaged, and nothing worse."""

import pytest

from newsarchive.metadata.pdf_fonts import font_traces
from newsarchive.metadata.scanner import DamagedError
from tests.unit.documents.laying import sfnt


def test_a_whole_font_has_no_traces() -> None:
    assert list(font_traces("", sfnt())) == []


@pytest.mark.parametrize("end", range(4, len(sfnt()), 7))
def test_a_font_that_is_cut_off_has_traces_or_is_damaged(end: int) -> None:
    try:
        found = list(font_traces("", sfnt()[:end]))
    except DamagedError:
        return
    assert found
