"""Files of the data: an edit renews those that print what it changed, and no other."""

import datetime as dt
import json

from msgspec.structs import replace

from newsarchive.digests import digest
from newsarchive.model.fields import Withdrawal
from newsarchive_editions.datasets.files import data_files
from tests.newsarchive.attempts import WAYBACK, A, B, copy_of, dead, edition_with, failure, source
from tests.newsarchive.editions import DAY, briefing, edition_of
from tests.newsarchive.search.keeping import Memory

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
        # the rows of a run of briefings, and the texts of a year in a language
        assert counted == len(where - OF_ALL) + bool(where - OF_ALL)
        assert now == files(Memory(), lines, gone)[0]
        before = now


def described(edition, kept=None):
    """The description of the data, and all files by address."""
    made = {each.address: each.data for each in data_files(edition, kept or Memory())}
    return json.loads(made["data/datapackage.json"]), made


def test_each_table_and_each_year_of_texts_has_its_size_and_its_digest():
    package, made = described(edition_of(*WORKS))
    stated = {f"data/{each['path']}": (each["bytes"], each["hash"]) for each in package["resources"]}
    files = {path: data for path, data in made.items() if path.endswith((".csv", ".jsonl"))}
    assert stated == {path: (len(data), f"sha256:{digest(data).hex()}") for path, data in files.items()}
    names = [each["name"] for each in package["resources"] if each["format"] == "jsonl"]
    assert names == ["texts-az-2023", "texts-en-2022", "texts-en-2023", "texts-ru-2022"]


def test_the_version_is_the_latest_day_of_the_data_and_changes_with_the_data_alone():
    package, _ = described(edition_of(*WORKS))
    assert package["version"].partition(".")[0] == DAY.isoformat()
    other = edition_of(*WORKS[:1], briefing("b", "2022-10-12", "en ru", sources=(source(B),), title="Other words"))
    numbered = replace(edition_of(*WORKS), publication=7)
    assert described(numbered)[0] == package
    new = described(other)[0]["version"]
    assert (new.partition(".")[0], new == package["version"]) == (DAY.isoformat(), False)


def test_a_withdrawal_and_a_copy_of_a_source_have_a_day_that_may_be_the_latest():
    gone = briefing("gone", status="withdrawn", withdrawal=Withdrawal(DAY + dt.timedelta(1), "error"))
    attempt = replace(copy_of(A, 12), day=DAY + dt.timedelta(2))
    for days, edition in ((1, edition_of(*WORKS, gone)), (2, edition_with(*WORKS, lines=[attempt]))):
        assert described(edition)[0]["version"].startswith(f"{DAY + dt.timedelta(days)}.")
    assert len(described(edition_of())[0]["version"]) == 12
