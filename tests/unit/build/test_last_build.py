"""The records that the last build into a folder left in the cache."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from newsarchive.build.cache import Store
from newsarchive.build.last_build import Details, LastBuild, Output, Overview

OVERVIEW = Overview(b"around", b"", b"", b"", b"", {}, (), (), (), "", {"texts": 1}, {}, {})
MARKS = {"en/index.html": b"1234"}
WORDS, COPIES = {"a-text": b"words"}, {"en/2024/a-text/": b"copies"}
DETAILS = Details({"en/index.html": Output(b"digest", b"key")}, b"shared", b"structure", WORDS, COPIES)


def stored(path: Path, output: Path, details: Details = DETAILS, **named: bytes) -> None:
    store = Store(path)
    LastBuild(store, output).replace(OVERVIEW, MARKS, details, named)
    store.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


def test_records_are_those_of_one_output_folder(path: Path, tmp_path: Path) -> None:
    stored(path, tmp_path / "one", search=b"lists")
    last = LastBuild(Store(path), tmp_path / "one")
    assert last.overview
    assert last.overview.counts == {"texts": 1}
    assert (last.marks(), last.details()) == (MARKS, DETAILS)
    assert last.named("search") == b"lists"
    other = LastBuild(Store(path), tmp_path / "other")
    assert (other.overview, other.marks(), other.details(), other.named("search")) == (None, {}, None, b"")


def test_a_value_under_a_name_stays_until_it_is_replaced(path: Path, tmp_path: Path) -> None:
    stored(path, tmp_path, one=b"1", two=b"2")
    stored(path, tmp_path, two=b"22")
    last = LastBuild(Store(path), tmp_path)
    assert (last.named("one"), last.named("two")) == (b"1", b"22")


@pytest.mark.parametrize("name", ["overview", "marks", "details", "search"])
@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM records WHERE name LIKE '%/' || ?",
        "UPDATE records SET value = substr(value, 2) WHERE name LIKE '%/' || ?",
        "UPDATE records SET digest = zeroblob(32) WHERE name LIKE '%/' || ?",
        "UPDATE records SET value = 7 WHERE name LIKE '%/' || ?",
        "UPDATE records SET name = 'other/overview' WHERE name LIKE '%/' || ?",
    ],
)
def test_a_damaged_record_counts_as_absent(path: Path, tmp_path: Path, name: str, damage: str) -> None:
    stored(path, tmp_path, search=b"lists")
    with closing(sqlite3.connect(path)) as base, base:
        assert base.execute(damage, (name,)).rowcount == 1
    last = LastBuild(Store(path), tmp_path)
    # a build that does not know the files as they were must look at all of them
    assert (last.overview is None) == (name in ("overview", "marks"))
    assert last.marks() == (MARKS if last.overview else {})
    assert (last.details() is None) == (name in ("overview", "marks", "details"))
    assert (last.named("search") == b"") == (name in ("overview", "marks", "search"))


def test_details_of_another_build_are_not_used_with_an_overview(path: Path, tmp_path: Path) -> None:
    """As when the machine stopped while SQLite wrote both."""
    stored(path, tmp_path)
    rows = "SELECT digest, value FROM records WHERE name LIKE '%/details'"
    with closing(sqlite3.connect(path)) as base, base:
        earlier = base.execute(rows).fetchone()
    stored(path, tmp_path, msgspec.structs.replace(DETAILS, shared=b"other"))
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("UPDATE records SET digest = ?, value = ? WHERE name LIKE '%/details'", earlier)
    last = LastBuild(Store(path), tmp_path)
    assert last.overview
    assert last.details() is None


def test_what_the_cache_has_deleted_is_not_asked_for_again(path: Path, tmp_path: Path) -> None:
    stored(path, tmp_path, search=b"lists")
    last = LastBuild(Store(path), tmp_path)
    last.forget()
    assert last.overview
    assert last.overview.counts == {"texts": 1}
    assert (last.marks(), last.details(), last.named("search")) == (MARKS, None, b"")
    last.drop()
    assert (last.overview, last.marks()) == (None, {})
