"""What the store must not keep: anything that a text was made into which is withdrawn, or that holds a redaction.

No key tells of which text a value is. Once one is withdrawn all that a build does not use goes; where a term of the
list of redactions was found, every value that holds one. Their bytes are overwritten.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection

FORGOTTEN = "CREATE TABLE IF NOT EXISTS withdrawn (mark BLOB NOT NULL);"


def said_before(base: sqlite3.Connection) -> bytes | None:
    """Return the mark of the texts that were withdrawn when this was last done; None where it never was."""
    found = base.execute("SELECT mark FROM withdrawn").fetchone()
    return bytes(found[0]) if found else None


def forget(base: sqlite3.Connection, build: int, *, live: Collection[bytes], mark: bytes) -> None:
    """Drop all that is neither in use nor new, and keep the mark. The file must be vacuumed afterwards."""
    base.execute("PRAGMA secure_delete = ON")
    base.execute("CREATE TEMP TABLE live (key BLOB PRIMARY KEY)")
    base.executemany("INSERT OR IGNORE INTO live VALUES (?)", ((key,) for key in live))
    base.execute("DELETE FROM made WHERE build < ? AND key NOT IN (SELECT key FROM live)", (build,))
    base.execute("DELETE FROM withdrawn")
    base.execute("INSERT INTO withdrawn VALUES (?)", (mark,))


def forget_values(base: sqlite3.Connection, build: int, unwanted: Callable[[bytes], bool] | None) -> None:
    """Drop every value that a build made or that is unwanted, and overwrite its bytes."""
    base.execute("PRAGMA secure_delete = ON")
    base.execute("DELETE FROM made WHERE build = ?", (build,))
    if unwanted:
        keys = [(key,) for key, value in base.execute("SELECT key, value FROM made") if unwanted(value)]
        base.executemany("DELETE FROM made WHERE key = ?", keys)
    base.execute("VACUUM")
