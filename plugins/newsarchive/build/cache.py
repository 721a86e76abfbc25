"""The SQLite cache of a build: values by key, with checksums and secure deletion.

Each key is a digest of everything that its value depends on, so a cached value is never out of date. The cache only
saves time and never changes a result: a file that is damaged, or that another version of the code wrote, is replaced
by an empty one. Values that no build has used for about `KEPT_BUILDS` builds are purged.

A key does not say which text its value belongs to. When a text is withdrawn, the build therefore purges every value
that it does not use itself. With a redaction list, values that contain a term are never written, and values that were
cached without that list are checked against it once. SQLite overwrites the bytes of deleted rows
(`Store._connection`).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from newsarchive.archive.pages import required
from newsarchive.digests import digest_of

from .files import close_to_others, make_private

FORGOTTEN = """
CREATE TABLE IF NOT EXISTS withdrawn (mark BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS searched (mark BLOB NOT NULL);
"""


def said_before(base: sqlite3.Connection) -> bytes | None:
    """Return the digest of the silenced files (see `Store.leave_out`) at the last purge, or None before the first."""
    found = base.execute("SELECT mark FROM withdrawn").fetchone()
    return bytes(found[0]) if found else None


def held_against(base: sqlite3.Connection) -> bytes:
    """Return the mark of the redaction list that all values passed, or empty bytes if any value is unchecked."""
    found = base.execute("SELECT mark FROM searched").fetchone()
    return bytes(found[0]) if found else b""


def forget(base: sqlite3.Connection, build: int, *, live: Collection[bytes], mark: bytes) -> None:
    """Delete the values that earlier builds wrote and that are not in `live`, and record the mark of this purge.

    The caller must vacuum the file afterwards, which SQLite cannot do inside a transaction.
    """
    base.execute("CREATE TEMP TABLE live (key BLOB PRIMARY KEY)")
    base.executemany("INSERT OR IGNORE INTO live VALUES (?)", ((key,) for key in live))
    base.execute("DELETE FROM made WHERE build < ? AND key NOT IN (SELECT key FROM live)", (build,))
    base.execute("DELETE FROM withdrawn")
    base.execute("INSERT INTO withdrawn VALUES (?)", (mark,))


def forget_values(
    base: sqlite3.Connection,
    build: int | None = None,
    forbidden: Callable[[bytes], bool] | None = None,
    mark: bytes = b"",
) -> None:
    """Delete values by build or by content, and vacuum the file.

    Args:
        base: The connection to the cache file.
        build: The number of the build whose values are deleted, if any.
        forbidden: Returns True for a value that must be deleted.
        mark: The mark of the redaction list behind `forbidden`. It is recorded last, so that a build which is killed
            before that leaves all values marked as unchecked.
    """
    if build:
        base.execute("DELETE FROM made WHERE build = ?", (build,))
    if forbidden:
        base.execute("DELETE FROM searched")
        keys = [(key,) for key, value in base.execute("SELECT key, value FROM made") if forbidden(value)]
        base.executemany("DELETE FROM made WHERE key = ?", keys)
    base.execute("VACUUM")
    if mark:
        base.execute("INSERT INTO searched VALUES (?)", (mark,))


FORMAT = 6
KEPT_BUILDS = 20
_BUSY_SECONDS = 30
_ASKED_AT_ONCE = 500
_MARKED_EVERY = KEPT_BUILDS // 2  # builds
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_INSERT = "INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?)"

Value = TypeVar("Value")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS made (
    key BLOB PRIMARY KEY, digest BLOB NOT NULL, value BLOB NOT NULL, build INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS builds (number INTEGER PRIMARY KEY AUTOINCREMENT);
"""


class _OtherFormat(sqlite3.DatabaseError):
    """The error for a cache file whose format version is not `FORMAT`."""

    sqlite_errorcode = sqlite3.SQLITE_OK


class Store:
    """The cache of a site's builds: values by key, in one SQLite file."""

    def __init__(self, path: Path) -> None:
        """Open the cache file at `path`, or create it; if neither works, cache nothing and set `lost`."""
        self._path = path
        self._new: dict[bytes, bytes] = {}
        self._live: set[bytes] = set()
        self._used: list[Iterable[bytes]] = []
        self._number = 0
        self._mark = b""
        self._forgets = False
        self._forbidden: Callable[[bytes], bool] | None = None
        self._refused: set[bytes] = set()
        self._unkept: set[bytes] = set()
        self._base: sqlite3.Connection | None = None
        self._process = os.getpid()
        self.lost = ""
        """Why nothing is cached, or an empty string if the cache works."""
        try:
            make_private(path.parent)
            with suppress(OSError):
                # SQLite creates its journal with the permissions of this file
                os.close(os.open(path, os.O_CREAT | os.O_RDONLY | os.O_CLOEXEC, 0o600))
            close_to_others(path)
            self._open()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode in _IN_USE:
                self._give_up(error)
            else:
                # damaged, or in another format: losing its values only costs a clean build
                self._begin_anew()
        except OSError as error:
            self.lost = str(error)

    def _begin_anew(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
            self._open()
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def _open(self) -> None:
        base = self._connection()
        version = base.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, FORMAT):
            base.close()
            raise _OtherFormat(version)
        base.executescript(_SCHEMA + FORGOTTEN)
        base.execute(f"PRAGMA user_version = {FORMAT}")
        base.execute("SELECT key, digest, value, build FROM made LIMIT 1").fetchall()
        self._base = base

    def _give_up(self, error: Exception) -> None:
        """Stop using the cache and set `lost`.

        A damaged file is deleted, so that the next build starts with an empty cache.
        """
        self._base, self.lost = None, str(error)
        if not isinstance(error, sqlite3.OperationalError | OSError):
            with suppress(OSError):
                self._path.unlink()

    def _connection(self) -> sqlite3.Connection:
        base = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        base.execute("PRAGMA synchronous = OFF")
        # deleted words must not survive in the file, nor in a journal beside it
        base.execute("PRAGMA secure_delete = ON")
        base.execute("PRAGMA journal_mode = MEMORY")
        return base

    def find(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the cached values of `keys`, by key, and mark them as used.

        Missing and damaged values are left out.
        """
        found = {key: self._new[key] for key in keys if key in self._new}
        wanted = [key for key in keys if key not in found] if found else keys
        try:
            for start in range(0, len(wanted), _ASKED_AT_ONCE):
                found.update(self._rows(wanted[start : start + _ASKED_AT_ONCE]))
        except sqlite3.Error as error:
            self._give_up(error)
        self._live |= found.keys()
        return found

    def _rows(self, keys: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        if self._base is not None and self._process != os.getpid():
            # SQLite forbids the use of a connection after a fork
            self._base, self._process = self._connection(), os.getpid()
        if self._base is None:
            return
        marks = ",".join("?" * len(keys))
        asked = f"SELECT key, digest, value FROM made WHERE key IN ({marks})"  # noqa: S608
        for key, check, value in self._base.execute(asked, keys):
            # a damaged index can return an intact row that belongs to another key
            if isinstance(value, bytes) and digest_of(key, value) == check:
                yield key, value

    def keep(self, key: bytes, value: bytes) -> None:
        """Add a value that this build computed; `flush` writes it to the file."""
        self._new[key] = value

    def use(self, keys: Iterable[bytes]) -> None:
        """Mark values as used by this build, even if it did not look them up.

        `keys` is not iterated before `close`.
        """
        self._used.append(keys)

    def forbid(self, forbidden: Callable[[bytes], bool], list_mark: bytes, before: Callable[[], object]) -> None:
        """Refuse to write values that `forbidden` matches, and purge those that earlier builds wrote.

        Args:
            forbidden: Returns True for a value that must not be cached.
            list_mark: The mark of the redaction list behind `forbidden`, or empty bytes if the list may have changed.
                If all values were already checked against the list with this mark, the purge is skipped.
            before: Called before the purge, and also if there is no cache file to purge.
        """
        self._forbidden = forbidden
        if self._base is None:
            before()
            return
        try:
            if list_mark and held_against(self._base) == list_mark:
                return
            before()
            forget_values(self._base, None, forbidden, list_mark)
        except sqlite3.Error:
            self._begin_without()

    def _begin_without(self) -> None:
        """Replace the cache by an empty one, because its values could not be checked for forbidden content."""
        if self._base is not None:
            self._base.close()
        self._begin_anew()

    def leave_unkept(self, keys: Iterable[bytes]) -> None:
        """Never write the values of these keys. `close` also deletes the values that are already in the file."""
        self._unkept.update(keys)

    def leave_out(self, silenced: Sequence[str], *, lost: bool = False) -> bool:
        """Record which files must leave no former words in the cache, and decide whether `close` must purge it.

        The purge deletes and overwrites every value that this build does not use: any of them may contain such words,
        and a key does not say which text its value belongs to.

        Args:
            silenced: One line for each such file and its content (`archive.revisions.silenced`).
            lost: Whether content files may have been removed since the last build.

        Returns:
            True if `close` will purge: files were removed, or `silenced` differs from that of the last purge.
        """
        self._mark = digest_of(*silenced)
        try:
            before = said_before(self._base) if self._base else None
            self._forgets = lost or self._mark != (before or digest_of())
        except sqlite3.Error as error:
            self._give_up(error)
        return self._forgets

    def find_read(self, keys: Sequence[bytes], read: Callable[[bytes], Value | None]) -> dict[bytes, Value]:
        """Return the cached values of `keys`, decoded by `read`, without those for which `read` returns None."""
        values = ((key, read(data)) for key, data in self.find(keys).items())
        return {key: value for key, value in values if value is not None}

    def made(self, key: bytes, make: Callable[[], bytes], read: Callable[[bytes], Value | None]) -> Value:
        """Return the value of `key`; call `make` for its bytes if the cache has none that `read` can decode."""
        found = self.find_read([key], read)
        if key not in found:
            data = make()
            self.keep(key, data)
            found[key] = required(read(data))
        return found[key]

    def flush(self) -> None:
        """Write the new values to the file, which frees their memory and lets forked processes find them.

        Values that are forbidden (`forbid`) or excluded (`leave_unkept`) stay in memory.
        """
        if self._forbidden:
            unknown = ((key, value) for key, value in self._new.items() if key not in self._refused)
            self._refused.update(key for key, value in unknown if self._forbidden(value))
        stays = self._refused | self._unkept
        rows = [(key, digest_of(key, value), value) for key, value in self._new.items() if key not in stays]
        if rows and self._written(lambda base, build: base.executemany(_INSERT, [(*row, build) for row in rows])):
            self._new = {key: value for key, value in self._new.items() if key in stays}

    def _written(self, write: Callable[[sqlite3.Connection, int], object]) -> bool:
        """Call `write(connection, build number)` in one transaction; return whether it was committed."""
        base = self._base
        if base is None:
            return False
        try:
            base.execute("BEGIN IMMEDIATE")
            if not self._number:
                self._number = base.execute("INSERT INTO builds DEFAULT VALUES").lastrowid or 0
                if not self._forbidden:
                    # the values that are written now are checked against no redaction list
                    base.execute("DELETE FROM searched")
            write(base, self._number)
            base.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error)
            return False
        return True

    def close(self) -> None:
        """Write the new values, purge the values that must not stay or have long been unused, and close the file."""
        self.flush()
        self._live -= self._unkept
        if self._unkept:
            self._written(self._without_unkept)
        if not self._forgets:
            self._written(self._marked)
        elif self._written(partial(forget, live=self._in_use(), mark=self._mark)) and self._base:
            self._base.execute("VACUUM")
        if self._base is not None:
            self._base.close()

    def _in_use(self) -> set[bytes]:
        return self._live.union(*self._used) - self._unkept

    def _without_unkept(self, base: sqlite3.Connection, _: int) -> None:
        base.executemany("DELETE FROM made WHERE key = ?", [(key,) for key in self._unkept])

    def abandon(self) -> None:
        """Discard everything that this build cached, and close the file."""
        self._new.clear()
        base, self._base = self._base, None
        if base is None:
            return
        try:
            forget_values(base, self._number)
        except sqlite3.Error:
            # an empty cache is safer than one that may contain forbidden values
            self._path.unlink(missing_ok=True)
        finally:
            base.close()

    def _marked(self, base: sqlite3.Connection, build: int) -> None:
        if build % _MARKED_EVERY == 0:
            # updating a row costs as much as inserting it, so this is not done in every build
            base.executemany("UPDATE made SET build = ? WHERE key = ?", [(build, key) for key in self._in_use()])
            base.execute("DELETE FROM made WHERE build < ?", (build - KEPT_BUILDS,))
