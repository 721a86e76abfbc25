"""Files of the data: an edit renews those that print what it changed, and no other."""

from newsarchive.datasets.files import data_files
from tests.search.keeping import Memory
from tests.unit.attempts import WAYBACK, A, B, copy_of, dead, edition_with, failure, source
from tests.unit.editions import briefing

WORKS = (
    briefing("a", "2023-10-12", "en az", sources=(source(A),)),
    briefing("b", "2022-10-12", "en ru", sources=(source(B),)),
)
OF_ALL = {"data/sources.csv", "data/kept.csv", "data/datapackage.json"}
"""The tables about sources, and the description, which has their digests."""


def files(kept, lines=(), gone=()):
    made = {each.address: each.data for each in data_files(edition_with(*WORKS, lines=lines, gone=gone), kept)}
    counted = kept.made
    kept.ended()
    return made, counted


def test_what_becomes_of_a_source_renews_the_files_that_say_so():
    kept = Memory()
    before, _ = files(kept)
    again, counted = files(kept)
    assert (again, counted) == (before, 0)
    for lines, gone, where in (
        ([copy_of(A, 12)], (), OF_ALL | {"data/en/2023.jsonl", "data/az/2023.jsonl"}),
        ([copy_of(A, 12, token="d" * 64)], (), OF_ALL - {"data/sources.csv"}),
        ([copy_of(A, 12, memento=WAYBACK, token="d" * 64)], (), OF_ALL | {"data/en/2023.jsonl", "data/az/2023.jsonl"}),
        (
            [copy_of(A, 12, memento=WAYBACK, token="d" * 64), failure(B, 1)],
            (),
            OF_ALL | {"data/en/2022.jsonl", "data/ru/2022.jsonl"},
        ),
        (
            [copy_of(A, 12, memento=WAYBACK, token="d" * 64), failure(B, 1)],
            [dead(B)],
            (OF_ALL - {"data/kept.csv"}) | {"data/en/2022.jsonl", "data/ru/2022.jsonl"},
        ),
    ):
        now, counted = files(kept, lines, gone)
        assert {address for address in now if now[address] != before[address]} == where
        # the rows of a run of briefings, and a line for each text
        assert counted == len(where - OF_ALL) + bool(where - OF_ALL)
        assert now == files(Memory(), lines, gone)[0]
        before = now
