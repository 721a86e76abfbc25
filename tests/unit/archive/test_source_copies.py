"""What readers get of the copies of sources."""

import datetime as dt

import msgspec
import pytest

from newsarchive.archive.source_copies import ShownCopies, notes_below, shown_copies
from tests.unit.attempts import WAYBACK, A, B, copy_of, dead, edition_with, failure, source
from tests.unit.editions import briefing

KEPT, MEMENTO = dt.date(2026, 3, 12), dt.date(2026, 3, 11)


def shown(lines=(), gone=(), **fields):
    return shown_copies(source(A, **fields), edition_with(lines=lines, gone=gone))


def test_a_source_that_nobody_has_tried_to_keep_has_nothing():
    assert shown() == ShownCopies()
    assert not shown().is_told


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([copy_of(A, 12)], ShownCopies(kept=KEPT)),
        ([copy_of(A, 12, memento=WAYBACK)], ShownCopies(kept=KEPT, memento=WAYBACK, memento_day=MEMENTO)),
        ([failure(A, 12, "refused")], ShownCopies(reason="refused")),
        ([failure(A, 12, "refused", WAYBACK)], ShownCopies(memento=WAYBACK, memento_day=MEMENTO)),
        ([failure(A, 12, "asked", WAYBACK)], ShownCopies(memento=WAYBACK, memento_day=MEMENTO)),
    ],
)
def test_readers_are_told_of_copies_or_why_there_is_none(lines, told):
    assert shown(lines) == told
    assert told.is_told
    assert shown(lines, [dead(A)]) == msgspec.structs.replace(told, dead_since=dt.date(2026, 3, 20))


def test_the_copy_that_an_editor_named_is_before_that_of_the_table():
    found = shown([copy_of(A, 12, memento=WAYBACK)], archived="https://archive.test/x")
    assert found == ShownCopies(kept=KEPT, memento="https://archive.test/x")
    assert shown(archived="https://archive.test/x").is_told


def test_one_sentence_says_that_copies_are_missing():
    first = briefing("a", sources=(source(A), source(B)))
    for lines, notes in (
        ((), ["source.none-kept"]),
        ([failure(B, 3)], ["source.others-not-kept"]),
        ([copy_of(A, 12), failure(B, 3)], []),
    ):
        assert notes_below(first, edition_with(first, lines=lines)) == notes
    assert notes_below(briefing("c"), edition_with()) == []
