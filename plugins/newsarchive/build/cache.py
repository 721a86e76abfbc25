"""The cache of a site's builds: one SQLite file of computed values and of the records of the last builds.

A *value* is the result of a computation. Its key is a digest of everything that it depends on, so it is never out of
date. Values that no build has used for about `KEPT_BUILDS` builds are deleted. A *record* has a name and is what the
last build stored under it (`last_build`). A build opens one `Store` and closes it at its end.

The cache only saves time and never changes a result. Each row of the file has a digest of its key, its value and the
version of the code that wrote it: a row that is damaged, or that other code wrote, counts as absent.

Words that were withdrawn from the site, or that the redaction list (the editors' secret list of words that must never
be published) contains, must not stay in the file. A key does not say which text its value belongs to. When a text is
withdrawn, the build therefore deletes every value that it does not use itself, and all records. With a redaction list,
values that contain a word of it are never written, and those of earlier builds are searched once.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from newsarchive.digests import code_version, digest_of, digest_of_pieces
from newsarchive.model.pages import required

from .files import close_to_others, make_private

FORMAT = 7
KEPT_BUILDS = 20
_BUSY_SECONDS = 30
_ASKED_AT_ONCE = 500
_MARKED_EVERY = KEPT_BUILDS // 2  # builds
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_ERRORS = (sqlite3.Error, ValueError, OverflowError, MemoryError)
"""The exceptions of Python's `sqlite3` for a damaged file; ValueError if SQLite's message is damaged, so not UTF-8."""

_SILENCED = "silenced"
"""The name under which the last purge stored a digest of the list of withdrawn texts (see `Store.leave_out`)."""
_SEARCHED = "searched"
"""The name under which bytes are stored that identify the redaction list which all values in the file passed."""

Value = TypeVar("Value")
Change = Callable[[sqlite3.Connection, int], object]
"""Changes the cache file inside a transaction; called with the connection and the number of this build."""

_PRAGMAS = (
    # for a new file: with larger pages SQLite writes the records of a large site in half the time
    "PRAGMA page_size = 16384",
    "PRAGMA synchronous = OFF",
    # deleted words must not survive in the file, nor in a journal beside it
    "PRAGMA secure_delete = ON",
    "PRAGMA journal_mode = MEMORY",
)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS computed (
    key BLOB PRIMARY KEY, digest BLOB NOT NULL, value BLOB NOT NULL, build INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS records (name TEXT PRIMARY KEY, digest BLOB NOT NULL, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS builds (number INTEGER PRIMARY KEY AUTOINCREMENT);
"""
_CHECKS = ("SELECT key, digest, value, build FROM computed LIMIT 1", "SELECT name, digest, value FROM records LIMIT 1")


def row_digest(key: bytes, value: bytes) -> bytes:
    """Return the digest to store with a row; another one in the file means that the row is damaged or of other code."""
    return digest_of_pieces((b"%b%d %b" % (code_version(), len(key), key), value))


_Record = tuple[str, bytes, bytes]
"""A row of the table of records: the name, the digest of the row, the bytes."""


def _record(name: str, value: bytes) -> _Record:
    return name, row_digest(name.encode(), value), value


class Store:
    """The cache of a site's builds: values by key, and records (notes of the last build) by name.

    If the file cannot be used, all methods still work: they find nothing and store nothing, and `lost` says why.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the cache file at `path`; if neither works, cache nothing and set `lost`."""
        self._path = path
        self._new: dict[bytes, bytes] = {}
        self._records: dict[str, _Record] = {}
        self._live: set[bytes] = set()
        self._used: list[Iterable[bytes]] = []
        self._number, self._is_new = 0, False
        self._silenced = b""
        self._purges_unused = False
        self._forbidden: Callable[[bytes], bool] | None = None
        self._refused: set[bytes] = set()
        self._unkept: set[bytes] = set()
        self._base: sqlite3.Connection | None = None
        self._inherited: list[sqlite3.Connection] = []
        self._process = os.getpid()
        self.lost = ""
        """Why nothing is cached, or an empty string if the cache works."""
        try:
            make_private(path.parent)
            if path.is_symlink():
                path.unlink()
            self._open()
        except OSError as error:
            self.lost = str(error)
        except _ERRORS as error:
            if getattr(error, "sqlite_errorcode", 0) in _IN_USE:
                self._give_up(error)
            else:
                # damaged, or in another format: losing its values only costs a clean build
                self._begin_anew()

    def __del__(self) -> None:
        """Close the file if a build that failed left it open."""
        if self._process == os.getpid():
            self._close()

    def _open(self) -> None:
        with suppress(OSError):
            os.close(os.open(self._path, os.O_CREAT | os.O_RDONLY | os.O_CLOEXEC, 0o600))
        close_to_others(self._path)
        # known from here on, so that it is closed if what follows fails
        base = self._base = self._connection()
        version = base.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, FORMAT):
            # until format 6 the records of builds were in files of their own
            shutil.rmtree(self._path.parent / "builds", ignore_errors=True)
            raise ValueError(f"the cache has format {version}")
        is_new = not base.execute("SELECT 1 FROM sqlite_master").fetchone()
        base.executescript(_SCHEMA)
        if not version:
            base.execute(f"PRAGMA user_version = {FORMAT}")
        for check in _CHECKS:
            base.execute(check).fetchall()
        self._is_new, self._number, self.lost = is_new, 0, ""

    def _connection(self) -> sqlite3.Connection:
        base = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            for pragma in _PRAGMAS:
                base.execute(pragma)
        except _ERRORS:
            base.close()
            raise
        return base

    def _current(self) -> sqlite3.Connection | None:
        """Return a database connection that this process may use, or None if the cache file cannot be used."""
        if self._base is not None and self._process != os.getpid():
            # SQLite forbids the use of a connection after a fork, and so to close it
            self._inherited.append(self._base)
            self._base, self._process = self._connection(), os.getpid()
        return self._base

    def _give_up(self, error: Exception) -> None:
        """Stop using the cache file, and store the error in `lost`.

        A damaged file is deleted, so that the next build starts with an empty cache; one that is locked or cannot be
        written stays.
        """
        self._close()
        self.lost = str(error)
        if not isinstance(error, sqlite3.OperationalError | OSError):
            with suppress(OSError):
                self._delete_file()

    def _begin_anew(self) -> None:
        """Delete the cache file and create an empty one. If that fails, too, cache nothing."""
        self._close()
        try:
            self._delete_file()
            self._open()
        except (OSError, *_ERRORS) as error:
            self._give_up(error)

    def _delete_file(self) -> None:
        """Delete the cache file and any journal that SQLite left beside it; empty a file that cannot be deleted."""
        for suffix in ("-journal", "-wal", "-shm", ""):
            path = self._path.with_name(self._path.name + suffix)
            try:
                path.unlink(missing_ok=True)
            except OSError:
                if path.is_file():
                    os.truncate(path, 0)  # the folder may be read-only
                elif os.path.lexists(path):
                    raise

    def _close(self) -> None:
        base, self._base = self._base, None
        if base is not None:
            with suppress(sqlite3.Error):
                base.close()

    def find(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the cached values by key, and mark them as used by this build; no entry if missing or damaged."""
        found = {key: self._new[key] for key in keys if key in self._new}
        rows = self._rows("key, digest, value", [key for key in keys if key not in found] if found else keys)
        # a damaged index can return an intact row that belongs to another key
        found |= {
            key: value for key, check, value in rows if isinstance(value, bytes) and row_digest(key, value) == check
        }
        # `|=` would copy the whole set, because a view of keys is no set
        self._live.update(found)
        return found

    def lacking(self, keys: Sequence[bytes]) -> set[bytes]:
        """Return those of the keys for which the cache has no row; a row that is there may still be damaged."""
        return {*keys} - self._new.keys() - {key for (key,) in self._rows("key", keys)}

    def _rows(self, columns: str, keys: Sequence[bytes]) -> Iterator[tuple[Any, ...]]:
        try:
            for start in range(0, len(keys), _ASKED_AT_ONCE):
                asked, base = keys[start : start + _ASKED_AT_ONCE], self._current()
                marks = ",".join("?" * len(asked))
                query = f"SELECT {columns} FROM computed WHERE key IN ({marks})"  # noqa: S608
                yield from base.execute(query, asked) if base else ()
        except _ERRORS as error:
            self._give_up(error)

    def find_read(self, keys: Sequence[bytes], read: Callable[[bytes], Value | None]) -> dict[bytes, Value]:
        """Return the cached values by key, decoded by `read`; those for which it returns None are left out, too."""
        values = ((key, read(data)) for key, data in self.find(keys).items())
        return {key: value for key, value in values if value is not None}

    def made(self, key: bytes, make: Callable[[], bytes], read: Callable[[bytes], Value | None]) -> Value:
        """Return the value of one key, from the cache or, if it is not there, from `make`, whose result is then cached.

        `read` decodes the bytes, or returns None if they cannot be decoded.
        """
        found = self.find_read([key], read)
        if key not in found:
            data = make()
            self.keep(key, data)
            found[key] = required(read(data))
        return found[key]

    def keep(self, key: bytes, value: bytes) -> None:
        """Add a value that this build computed; `flush` writes it to the file."""
        self._new[key] = value

    def use(self, keys: Iterable[bytes]) -> None:
        """Note that this build uses values without looking them up; `keys` is not iterated before `close`."""
        self._used.append(keys)

    def record(self, name: str, wanted: bytes = b"") -> bytes:
        """Return the bytes that an earlier build stored under a name; empty if they are missing or damaged.

        `wanted` is the digest that `set_records` returned for them, if known; those of other builds count as missing.
        """
        try:
            base = self._current()
            row = base and base.execute("SELECT digest, value FROM records WHERE name = ?", (name,)).fetchone()
        except _ERRORS as error:
            self._give_up(error)
            return b""
        if not row or not isinstance(row[1], bytes) or (wanted and row[0] != wanted):
            return b""
        return row[1] if row_digest(name.encode(), row[1]) == row[0] else b""

    def set_records(self, records: Mapping[str, bytes]) -> dict[str, bytes]:
        """Set what this build stores for the next, by name; `close` writes all of it or nothing.

        A purge deletes those whose names contain a slash; others must have no words of texts. Return the digest of each
        row.
        """
        rows = {name: _record(name, value) for name, value in records.items()}
        self._records.update(rows)
        return {name: digest for name, digest, _ in rows.values()}

    def forbid(self, forbidden: Callable[[bytes], bool], list_mark: bytes) -> bool:
        """Refuse to write values with a word of the redaction list, and purge those of earlier builds and all records.

        Args:
            forbidden: Returns True for the bytes of a value that must not be cached.
            list_mark: Bytes that change with the list; empty if the list may have changed.

        Returns:
            Whether a purge was necessary. It is not if all values have already been compared with this list.
        """
        self._forbidden = forbidden
        if list_mark and self.record(_SEARCHED) == list_mark:
            return False

        def delete(base: sqlite3.Connection, _: int) -> None:
            rows = base.execute("SELECT rowid, value FROM computed")
            found = [(row,) for row, value in rows if not isinstance(value, bytes) or forbidden(value)]
            base.executemany("DELETE FROM computed WHERE rowid = ?", found)
            _delete_records(base)

        self._purge(delete, _SEARCHED)
        if list_mark:
            self._write_records([_record(_SEARCHED, list_mark)])
        return True

    def leave_unkept(self, keys: Iterable[bytes]) -> None:
        """Never write the values of these keys, and let `close` purge those in the file: their texts are withdrawn."""
        self._unkept.update(keys)

    def leave_out(self, silenced: Sequence[str], *, lost: bool = False) -> bool:
        """Purge the cache if texts were withdrawn or removed since the last purge, and return whether that is so.

        All records are deleted at once, because this build may fail; `close` deletes every value that this build does
        not use, because a key does not say from which text its value is.

        Args:
            silenced: One line for each file whose former words must not stay (`model.revisions.silenced`).
            lost: Whether content files may have been removed since the last build, which also requires a purge.
        """
        self._purges_unused = self.must_purge(silenced, lost=lost)
        self._silenced = digest_of(silenced)
        if self._purges_unused:
            self._written(lambda base, _: _delete_records(base))
        return self._purges_unused

    def must_purge(self, silenced: Sequence[str], *, lost: bool = False) -> bool:
        """Return whether `leave_out` would purge the cache."""
        return lost or digest_of(silenced) != (self.record(_SILENCED) or digest_of(()))

    def may_write(self, key: bytes) -> bool:
        """Return whether a value that was flushed is of no withdrawn text and has no word of the redaction list."""
        return key not in self._refused and key not in self._unkept

    def flush(self) -> None:
        """Write the new values to the file, which frees their memory and lets forked processes find them.

        Not written are values that contain a word of the redaction list, and those of withdrawn texts (`leave_unkept`).
        """
        if self._forbidden:
            unknown = ((key, value) for key, value in self._new.items() if key not in self._refused)
            self._refused.update(key for key, value in unknown if self._forbidden(value))
        stays = self._refused | self._unkept
        rows = [(key, row_digest(key, value), value) for key, value in self._new.items() if key not in stays]

        def insert(base: sqlite3.Connection, build: int) -> None:
            base.executemany("INSERT OR REPLACE INTO computed VALUES (?, ?, ?, ?)", ((*row, build) for row in rows))

        if rows and self._written(insert):
            self._new = {key: value for key, value in self._new.items() if key in stays}

    def close(self) -> None:
        """End a build: write its values and records, delete what must not stay in the file, and close the file."""
        self.flush()
        # a file that this build created contains no words of an earlier one
        if (self._purges_unused and not self._is_new) or self._has_unkept():
            self._purge(self._delete_unused, _SILENCED if self._purges_unused else "")
        else:
            self._written(self._mark_used)
        if self._silenced:
            self._records[_SILENCED] = _record(_SILENCED, self._silenced)
        self._write_records(self._records.values())
        self._close()

    def abandon(self, *, records: bool = False) -> None:
        """End a build that publishes nothing: purge the values that it wrote and, if `records` is true, all records."""
        self._new.clear()
        self._records.clear()

        def delete(base: sqlite3.Connection, build: int) -> None:
            base.execute("DELETE FROM computed WHERE build = ?", (build,))
            if records:
                _delete_records(base)

        self._purge(delete)
        self._close()

    def _written(self, change: Change) -> bool:
        """Change the file in one transaction, and return whether that worked; if SQLite fails, stop using the cache."""
        base = self._base
        if base is None:
            return False
        try:
            base.execute("BEGIN IMMEDIATE")
            if not self._number:
                self._number = base.execute("INSERT INTO builds DEFAULT VALUES").lastrowid or 0
            if not self._forbidden:
                # the values that are written now are checked against no redaction list
                base.execute("DELETE FROM records WHERE name = ?", (_SEARCHED,))
            change(base, self._number)
            base.execute("COMMIT")
        except _ERRORS as error:
            self._give_up(error)
            return False
        return True

    def _write_records(self, records: Iterable[_Record]) -> None:
        self._written(lambda base, _: base.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", records))

    def _purge(self, delete: Change, name: str = "") -> None:
        """Delete rows and leave no byte of them in the file; if SQLite fails, delete the whole file instead.

        SQLite overwrites what it deletes, but not the copies of rows that it once moved within the file, so the file is
        then rewritten. `name` is that of the note of what was purged last, or empty. It is deleted first and written
        again by the caller: if the build is killed before, the next build purges again.
        """

        def begin(base: sqlite3.Connection, build: int) -> None:
            base.execute("DELETE FROM records WHERE name = ?", (name,))
            delete(base, build)

        if not (self._written(begin) and self._rewritten()):
            self._begin_anew()

    def _rewritten(self) -> bool:
        """Rewrite the file without the space of deleted rows (VACUUM), and return whether that worked."""
        try:
            if self._base is not None:
                self._base.execute("VACUUM")
        except _ERRORS as error:
            self._give_up(error)
        return self._base is not None

    def _has_unkept(self) -> bool:
        """Return whether the file has values of withdrawn texts (`leave_unkept`); True also if it cannot be read."""
        base, asked = self._base, "SELECT 1 FROM computed WHERE key = ?"
        if not self._unkept:
            return False
        try:
            return base is None or any(base.execute(asked, (key,)).fetchone() for key in self._unkept)
        except _ERRORS as error:
            self._give_up(error)
            return True

    def _delete_unused(self, base: sqlite3.Connection, build: int) -> None:
        """Delete the values of withdrawn texts (`leave_unkept`) and, if `leave_out` asked for it, all unused values.

        Those that this build, number `build`, wrote are not unused.
        """
        base.executemany("DELETE FROM computed WHERE key = ?", [(key,) for key in self._unkept])
        if self._purges_unused:
            base.execute("CREATE TEMP TABLE live (key BLOB PRIMARY KEY)")
            base.executemany("INSERT INTO live VALUES (?)", [(key,) for key in self._in_use()])
            base.execute("DELETE FROM computed WHERE build < ? AND key NOT IN (SELECT key FROM live)", (build,))

    def _in_use(self) -> set[bytes]:
        return self._live.union(*self._used) - self._unkept

    def _mark_used(self, base: sqlite3.Connection, build: int) -> None:
        if build % _MARKED_EVERY == 0:
            # updating a row costs as much as inserting it, so this is not done in every build
            base.executemany("UPDATE computed SET build = ? WHERE key = ?", [(build, key) for key in self._in_use()])
            base.execute("DELETE FROM computed WHERE build < ?", (build - KEPT_BUILDS,))


def _delete_records(base: sqlite3.Connection) -> None:
    """Delete what builds stored under names with a slash; others, such as notes about purges, stay."""
    base.execute("DELETE FROM records WHERE name LIKE '%/%'")
