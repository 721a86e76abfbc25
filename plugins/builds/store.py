"""What earlier builds made, by the content that it was made from.

One SQLite file. A value's key is a digest of everything that it depends on, so nothing in it can be out
of date; what no build has used for a while is dropped. A file that is damaged or not ours is begun anew:
the store can only save time, never change a result.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

FORMAT = 3
KEPT_BUILDS = 20
KEY_BYTES = 32
_BUSY_SECONDS = 30
_ASKED_AT_ONCE = 500

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


class Store:
    """Values by key."""

    def __init__(self, path: Path) -> None:
        """Open the store at `path`, or begin a new one there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connect(path)
        except sqlite3.DatabaseError:
            # not ours, or damaged: nothing in it is worth more than a clean build
            path.unlink()
            self._connect(path)
        self._new: dict[bytes, bytes] = {}
        self._used: dict[bytes, int] = {}

    def _connect(self, path: Path) -> None:
        self._base = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        version = self._base.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, FORMAT):
            self._base.close()
            raise sqlite3.DatabaseError(f"format {version}")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.executescript(_SCHEMA)
        self._base.execute(f"PRAGMA user_version = {FORMAT}")
        self._base.execute("SELECT key FROM made LIMIT 1").fetchall()

    def find(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the values that the store holds, of those asked for; a damaged one it does not hold."""
        found = {key: self._new[key] for key in keys if key in self._new}
        for start in range(0, len(keys), _ASKED_AT_ONCE):
            asked = keys[start : start + _ASKED_AT_ONCE]
            marks = ",".join("?" * len(asked))
            rows = self._base.execute(f"SELECT key, digest, value, build FROM made WHERE key IN ({marks})", asked)  # noqa: S608
            for key, check, value, build in rows:
                if digest(value) == check:
                    found.setdefault(key, value)
                    self._used[key] = build
        return found

    def keep(self, key: bytes, value: bytes) -> None:
        """Hold a value that was made now."""
        self._new[key] = value

    def made(self, key: bytes, make: Callable[[], bytes]) -> bytes:
        """Return the value of a key, made now if the store lacks it or holds it damaged."""
        found = self.find([key])
        if key not in found:
            found[key] = make()
            self.keep(key, found[key])
        return found[key]

    def close(self) -> None:
        """Keep what this build made and used; drop what is long unused."""
        base = self._base
        base.execute("BEGIN IMMEDIATE")
        build = base.execute("INSERT INTO builds DEFAULT VALUES").lastrowid or 0
        rows = [(key, digest(value), value, build) for key, value in self._new.items()]
        base.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?)", rows)
        # writing a row anew costs as much as making it: half the time that it is kept for is soon enough
        aged = [(build, key) for key, last in self._used.items() if last <= build - KEPT_BUILDS // 2]
        base.executemany("UPDATE made SET build = ? WHERE key = ?", aged)
        base.execute("DELETE FROM made WHERE build < ?", (build - KEPT_BUILDS,))
        base.execute("COMMIT")
        base.close()
