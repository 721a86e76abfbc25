"""What was withdrawn or is forbidden leaves the cache, whatever fails."""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pytest

from newsarchive.build.cache import Store
from newsarchive.digests import digest_of
from newsarchive_clean.plugin import has_term
from newsarchive_clean.redactions.list_file import parse_terms

SECRET = b"some body"
HOLD = partial(has_term, terms=parse_terms(SECRET.decode())[0])
SILENCED = ["a/en.md 1"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "store.sqlite"


def stored(path: Path, records: dict[str, bytes] | None = None, **values: bytes) -> None:
    """Make a build that stores these values and records."""
    store = Store(path)
    for key, value in values.items():
        store.keep(key.encode(), value)
    store.set_records({f"output/{name}": value for name, value in (records or {}).items()})
    store.close()


def keys_in(path: Path, *keys: str) -> list[str]:
    return sorted(key.decode() for key in Store(path).find([key.encode() for key in keys]))


def holds(path: Path, words: bytes = SECRET) -> bool:
    """Return whether any file of the cache contains the words."""
    return any(words in each.read_bytes() for each in path.parent.iterdir())


def test_a_build_that_is_abandoned_leaves_nothing_of_its_own(path: Path) -> None:
    stored(path, {"overview": b"earlier"}, fine=b"other words")
    now = Store(path)
    now.keep(b"new", b"new words")
    now.flush()
    now.keep(b"newer", b"newer words")
    now.set_records({"output/overview": b"new words"})
    now.abandon()
    assert not holds(path, b"new words")
    assert keys_in(path, "fine", "new", "newer") == ["fine"]
    assert Store(path).record("output/overview") == b"earlier"
    Store(path).abandon(records=True)
    assert Store(path).record("output/overview") == b""
    assert not holds(path, b"earlier")


def test_a_value_with_a_term_is_never_written(path: Path) -> None:
    now = Store(path)
    now.forbid(HOLD, b"list")
    now.keep(b"fine", b"other words")
    now.keep(b"not", SECRET)
    for _ in range(2):
        now.flush()
        assert not holds(path)
        assert set(now.find([b"fine", b"not"])) == {b"fine", b"not"}
    now.close()
    assert not holds(path)
    assert keys_in(path, "fine", "not") == ["fine"]


def test_the_first_build_with_a_list_purges_what_contains_a_term_and_all_records(path: Path) -> None:
    stored(path, {"overview": SECRET}, fine=b"other words", old=SECRET)
    asked: list[bytes] = []

    def forbidden(value: bytes) -> bool:
        asked.append(value)
        return HOLD(value)

    for mark, purges in ((b"list", True), (b"list", False), (b"other", True), (b"", True), (b"", True)):
        assert Store(path).forbid(forbidden, mark) is purges
        assert not holds(path)
        assert (b"other words" in asked) is purges
        asked.clear()
    assert keys_in(path, "fine", "old") == ["fine"]


def test_values_of_a_build_without_the_list_are_searched_by_the_next_with_it(path: Path) -> None:
    first = Store(path)
    first.forbid(HOLD, b"list")
    first.close()
    stored(path, old=SECRET)
    again = Store(path)
    assert again.forbid(HOLD, b"list")
    assert again.find([b"old"]) == {}


@pytest.mark.parametrize(("silenced", "lost"), [(SILENCED, False), ([], True)])
def test_words_that_were_withdrawn_or_removed_are_purged_once(path: Path, silenced: list[str], lost: bool) -> None:
    stored(path, {"search": SECRET}, used=b"other words", text=SECRET)
    for purges in (True, lost):
        store = Store(path)
        store.find([b"used"])
        assert store.leave_out(silenced, lost=lost) is purges
        # at once: this build may fail
        assert store.record("output/search") == (b"" if purges else b"new")
        store.set_records({"output/search": b"new"})
        store.close()
        assert not holds(path)
        assert keys_in(path, "used", "text") == ["used"]
        assert Store(path).record("output/search") == b"new"


def test_a_file_counts_as_new_only_without_tables(path: Path) -> None:
    stored(path, text=SECRET)
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("PRAGMA user_version = 0")
    store = Store(path)
    store.leave_out([], lost=True)
    store.close()
    assert not holds(path)


def test_nothing_is_purged_where_nothing_was_withdrawn(path: Path) -> None:
    stored(path, {"search": b"lists"}, unused=b"other words")
    store = Store(path)
    assert not store.leave_out([])
    store.close()
    assert keys_in(path, "unused") == ["unused"]
    assert Store(path).record("output/search") == b"lists"


def test_values_that_must_not_be_kept_leave_with_the_build_that_knows_it(path: Path) -> None:
    stored(path, fine=b"other words", not_kept=SECRET)
    store = Store(path)
    store.leave_unkept([b"not_kept", b"new"])
    store.keep(b"new", SECRET)
    assert store.find([b"not_kept", b"new"]) == {b"not_kept": SECRET, b"new": SECRET}
    store.close()
    assert not holds(path)
    assert keys_in(path, "fine", "not_kept", "new") == ["fine"]


def test_no_byte_stays_of_rows_that_moved_within_the_file(path: Path, chance: random.Random) -> None:
    names = [str(number) for number in range(300)]
    for _ in range(6):
        picked = chance.sample(names, 120)
        values = {name: (SECRET if int(name) % 2 else b"words") * chance.randrange(1, 900) for name in picked}
        stored(path, {"search": SECRET * chance.randrange(9000)}, **values)
    assert holds(path)
    store = Store(path)
    store.find([name.encode() for name in names[::2]])
    store.leave_out(SILENCED)
    store.close()
    assert not holds(path)
    assert len(keys_in(path, *names)) > 100


class Failing(sqlite3.Connection):
    """A connection whose statement number `fails_at` raises `error`."""

    fails_at = 0
    error: BaseException = sqlite3.OperationalError("disk I/O error")
    count = 0

    def _counted(self) -> None:
        Failing.count += 1
        if Failing.count == self.fails_at:
            raise self.error

    def execute(self, *values):  # type: ignore[no-untyped-def]
        self._counted()
        return super().execute(*values)

    def executemany(self, *values):  # type: ignore[no-untyped-def]
        self._counted()
        return super().executemany(*values)


def withdraw(store: Store) -> None:
    store.find([b"used"])
    store.leave_out(SILENCED)
    store.keep(b"new", b"other words")
    store.flush()
    store.close()


def forbid(store: Store) -> None:
    store.forbid(HOLD, b"list")
    store.close()


def abandon(store: Store) -> None:
    store.keep(b"own", SECRET)
    store.flush()
    store.abandon(records=True)


def leave_unkept(store: Store) -> None:
    store.leave_unkept([b"text"])
    store.close()


def fail_at(number: int, error: BaseException, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a statement of a store fail; number 1 is its next one."""
    base = sqlite3.connect(store._path, isolation_level=None, factory=Failing)
    base.execute("PRAGMA secure_delete = ON")
    base.execute("PRAGMA journal_mode = MEMORY")
    store._base.close()
    store._base = base
    for name, value in (("error", error), ("count", 0), ("fails_at", number)):
        monkeypatch.setattr(Failing, name, value)


def stored_for(path: Path, purge: Callable[[Store], None]) -> None:
    """Store what a purge has to delete."""
    records = {} if purge is leave_unkept else {"search": SECRET}
    stored(path, records, used=b"other words", **({} if purge is abandon else {"text": SECRET}))


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk I/O error"), sqlite3.DatabaseError("malformed")])
@pytest.mark.parametrize("purge", [withdraw, forbid, abandon, leave_unkept])
def test_no_failure_of_sqlite_leaves_words_in_the_file(
    path: Path, purge: Callable[[Store], None], error: sqlite3.Error, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in itertools.count(1):
        stored_for(path, purge)
        store = Store(path)
        fail_at(number, error, store, monkeypatch)
        purge(store)
        assert not holds(path), number
        # and the cache works again
        stored(path, key=b"value")
        assert keys_in(path, "key") == ["key"]
        path.unlink()
        if Failing.count < number:
            break
    assert number > 5


@pytest.mark.parametrize("purge", [withdraw, forbid, leave_unkept])
def test_a_purge_that_was_interrupted_is_repeated_by_the_next_build(
    path: Path, purge: Callable[[Store], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in itertools.count(1):
        stored_for(path, purge)
        store = Store(path)
        fail_at(number, KeyboardInterrupt(), store, monkeypatch)
        with suppress(KeyboardInterrupt):
            purge(store)
        if store._base is not None:
            store._base.close()
        purge(Store(path))
        assert not holds(path), number
        path.unlink()
        if Failing.count < number:
            break
    assert number > 5


def test_a_file_that_cannot_be_deleted_is_emptied(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(path, text=SECRET)
    store = Store(path)
    store.leave_out(SILENCED)
    store._give_up(sqlite3.OperationalError("disk I/O error"))

    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refused)
    store.close()
    assert not holds(path)
    assert keys_in(path, "text") == []


def test_words_stay_in_no_journal_of_another_program(path: Path) -> None:
    stored(path, text=SECRET)
    path.with_name(path.name + "-journal").write_bytes(SECRET)
    store = Store(path)
    store._give_up(sqlite3.DatabaseError("malformed"))
    assert not path.exists()
    assert not holds(path)


def test_a_link_in_place_of_the_file_is_replaced(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(tmp_path / "elsewhere")
    stored(path, key=digest_of("value"))
    assert not path.is_symlink()
    assert not (tmp_path / "elsewhere").exists()
    assert keys_in(path, "key") == ["key"]
