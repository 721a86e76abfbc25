"""Whatever becomes of the store, a build makes the same site: it can save time, never change a result."""

from __future__ import annotations

import copy
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest
from hypothesis import settings

from tests.newsarchive.builds.archive_making import Archive
from tests.newsarchive.builds.editing import ALL_EDITS
from tests.newsarchive_sources.builds.kept_site import KeptSite, Outcome, files_below
from tests.newsarchive_start.builds.first_archive import smaller_archive
from tests.sites import ROOT, run_pelican

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> KeptSite:
    return KeptSite(tmp_path_factory.mktemp("store"), smaller_archive())


@pytest.fixture(scope="module")
def edited() -> Archive:
    archive = smaller_archive()
    archive.works[1].texts["en"].title = "Another title"
    return archive


@pytest.fixture(scope="module")
def wanted(site: KeptSite, edited: Archive) -> Outcome:
    """A clean build after the edit."""
    site.write(edited)
    return site.build_clean(edited)


@pytest.fixture
def stored(site: KeptSite, edited: Archive, wanted: Outcome) -> Path:
    """The store of a build, and one of many edits made since."""
    site.begin_again(edited)
    return site.store / "store.sqlite"


def _assert_same(site: KeptSite, edited: Archive, wanted: Outcome) -> None:
    """Assert that a build is as a clean one, and so is the next."""
    for _ in range(2):
        done = site.build(edited, site.output)
        assert done.status == 0, done.printed[-2000:]
        assert done.told == wanted.told
        assert done.files == wanted.files
    assert done.counts[2:] == (0, 0)


@pytest.mark.parametrize("thousandths", [0, 300, *(pytest.param(n, marks=pytest.mark.full) for n in (1, 50, 700, 990))])
def test_a_store_that_was_cut_changes_nothing(
    stored: Path, thousandths: int, site: KeptSite, edited: Archive, wanted: Outcome
) -> None:
    data = stored.read_bytes()
    stored.write_bytes(data[: len(data) * thousandths // 1000])
    _assert_same(site, edited, wanted)


@pytest.mark.parametrize(
    ("length", "thousandths"),
    [
        *((16, 300), (4096, 700)),
        *(pytest.param(*pair, marks=pytest.mark.full) for pair in product((1, 64, 5000), (0, 1, 120, 500, 990))),
    ],
)
def test_noise_in_a_store_changes_nothing(
    stored: Path,
    length: int,
    thousandths: int,
    site: KeptSite,
    edited: Archive,
    wanted: Outcome,
    chance: random.Random,
) -> None:
    data = bytearray(stored.read_bytes())
    start = len(data) * thousandths // 1000
    length = min(length, len(data) - start)
    data[start : start + length] = chance.randbytes(length)
    stored.write_bytes(data)
    _assert_same(site, edited, wanted)


def test_edits_with_a_damaged_store_in_between(site: KeptSite, edited: Archive, chance: random.Random) -> None:
    """Each time the store is cut, or has other bytes somewhere; what a build finds left of it may be used."""
    archive = copy.deepcopy(edited)
    site.begin_again(archive)
    for _ in range(int(os.environ.get("INCREMENTAL_EXAMPLES", "5"))):
        edit = chance.choice(ALL_EDITS)
        said = edit(archive, chance.randrange(1000), chance.randrange(1000))
        site.write(archive)
        for path in sorted(path for path in site.store.rglob("*") if path.is_file() and path.name != ".gitignore"):
            data = path.read_bytes()
            start, length = chance.randrange(len(data)), chance.choice((0, 1, 16, 4096))
            path.write_bytes(data[:start] + (chance.randbytes(length) + data[start + length :] if length else b""))
        assert site.compare(archive) == [], (edit.__name__, said, start, length)


def noise(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(path.stat().st_size))  # noqa: S311 - noise, no secret


def other_database(path: Path) -> None:
    path.unlink()
    base = sqlite3.connect(path)
    base.executescript("CREATE TABLE colours (name TEXT); PRAGMA user_version = 77;")
    base.close()


def tables_of_another_shape(path: Path) -> None:
    """As `other_database`, but with our tables' names and version."""
    base = sqlite3.connect(path)
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    for (table,) in base.execute(named).fetchall():
        base.executescript(f"DROP TABLE {table}; CREATE TABLE {table} (colour TEXT);")
    base.close()


def link_to_nothing(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


@pytest.mark.parametrize("damage", [noise, other_database, tables_of_another_shape, link_to_nothing])
def test_another_file_in_place_of_the_store_changes_nothing(
    stored: Path, damage: Callable[[Path], None], site: KeptSite, edited: Archive, wanted: Outcome
) -> None:
    damage(stored)
    _assert_same(site, edited, wanted)


RECORDS = {
    "no notes": "DELETE FROM notes",
    "no overview": "DELETE FROM notes WHERE name LIKE 'overview%'",
    "no details": "DELETE FROM notes WHERE name LIKE 'details%'",
    "damaged details": "UPDATE notes SET value = substr(value, 2) WHERE name LIKE 'details%'",
    "other days in the details": "UPDATE notes SET value = other(value) WHERE name LIKE 'details%'",
    "no values": "DELETE FROM computed",
}
HALF = pytest.param("DELETE FROM computed WHERE rowid % 2", marks=pytest.mark.full)


@pytest.mark.parametrize("damage", [*RECORDS.values(), HALF], ids=[*RECORDS, "half"])
def test_missing_or_damaged_rows_change_nothing(
    stored: Path, damage: str, site: KeptSite, edited: Archive, wanted: Outcome
) -> None:
    with closing(sqlite3.connect(stored)) as base, base:
        base.create_function("other", 1, lambda value: re.sub(rb"20\d\d-", b"1999-", value))
        assert base.execute(damage).rowcount > 0
    _assert_same(site, edited, wanted)


def _assert_same_or_told(status: int, printed: str, found: dict[str, bytes], wanted: Outcome) -> None:
    """Assert that a build is as a clean one, or says in a line what is wrong with the store."""
    assert "Traceback" not in printed, printed[-2000:]
    if status:
        assert "store" in printed.splitlines()[-1]
    else:
        assert found == wanted.files


def test_a_folder_in_place_of_the_store_changes_nothing_or_is_named(
    stored: Path, site: KeptSite, edited: Archive, wanted: Outcome
) -> None:
    stored.unlink()
    stored.mkdir()
    (stored / "own").write_text("own")
    done = site.build(edited, site.output)
    _assert_same_or_told(done.status, done.printed + done.told, done.files, wanted)
    assert (stored / "own").read_text() == "own"


@pytest.mark.parametrize("read_only", ["file", "folder", pytest.param("both", marks=pytest.mark.full)])
def test_a_read_only_store_changes_nothing_or_is_named(
    stored: Path, read_only: str, site: KeptSite, edited: Archive, wanted: Outcome
) -> None:
    # root may write to what is read-only, but for what it gives up
    as_anybody = [] if os.getuid() else ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    command = [sys.executable, "-m", "pelican", "-s", str(site.root / "conf.py"), "-o", str(site.output)]
    env = {**os.environ, "STORE_PATH": str(site.store), "SOURCE_DATE_EPOCH": edited.epoch}
    stored.chmod(0o444 if read_only in ("file", "both") else 0o644)
    stored.parent.chmod(0o555 if read_only in ("folder", "both") else 0o755)
    try:
        done = subprocess.run(
            [*as_anybody, *command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False
        )
    finally:
        stored.parent.chmod(0o755)
    _assert_same_or_told(done.returncode, done.stdout + done.stderr, files_below(site.output), wanted)


@pytest.mark.parametrize("begun", [False, True])
def test_two_builds_at_once_share_a_store(begun: bool, site: KeptSite, edited: Archive, wanted: Outcome) -> None:
    site.begin_again(edited)
    conf, store = site.root / "conf.py", site.store
    for turn in range(1 if settings.default.derandomize else 4):
        if not begun:
            shutil.rmtree(store, ignore_errors=True)
        outputs = [site.root / f"{begun}-{turn}" / name for name in ("one", "two")]
        outputs[0].parent.mkdir()
        with ThreadPoolExecutor() as threads:
            started = [
                threads.submit(run_pelican, conf, output, SOURCE_DATE_EPOCH=edited.epoch, STORE_PATH=str(store))
                for output in outputs
            ]
            for done in (each.result() for each in started):
                assert done.returncode == 0, done.stdout + done.stderr
                assert done.stderr == wanted.told
        assert [files_below(output) for output in outputs] == [wanted.files, wanted.files]
