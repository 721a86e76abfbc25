"""An SQLite database made of published data, with foreign keys and full-text search.

It is made from the files alone, so anybody can make it from a copy. The tables are those of `datapackage.json`; `texts`
also has the words of each text and its footnotes (`body`, `notes`), without the marks of these, and `texts_fts` is its
full-text index, which Datasette finds by itself. The bytes of the file depend on SQLite's version, so it is no part of
a publication.
"""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, NotRequired, TypedDict

import msgspec

from newsarchive.digests import digest

from .cells import cell_value
from .columns import BODY, NOTES

DESCRIPTION = "datapackage.json"

_TYPES = {"integer": "INTEGER", "number": "NUMERIC"}
_Columns = Annotated[list[str], msgspec.Meta(min_length=1)]
_SEARCHED = ("title", "summary", BODY, NOTES)


class _Field(TypedDict):
    name: str
    type: str
    constraints: NotRequired[dict[str, Any]]


class _Reference(TypedDict):
    resource: str
    fields: _Columns


class _ForeignKey(TypedDict):
    fields: _Columns
    reference: _Reference


class _Schema(TypedDict):
    fields: list[_Field]
    primaryKey: NotRequired[_Columns]
    foreignKeys: NotRequired[list[_ForeignKey]]


class _Table(TypedDict):
    """A resource whose rows become a table."""

    name: str
    path: str
    schema: _Schema


class _Resource(TypedDict):
    path: str | list[str]
    profile: NotRequired[str]
    format: NotRequired[str]
    hash: NotRequired[str]


class _Package(TypedDict):
    """The parts of `datapackage.json` that are read here."""

    resources: list[_Resource]


class DataError(ValueError):
    """Files are not the data of an archive; `path` is the file that shows it."""

    def __init__(self, path: Path, reason: str) -> None:
        """Create the error."""
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


def data_folder(folder: Path) -> Path:
    """Return the folder of the data in a published site, or the folder itself if it is that."""
    return folder / "data" if (folder / "data" / DESCRIPTION).is_file() else folder


def make_database(folder: Path, target: Path) -> Mapping[str, int]:
    """Write the data in a folder into a new SQLite database; return the number of rows of each table.

    Args:
        folder: The folder with `datapackage.json`.
        target: A path at which there is no file.

    Raises:
        DataError: A file is missing, malformed or cut short, or contradicts another, as a source of a briefing that
            does not exist.
        OSError: The disk of the database refuses, because it is full or read-only.
    """
    package, tables = _package(folder)
    try:
        return _made(folder, target, package, tables)
    except sqlite3.Error as error:
        number = _errno_of(error)
        if not number:
            raise
        raise OSError(number, os.strerror(number), str(target)) from None


_DISK = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_READONLY: errno.EROFS,
}


def _errno_of(error: Exception) -> int:
    """Return the `errno` of an error of SQLite that comes from the disk of the database; 0 for any other."""
    return _DISK.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, 0)


def _refused(error: Exception, path: Path) -> Exception:
    """Return the error to raise if SQLite refuses rows of a file: the disk may be at fault, and not the file."""
    return error if _errno_of(error) else DataError(path, str(error))


def _made(folder: Path, target: Path, package: _Package, tables: list[_Table]) -> Mapping[str, int]:
    with closing(sqlite3.connect(target, isolation_level=None)) as database:
        for each in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "BEGIN"):
            database.execute(each)
        counts = {table["name"]: _fill(database, folder, table) for table in tables}
        if "texts" in counts:
            try:
                _add_bodies(database, folder, package)
                _index(database)
            except (sqlite3.Error, UnicodeEncodeError) as error:
                raise _refused(error, folder / DESCRIPTION) from None
        wrong = database.execute("PRAGMA foreign_key_check").fetchone()
        if wrong:
            raise DataError(folder / f"{wrong[0]}.csv", f"row {wrong[1]} names a row that {wrong[2]}.csv does not have")
        for resource in package["resources"]:
            _require_whole(folder, resource)
        database.execute("COMMIT")
        database.execute("VACUUM")
    return counts


def _package(folder: Path) -> tuple[_Package, list[_Table]]:
    """Return the description of the data, which may be anybody's, and the tables in it."""
    path = folder / DESCRIPTION
    _require_file(path)
    try:
        found = json.loads(path.read_bytes())
        package = msgspec.convert(found, _Package)
        whole = zip(found["resources"], package["resources"], strict=True)
        tables = [
            msgspec.convert(each, _Table) for each, read in whole if read.get("profile") == "tabular-data-resource"
        ]
        for each in package["resources"]:
            _require_near(path, _paths(each))
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(path, f"{type(error).__name__}: {error}") from None
    return package, tables


def _paths(resource: _Resource) -> list[str]:
    return resource["path"] if isinstance(resource["path"], list) else [resource["path"]]


def _require_near(path: Path, names: Iterable[str]) -> None:
    """Raise DataError if a file is not in the folder of the data: a package comes from anywhere."""
    for name in names:
        if not name.isprintable():
            raise DataError(path, f"{name!a} is no name of a file")
        try:
            inside = (
                (path.parent / name).resolve().is_relative_to(path.parent.resolve())
            )  # no link leads out of it either
        except (OSError, RuntimeError):  # links that lead in a circle
            inside = False
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or not inside:
            raise DataError(path, f"{name} is outside of the folder")


def _require_file(path: Path) -> None:
    """Raise DataError if there is no regular file at a path: to open a named pipe would wait for ever."""
    if not path.is_file():
        raise DataError(path, "this is not a regular file" if os.path.lexists(path) else "there is no such file")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _fill(database: sqlite3.Connection, folder: Path, table: _Table) -> int:
    """Create a table and insert the rows of its file; return how many there are."""
    schema, path = table["schema"], folder / table["path"]
    names = [field["name"] for field in schema["fields"]]
    lines = [_column(field) for field in schema["fields"]]
    if table["name"] == "texts":
        lines += [f"{BODY} TEXT", f"{NOTES} TEXT"]
    if key := schema.get("primaryKey"):
        lines.append(f"PRIMARY KEY ({', '.join(map(_quoted, key))})")
    for each in schema.get("foreignKeys", ()):
        other, fields = each["reference"]["resource"], each["reference"]["fields"]
        own, others = (", ".join(map(_quoted, columns)) for columns in (each["fields"], fields))
        lines.append(f"FOREIGN KEY ({own}) REFERENCES {_quoted(other)} ({others})")
    name = _quoted(table["name"])
    places = ", ".join("?" * len(names))
    columns = ", ".join(map(_quoted, names))
    try:
        database.execute(f"CREATE TABLE {name} ({', '.join(lines)})")
        made = database.executemany(f"INSERT INTO {name} ({columns}) VALUES ({places})", _rows(path, names))  # noqa: S608
        for each in schema.get("foreignKeys", ()):
            column, index = each["fields"][0], _quoted(f"{table['name']}_{each['fields'][0]}")
            database.execute(f"CREATE INDEX {index} ON {name} ({_quoted(column)})")
    except (sqlite3.Error, UnicodeEncodeError) as error:
        raise _refused(error, path) from None
    return max(made.rowcount, 0)


def _require_whole(folder: Path, resource: _Resource) -> None:
    """Raise DataError if a file does not have its stated digest: a copy without its last rows is valid CSV."""
    method, _, number = resource.get("hash", "").partition(":")
    # the digest of a resource of several files, which we do not write, would be that of all of them together
    if method == "sha256" and isinstance(resource["path"], str):
        path = folder / resource["path"]
        _require_file(path)
        if digest(path.read_bytes()).hex() != number:
            raise DataError(path, f"its SHA-256 is not the one in {DESCRIPTION}; copy the file again")


def _column(field: _Field) -> str:
    limit = " NOT NULL" if field.get("constraints", {}).get("required") else ""
    return f"{_quoted(field['name'])} {_TYPES.get(field['type'], 'TEXT')}{limit}"


def _rows(path: Path, names: list[str]) -> Iterator[list[str | None]]:
    _require_file(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file, strict=True)
            if next(lines, None) != names:
                raise DataError(path, f"its columns are not those of {DESCRIPTION}")
            for line in lines:
                if len(line) != len(names):
                    raise DataError(path, f"line {lines.line_num} has {len(line)} cells, not {len(names)}")
                yield [cell_value(cell) if cell else None for cell in line]
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(path, str(error)) from None


def _add_bodies(database: sqlite3.Connection, folder: Path, package: _Package) -> None:
    for resource in package["resources"]:
        if resource.get("format") == "jsonl":
            for path in (folder / each for each in _paths(resource)):
                words = f"UPDATE texts SET {BODY} = ?, {NOTES} = ? WHERE id = ?"  # noqa: S608
                database.executemany(words, _bodies(path))
    lost = database.execute(f"SELECT id FROM texts WHERE {BODY} IS NULL").fetchone()  # noqa: S608
    if lost:
        raise DataError(folder / DESCRIPTION, f"no file has the words of {lost[0]}")


def _bodies(path: Path) -> Iterator[tuple[str, str | None, str]]:
    _require_file(path)
    try:
        with path.open("rb") as file:
            for line in file:
                text = json.loads(line)
                sources = [each.get("name") or "" for each in text.get("sources", ())]
                body, notes = (without_marks(text[each], sources) for each in (BODY, NOTES))
                yield body, notes or None, text["id"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DataError(path, f"{type(error).__name__}: {error}") from None


def without_marks(words: str, sources: Iterable[str]) -> str:
    """Return the words of a text without the marks of its notes and of the `sources` that it cites, by their names.

    A search would find the marks as words. In code, `[^a-z]` is no mark.
    """
    names = "|".join(map(re.escape, filter(None, sources)))
    cited = rf"|\[\^(?:{names})(?: [^\]]*)?\]" if names else ""
    return re.sub(rf"(?m)^\[\^[0-9]+\]:\s?|\[\^[0-9]+\]{cited}", "", words)


def _index(database: sqlite3.Connection) -> None:
    columns = ", ".join(_SEARCHED)
    database.execute(
        f'CREATE VIRTUAL TABLE texts_fts USING fts5 ({columns}, content="texts")'
    )  # in the form for which Datasette looks
    database.execute("INSERT INTO texts_fts (texts_fts) VALUES ('rebuild')")
    database.execute("INSERT INTO texts_fts (texts_fts) VALUES ('optimize')")


def is_database(path: Path) -> bool:
    """Return whether a file is an SQLite database."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"
