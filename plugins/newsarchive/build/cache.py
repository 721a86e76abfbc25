"""The cache of a site's builds: one SQLite file of computed values by key.

The key of a value is a digest of everything that it depends on, so it is never out of date. The cache only saves time
and never changes a result: a row that is damaged counts as absent, and if the file is damaged or of another version of
the code, it is deleted. Every `KEPT_BUILDS` builds, values that the build did not use are dropped.

If words must go, because a text was withdrawn or removed or the redaction list has changed, the whole file is deleted
(`Cache.forget_others`), since a key does not say which text its value belongs to.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence, Set
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from newsarchive.digests import code_version, digest

from .files import close_to_others, make_private
from .workers import mapped, workers_for

KEPT_BUILDS = 20
_BUSY_SECONDS = 30
_ASKED_AT_ONCE = 500
_FLUSHED_VALUES = 500
_LEAST_SLOW_VALUES = 4  # values that take a second each, so that a few already justify another process
_ERRORS = (sqlite3.Error, ValueError, OverflowError, MemoryError)
"""The exceptions of Python's `sqlite3` for a damaged file; ValueError if SQLite's message is damaged, so not UTF-8."""

_FORMAT = 8
_PRAGMAS = "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;"
_SCHEMA = f"""
PRAGMA user_version = {_FORMAT};
CREATE TABLE IF NOT EXISTS computed (key BLOB PRIMARY KEY, digest BLOB NOT NULL, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, digest BLOB NOT NULL, value BLOB NOT NULL);
"""

Item = TypeVar("Item")


class Cache:
    """The cache of a site's builds, with notes that each build leaves for the next.

    A build opens it once and closes it at its end.

    If the file cannot be used, all methods still work: they find nothing and store nothing, and `lost` says why.
    """

    LASTING = "publication"
    """How the names of notes begin that have no words of texts and are never deleted."""

    def __init__(self, path: Path) -> None:
        """Open or create the cache file at `path`; if neither works, cache nothing and set `lost`."""
        self._path = path
        self._new: dict[bytes, bytes] = {}
        self._live: set[bytes] = set()
        # by process: SQLite forbids the use of a connection after a fork, and so to close it
        self._bases: dict[int, sqlite3.Connection] = {}
        self.lost = ""
        """Why nothing is cached, or an empty string if the cache works."""
        try:
            make_private(path.parent)
            if path.is_symlink():
                path.unlink()
            if not self._opened():
                self.delete()
        except (OSError, *_ERRORS) as error:
            self._give_up(error)

    def _opened(self) -> bool:
        try:
            base = self._bases[os.getpid()] = self._connection()
            if base.execute("PRAGMA user_version").fetchone()[0] not in (0, _FORMAT):
                return False
            base.executescript(_SCHEMA)
            base.execute("SELECT key, digest, value FROM computed LIMIT 1")
            if not base.execute("SELECT name, digest, value FROM notes LIMIT 1").fetchone():
                self.set_note("code", code_version())
            return self.note("code") == code_version()
        except _ERRORS as error:
            if getattr(error, "sqlite_errorcode", 0) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
        return False

    def _connection(self) -> sqlite3.Connection:
        with suppress(OSError):
            os.close(os.open(self._path, os.O_CREAT | os.O_RDONLY | os.O_CLOEXEC, 0o600))
        close_to_others(self._path)
        base = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            base.executescript(_PRAGMAS)
        except _ERRORS:
            base.close()
            raise
        return base

    def _give_up(self, error: Exception) -> None:
        self._close()
        self.lost = str(error) or type(error).__name__
        if not isinstance(error, sqlite3.OperationalError | OSError):
            # damaged: the next build begins another
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _close(self) -> None:
        if base := self._bases.pop(os.getpid(), None):
            with suppress(sqlite3.Error):
                base.close()

    def delete(self) -> None:
        """Delete the file with all values, and begin another."""
        self._close()
        self._path.unlink(missing_ok=True)
        if not self._opened():
            raise OSError(f"{self._path} cannot be used")

    def _base(self) -> sqlite3.Connection | None:
        if self._bases and os.getpid() not in self._bases and not self.lost:
            self._bases[os.getpid()] = self._connection()
        return self._bases.get(os.getpid())

    def _asked(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            base = self._base()
            return base.execute(query, values).fetchall() if base else []
        except _ERRORS as error:
            self._give_up(error)
            return []

    def _written(self, statement: str, rows: Iterable[tuple[object, ...]]) -> bool:
        try:
            if base := self._base():
                base.execute("BEGIN IMMEDIATE")
                base.executemany(statement, rows)
                base.execute("COMMIT")
        except _ERRORS as error:
            self._give_up(error)
        return os.getpid() in self._bases

    def note(self, name: str) -> bytes:
        """Return the bytes that a build stored under a name; empty if they are missing or damaged."""
        for check, value in self._asked("SELECT digest, value FROM notes WHERE name = ?", (name,)):
            if isinstance(value, bytes) and digest(name.encode() + value) == check:
                return value
        return b""

    def set_note(self, name: str, value: bytes) -> None:
        """Store bytes under a name."""
        self._written("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", [(name, digest(name.encode() + value), value)])

    def forget_others(self, paths: Set[str], mark: bytes) -> bool:
        """Forget everything if the file may have words that must not stay; return whether it has no values now.

        It may if a content file whose words it knew is not among `paths`, or if `mark` has changed: bytes that change
        with the redaction list.
        """
        before = self._lines("paths")
        if before and (before - paths or self.note("mark") != mark):
            self._forget()
            before = set()
        self._set_lines("paths", paths)
        self.set_note("mark", mark)
        return not before

    def forget_silenced(self, silenced: Set[str]) -> bool:
        """Forget everything if a line in `silenced` (`revisions.silenced`) is new; return whether it was forgotten.

        Lines are new that `set_silenced` did not store.
        """
        if not silenced - self._lines("silenced"):
            return False
        paths, mark = self._lines("paths"), self.note("mark")
        self._forget()
        self.forget_others(paths, mark)
        return True

    def _forget(self) -> None:
        """Delete the file; the notes whose names begin with `LASTING` stay."""
        names = [name for (name,) in self._asked("SELECT name FROM notes") if name.startswith(self.LASTING)]
        lasting = [(name, self.note(name)) for name in names]
        try:
            self.delete()
        except (OSError, *_ERRORS) as error:
            self._give_up(error)
        for name, value in lasting:
            self.set_note(name, value)

    def set_silenced(self, lines: Set[str]) -> None:
        """Store, after a build without faults, which files' former words are not in the cache."""
        self._set_lines("silenced", lines)

    def _lines(self, name: str) -> set[str]:
        return set(filter(None, self.note(name).decode(errors="surrogateescape").split("\0")))

    def _set_lines(self, name: str, lines: Set[str]) -> None:
        self.set_note(name, "\0".join(sorted(lines)).encode(errors="surrogateescape"))

    def find(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the cached values by key, and note that this build uses them; no entry if missing or damaged."""
        found = {key: self._new[key] for key in keys if key in self._new}
        asked = [key for key in keys if key not in found]
        for start in range(0, len(asked), _ASKED_AT_ONCE):
            some = asked[start : start + _ASKED_AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, digest, value FROM computed WHERE key IN ({marks})"  # noqa: S608
            # a damaged index can return an intact row that belongs to another key
            found |= {
                key: value
                for key, check, value in self._asked(query, some)
                if isinstance(value, bytes) and digest(key + value) == check
            }
        self._live.update(found)
        return found

    def keep(self, key: bytes, value: bytes) -> None:
        """Add a value that this build computed; each `_FLUSHED_VALUES` are written to the file at once."""
        self._new[key] = value
        self._live.add(key)
        if len(self._new) % _FLUSHED_VALUES == 0:
            self.flush()

    def use(self, keys: Iterable[bytes]) -> None:
        """Note that this build uses values without looking them up."""
        self._live.update(keys)

    def get(self, key: bytes, make: Callable[[], bytes]) -> bytes:
        """Return the value of a key, from the cache or from `make`."""
        found = self.find([key]).get(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found

    def map(
        self, items: Sequence[Item], keys: Sequence[bytes], make: Callable[[Item], bytes], label: str = ""
    ) -> list[bytes]:
        """Return the value of each item, in order. Values that the cache lacks are computed on all cores and added.

        `keys` has for each item a digest of everything that its value depends on; `label` is that of a progress bar.
        """
        found = self.find(keys)
        missing = [index for index, key in enumerate(keys) if key not in found]
        wanted = [items[index] for index in missing]
        for at, value in mapped(make, wanted, workers_for(len(wanted), least=_LEAST_SLOW_VALUES), label):
            found[keys[missing[at]]] = value
            self.keep(keys[missing[at]], value)
        return [found[key] for key in keys]

    def flush(self) -> None:
        """Write the new values to the file, which frees their memory and lets forked processes find them."""
        rows = [(key, digest(key + value), value) for key, value in self._new.items()]
        if rows and self._written("INSERT OR REPLACE INTO computed VALUES (?, ?, ?)", rows):
            self._new.clear()

    def drop_unused(self, *, at_once: bool = False) -> None:
        """Delete the values that this build has not used, in one of `KEPT_BUILDS` builds or `at_once`."""
        count = int.from_bytes(self.note("builds"), "big") + 1
        self.set_note("builds", count.to_bytes(4, "big"))
        if at_once or count % KEPT_BUILDS == 0:
            self._asked("PRAGMA secure_delete = ON")
            self._asked("CREATE TEMP TABLE live (key BLOB PRIMARY KEY)")
            self._written("INSERT OR IGNORE INTO live VALUES (?)", ((key,) for key in self._live))
            self._asked("DELETE FROM computed WHERE key NOT IN (SELECT key FROM live)")

    def close(self) -> None:
        """Write the new values, and close the file."""
        self.flush()
        self._close()
