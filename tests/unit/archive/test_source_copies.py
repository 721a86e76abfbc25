"""What readers get of the copies of sources."""

import datetime as dt

import msgspec
import pytest

from newsarchive.archive.source_copies import (
    ShownCopies,
    copies_of,
    copy_addresses,
    notes_below,
    published_copies,
    shown_copies,
)
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


def works(**fields):
    return (
        briefing("a", sources=(source(A, "body"), source(B)), **fields),
        briefing("b", sources=(source(A), source("https://c.test/"))),
    )


LINES = [copy_of(A, 12), copy_of(A, 13), copy_of(B, 12)]


def test_a_file_is_published_by_a_publication_alone_and_where_the_newsroom_chose_so():
    public = edition_with(*works(), lines=LINES, public=True)
    assert published_copies(public.archive) == {A: copy_of(A, 12)}
    first, second = copies_of(works()[0], public)
    assert (first.file, first.size) == (f"kept/{'c' * 64}.wacz", 52100)
    assert (second.kept, second.file, second.size) == (KEPT, "", 0)
    # another text with the same source links to the same file
    assert copies_of(works()[1], public)[0] == first
    local = edition_with(*works(), lines=LINES)
    assert [each.file for each in copies_of(works()[0], local)] == ["", ""]


@pytest.mark.parametrize("status", ["hidden", "draft", "withdrawn"])
def test_a_file_leaves_with_the_text_that_published_it(status):
    archive = edition_with(*works(status=status), lines=LINES, public=True).archive
    assert published_copies(archive) == {}


def test_the_earliest_briefing_that_publishes_a_file_has_its_address():
    """`permalinks.tsv` names that briefing for ever."""
    days = {"late": "2024-03-02", "early": "2023-03-02", "middle": "2023-03-03"}
    many = [briefing(slug, day, sources=(source(A, "body"),)) for slug, day in days.items()]
    many.append(briefing("silent", "2020-03-02", sources=(source(A),)))
    archive = edition_with(*many, lines=LINES, public=True).archive
    assert copy_addresses(archive) == {f"kept/{'c' * 64}.wacz": "early"}


def test_a_file_that_an_editor_saved_is_never_published():
    brought = [copy_of(A, 12, "brought"), copy_of(A, 13)]
    assert published_copies(edition_with(*works(), lines=brought, public=True).archive) == {}


def test_one_sentence_says_that_copies_are_missing():
    first, _ = works()
    for lines, notes in (
        ((), ["source.none-kept"]),
        ([failure(B, 3)], ["source.others-not-kept"]),
        ([copy_of(A, 12), failure(B, 3)], []),
    ):
        assert notes_below(first, edition_with(first, lines=lines)) == notes
    assert notes_below(first, edition_with(first, lines=LINES, public=True)) == ["source.wacz"]
    assert notes_below(briefing("c"), edition_with()) == []
