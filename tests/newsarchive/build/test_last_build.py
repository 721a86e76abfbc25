"""The records that the last build into a folder left in the cache."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from newsarchive.build.cache import KEPT_BUILDS, Store
from newsarchive.build.last_build import Details, LastBuild, Output, Overview

OVERVIEW = Overview(b"around", b"", b"", b"", b"", {}, (), (), (), {"texts": 1}, {}, {})
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


@pytest.mark.parametrize(
    "name", ["overview", "marks", "marks/changes", "details", "outputs", "outputs/changes", "search"]
)
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
    assert (last.overview is None) == name.startswith(("overview", "marks"))
    assert last.marks() == (MARKS if last.overview else {})
    assert (last.details() is None) == (name != "search")
    assert (last.named("search") == b"") == name.startswith(("overview", "marks", "search"))


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


def rows(path: Path) -> dict[str, bytes]:
    with closing(sqlite3.connect(path)) as base:
        return {name.partition("/")[2]: value for name, value in base.execute("SELECT name, value FROM records")}


MANY = {f"en/{number}/index.html": b"mark %d" % number for number in range(100)}


def built(path: Path, output: Path, change: Callable[[dict[str, bytes]], object], *, forgets: bool = False) -> None:
    """Make a build that changes the marks, and leaves the outputs as they were."""
    store = Store(path)
    last = LastBuild(store, output)
    marks, details = dict(last.marks()), last.details()
    change(marks)
    if forgets:
        last.forget()
    last.replace(OVERVIEW, marks, details or DETAILS, {})
    store.close()


def edit(marks: dict[str, bytes]) -> None:
    del marks["en/3/index.html"]
    marks |= {"en/4/index.html": b"edited", "en/new/index.html": b"added"}


def test_a_small_change_is_written_alone_and_read_with_the_rest(path: Path, tmp_path: Path) -> None:
    built(path, tmp_path, lambda marks: marks.update(MANY))
    before = rows(path)
    built(path, tmp_path, edit)
    after, expected = rows(path), dict(MANY)
    edit(expected)
    assert after["marks"] == before["marks"]
    assert len(after["marks/changes"]) < len(after["marks"]) / 10
    assert LastBuild(Store(path), tmp_path).marks() == expected
    # and what it changed may change again, or come back
    built(path, tmp_path, lambda marks: marks.update({"en/3/index.html": b"back", "en/4/index.html": b"again"}))
    assert rows(path)["marks"] == before["marks"]
    expected |= {"en/3/index.html": b"back", "en/4/index.html": b"again"}
    assert LastBuild(Store(path), tmp_path).marks() == expected


@pytest.mark.parametrize("share", [0.1, 0.2, 1])
def test_a_table_is_written_whole_when_much_has_changed(path: Path, tmp_path: Path, share: float) -> None:
    built(path, tmp_path, lambda marks: marks.update(MANY))
    before, others = rows(path), dict.fromkeys([*MANY][: int(100 * share)], b"new")
    built(path, tmp_path, lambda marks: marks.update(others))
    assert (rows(path)["marks"] == before["marks"]) == (share == 0.1)
    assert LastBuild(Store(path), tmp_path).marks() == {**MANY, **others}


def test_a_table_that_the_cache_has_deleted_is_written_whole(path: Path, tmp_path: Path) -> None:
    built(path, tmp_path, lambda marks: marks.update(MANY))
    built(path, tmp_path, edit, forgets=True)
    assert b"edited" in rows(path)["marks"]
    assert LastBuild(Store(path), tmp_path).marks()["en/4/index.html"] == b"edited"


def test_what_was_replaced_is_gone_after_as_many_builds_as_other_values(path: Path, tmp_path: Path) -> None:
    built(path, tmp_path, lambda marks: marks.update({**MANY, "en/4/index.html": b"a name"}))
    found = []
    for number in range(KEPT_BUILDS + 2):
        built(path, tmp_path, lambda marks, number=number: marks.update({"en/4/index.html": b"other %d" % number}))
        found.append(any(b"a name" in value for value in rows(path).values()))
    assert (found[0], found[-1]) == (True, False)
    assert LastBuild(Store(path), tmp_path).marks()["en/4/index.html"] == b"other %d" % (KEPT_BUILDS + 1)
