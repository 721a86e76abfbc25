"""The SQLite cache of a build: values by key, with checksums and secure deletion.

No key tells of which text a value is. Once one is withdrawn all that a build does not use goes. With a list of
redactions no value that holds a term is written; of what was written without that list each is held against it once.
All connections have SQLite overwrite the bytes of what is dropped (`Store._connection`).

One SQLite file. A value's key is a digest of everything that it depends on, so nothing in it can be out
of date; what no build has used for a while is dropped. A file that is damaged or not ours is begun anew:
the store can only save time, never change a result.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from newsarchive.archive.pages import required

from .files import close_to_others, make_private

FORGOTTEN = """
CREATE TABLE IF NOT EXISTS withdrawn (mark BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS searched (mark BLOB NOT NULL);
"""


def said_before(base: sqlite3.Connection) -> bytes | None:
    """Return the mark of the texts that were withdrawn when this was last done; None where it never was."""
    found = base.execute("SELECT mark FROM withdrawn").fetchone()
    return bytes(found[0]) if found else None


def held_against(base: sqlite3.Connection) -> bytes:
    """Return the mark of the list against which all values were held; empty where some were held against none."""
    found = base.execute("SELECT mark FROM searched").fetchone()
    return bytes(found[0]) if found else b""


def forget(base: sqlite3.Connection, build: int, *, live: Collection[bytes], mark: bytes) -> None:
    """Drop all that is neither in use nor new, and keep the mark. The file must be vacuumed afterwards."""
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
    """Drop values, and vacuum the file.

    Args:
        base: The store.
        build: The build whose values go, if any.
        forbidden: Whether a value goes.
        mark: The list on which that depends. It is noted last: a build that is killed before has noted nothing.
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


def digest(*parts: bytes | str) -> bytes:
    """Return a digest over parts, each with its length, so that no two different lists share one."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.digest()


class _OtherFormat(sqlite3.DatabaseError):
    """The store was left by another version of the code."""

    sqlite_errorcode = sqlite3.SQLITE_OK


class Store:
    """Values by key."""

    def __init__(self, path: Path) -> None:
        """Open the store at `path`, or begin a new one there; where neither can be, nothing is kept."""
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
        """Why nothing is kept; empty where all is well."""
        try:
            make_private(path.parent)
            with suppress(OSError):
                # SQLite's own files beside it get the rights of this one
                os.close(os.open(path, os.O_CREAT | os.O_RDONLY | os.O_CLOEXEC, 0o600))
            close_to_others(path)
            self._open()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode in _IN_USE:
                self._give_up(error)
            else:
                # not ours, or damaged: nothing in it is worth more than a clean build
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
        """Go on without what cannot be read or written; what is damaged is out of the next build's way."""
        self._base, self.lost = None, str(error)
        if not isinstance(error, sqlite3.OperationalError | OSError):
            with suppress(OSError):
                self._path.unlink()

    def _connection(self) -> sqlite3.Connection:
        base = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        base.execute("PRAGMA synchronous = OFF")
        # no word of what is dropped is left in the file, nor beside it in a journal
        base.execute("PRAGMA secure_delete = ON")
        base.execute("PRAGMA journal_mode = MEMORY")
        return base

    def find(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the values that the store holds, of those asked for; a damaged one it does not hold."""
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
            # a connection must not be carried into a forked process
            self._base, self._process = self._connection(), os.getpid()
        if self._base is None:
            return
        marks = ",".join("?" * len(keys))
        asked = f"SELECT key, digest, value FROM made WHERE key IN ({marks})"  # noqa: S608
        for key, check, value in self._base.execute(asked, keys):
            # an index that is damaged gives a sound row under another key
            if isinstance(value, bytes) and digest(key, value) == check:
                yield key, value

    def keep(self, key: bytes, value: bytes) -> None:
        """Hold a value that was made now."""
        self._new[key] = value

    def use(self, keys: Iterable[bytes]) -> None:
        """Say that values are in use, whether they are looked at or not. The keys are asked for where that is noted."""
        self._used.append(keys)

    def forbid(self, forbidden: Callable[[bytes], bool], list_mark: bytes, before: Callable[[], object]) -> None:
        """Write no value that is forbidden, and drop those that another build wrote.

        Args:
            forbidden: Whether a value holds what no store may.
            list_mark: By what the list is known on which that depends; empty where it may be a new one.
            before: Is called before values are dropped.
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
        """Begin a new store: rather none than one that may hold what is forbidden."""
        if self._base is not None:
            self._base.close()
        self._begin_anew()

    def leave_unkept(self, keys: Iterable[bytes]) -> None:
        """Drop values that this build used or made, and that no store may hold after it."""
        self._unkept.update(keys)

    def leave_out(self, silenced: Sequence[str], *, lost: bool = False) -> bool:
        """Say of what no former words may be kept, and whether files were removed (`lost`); whether that is news.

        Then all that this build does not use is dropped when the store is closed, and overwritten: something of it may
        be such words, and no key tells of which text a value is.
        """
        self._mark = digest(*silenced)
        try:
            before = said_before(self._base) if self._base else None
            self._forgets = lost or self._mark != (before or digest())
        except sqlite3.Error as error:
            self._give_up(error)
        return self._forgets

    def find_read(self, keys: Sequence[bytes], read: Callable[[bytes], Value | None]) -> dict[bytes, Value]:
        """Return the values that the store holds, as `read` returns them; those for which that is None it lacks."""
        values = ((key, read(data)) for key, data in self.find(keys).items())
        return {key: value for key, value in values if value is not None}

    def made(self, key: bytes, make: Callable[[], bytes], read: Callable[[bytes], Value | None]) -> Value:
        """Return the value of a key, made now if the store lacks it or holds it damaged or for other code."""
        found = self.find_read([key], read)
        if key not in found:
            data = make()
            self.keep(key, data)
            found[key] = required(read(data))
        return found[key]

    def flush(self) -> None:
        """Write down what was made until now, so that memory need not hold it, and forked processes find it."""
        if self._forbidden:
            unknown = ((key, value) for key, value in self._new.items() if key not in self._refused)
            self._refused.update(key for key, value in unknown if self._forbidden(value))
        stays = self._refused | self._unkept
        rows = [(key, digest(key, value), value) for key, value in self._new.items() if key not in stays]
        if rows and self._written(lambda base, build: base.executemany(_INSERT, [(*row, build) for row in rows])):
            self._new = {key: value for key, value in self._new.items() if key in stays}

    def _written(self, write: Callable[[sqlite3.Connection, int], object]) -> bool:
        """Write in one transaction; whether it was."""
        base = self._base
        if base is None:
            return False
        try:
            base.execute("BEGIN IMMEDIATE")
            if not self._number:
                self._number = base.execute("INSERT INTO builds DEFAULT VALUES").lastrowid or 0
                if not self._forbidden:
                    # what is written now is held against no list
                    base.execute("DELETE FROM searched")
            write(base, self._number)
            base.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error)
            return False
        return True

    def close(self) -> None:
        """Keep what this build made and used; drop what is long unused."""
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
        """Keep nothing that this build made; close the store."""
        self._new.clear()
        base, self._base = self._base, None
        if base is None:
            return
        try:
            forget_values(base, self._number)
        except sqlite3.Error:
            # rather no store than one that may hold it
            self._path.unlink(missing_ok=True)
        finally:
            base.close()

    def _marked(self, base: sqlite3.Connection, build: int) -> None:
        if build % _MARKED_EVERY == 0:
            # marking a row costs as much as making it
            base.executemany("UPDATE made SET build = ? WHERE key = ?", [(build, key) for key in self._in_use()])
            base.execute("DELETE FROM made WHERE build < ?", (build - KEPT_BUILDS,))
