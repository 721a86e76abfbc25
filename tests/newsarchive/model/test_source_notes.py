"""What readers learn of sources besides what a briefing says of them."""

import datetime as dt

import pytest

from newsarchive.model.source_notes import SourceNote, memento_moment, note_of, notes_below, told_of
from tests.newsarchive.attempts import WAYBACK, A, B, copy_of, dead, edition_with, failure, source
from tests.newsarchive.editions import briefing

KEPT, MEMENTO = dt.date(2026, 3, 12), dt.date(2026, 3, 11)


def noted(lines=(), gone=(), **fields):
    return note_of(source(A, **fields), edition_with(lines=lines, gone=gone).archive.source_notes)


def shown(note):
    return note.kept, note.memento, note.memento_day, note.reason, note.dead_since


def test_a_source_that_nobody_has_tried_to_keep_has_nothing():
    for note in (noted(), note_of(source(A), None)):
        assert note == SourceNote()
        assert not note.is_told


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([copy_of(A, 12)], (KEPT, "", None, "")),
        ([copy_of(A, 12, memento=WAYBACK)], (KEPT, WAYBACK, MEMENTO, "")),
        ([failure(A, 12, "refused")], (None, "", None, "refused")),
        ([failure(A, 12, "refused", WAYBACK)], (None, WAYBACK, MEMENTO, "")),
        ([failure(A, 12, "asked", WAYBACK)], (None, WAYBACK, MEMENTO, "")),
    ],
)
def test_readers_are_told_of_copies_or_why_there_is_none(lines, told):
    assert shown(noted(lines)) == (*told, None)
    assert noted(lines).is_told
    assert shown(noted(lines, [dead(A)])) == (*told, dt.date(2026, 3, 20))


def test_the_copy_that_an_editor_named_is_before_that_of_the_table():
    found = noted([copy_of(A, 12, memento=WAYBACK)], archived="https://archive.test/x")
    assert shown(found) == (KEPT, "https://archive.test/x", None, "", None)
    assert noted(archived="https://archive.test/x").is_told


def test_what_no_page_prints_of_a_source_renews_none():
    work = briefing("a", sources=(source(A),))
    lines = [copy_of(A, 12)], [copy_of(A, 12, token="d" * 64)], [copy_of(A, 12, "brought")]
    assert len({told_of(work, edition_with(lines=each).archive.source_notes) for each in lines}) == 1


def test_a_memento_tells_its_moment():
    assert memento_moment(WAYBACK) == dt.datetime(2026, 3, 11, 9, tzinfo=dt.UTC)
    assert memento_moment("http://pywb.test/all/20260311090000id_/http://a.test/") == memento_moment(WAYBACK)
    assert memento_moment("https://archive.test/x/20269911090000/y") is None
    assert memento_moment("https://archive.test/abcde") is None


def test_one_sentence_says_that_copies_are_missing():
    first = briefing("a", sources=(source(A), source(B)))
    for lines, notes in (
        ((), ["source.none-kept"]),
        ([failure(B, 3)], ["source.others-not-kept"]),
        ([copy_of(A, 12), failure(B, 3)], []),
    ):
        assert notes_below(first, edition_with(first, lines=lines).archive.source_notes) == notes
    assert notes_below(briefing("c"), {}) == []
    # without a plugin that keeps copies, nobody will
    assert notes_below(first, None) == []
