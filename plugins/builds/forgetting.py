"""What the store must not keep: whatever a text was made into that is withdrawn or gone, or that holds a redaction.

No key tells of which text a value is. Once one is withdrawn all that a build does not use goes. With a list of
redactions no value that holds a term is written; of what was written without that list each is held against it once.
All connections have SQLite overwrite the bytes of what is dropped (`Store._connection`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection

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
