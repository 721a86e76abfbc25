"""The tables of an import, which editors read and correct: terms, authors, languages, and what was written.

They are files of tab-separated values with a header, beside the settings, not in the content. A run reads them, writes
its drafts by them, and adds what is new; it never changes a line that an editor may have written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from .items import ImportFailure
from .languages import LanguageRule

TERMS, AUTHORS, LANGUAGES, WRITTEN = "terms.tsv", "authors.tsv", "languages.tsv", "written.tsv"
WRITING = "writing.tsv"
"""The table that a run writes before its files, and removes at its end."""

DROPPED = "-"
"""What an editor writes in a table to leave a term or an author out."""

_LARGEST = 8 * 1024 * 1024
_HEADERS = {
    TERMS: ("kind", "name", "language", "number", "proposed", "id"),
    AUTHORS: ("name", "number", "printed"),
    LANGUAGES: ("pattern", "language"),
    WRITTEN: ("item", "file", "digest"),
    WRITING: ("item", "file", "digest"),
}


class OldTerm(NamedTuple):
    """A term of the old archive.

    Attributes:
        kind: Its vocabulary there, such as `tag`.
        language: The language of the items that have it.
        number: How many items have it.
        proposed: The id that the import would give it.
        id: What an editor decided: `press-freedom` or `people/leyla-aliyeva`, `-` to drop it, empty if undecided.
    """

    kind: str
    name: str
    language: str
    number: int = 0
    proposed: str = ""
    id: str = ""


class OldAuthor(NamedTuple):
    """An author of the old archive, and the name to print; `-` prints none."""

    name: str
    number: int = 0
    printed: str = ""


class WrittenRow(NamedTuple):
    """A file that an earlier run wrote for an item, with the digest of what it wrote."""

    item: str
    file: str
    digest: str


class Tables(NamedTuple):
    """All tables of an import; `writing` is what a run that was killed had begun to write."""

    terms: tuple[OldTerm, ...] = ()
    authors: tuple[OldAuthor, ...] = ()
    languages: tuple[LanguageRule, ...] = ()
    written: tuple[WrittenRow, ...] = ()
    writing: tuple[WrittenRow, ...] = ()


def read_tables(folder: Path) -> Tables:
    """Return the tables of a folder; those that do not exist are empty. Raise ImportFailure for a malformed one."""
    terms = [
        OldTerm(row["kind"], row["name"], row["language"], 0, row["proposed"], row["id"])
        for row in _rows(folder, TERMS)
    ]
    authors = [OldAuthor(row["name"], 0, row["printed"]) for row in _rows(folder, AUTHORS)]
    languages = [LanguageRule(row["pattern"], row["language"]) for row in _rows(folder, LANGUAGES)]
    written, writing = (
        tuple(WrittenRow(row["item"], row["file"], row["digest"]) for row in _rows(folder, name))
        for name in (WRITTEN, WRITING)
    )
    return Tables(tuple(terms), tuple(authors), tuple(languages), written, writing)


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of one table by the names of its columns."""
    path = folder / name
    if not path.exists():
        return []
    header = _HEADERS[name]
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
        raise ImportFailure(path, "it is no ordinary file of a reasonable size", "delete it and run the import again")
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportFailure(path, "it is not UTF-8", "save it as UTF-8 in the program that you edit it with") from error
    rows = [[_unquoted(cell) for cell in line.split("\t")] for line in text.splitlines()]
    if not rows or tuple(rows[0]) != header:
        wanted = ", ".join(header)
        raise ImportFailure(
            f"{path}:1", f"the columns are not {wanted}", "put them back, separated by tabs, in this order"
        )
    found = []
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        if len(row) > len(header):
            raise ImportFailure(
                f"{path}:{number}", f"it has {len(row)} columns, not {len(header)}", "remove the surplus"
            )
        found.append(dict(zip(header, [*row, *[""] * (len(header) - len(row))], strict=True)))
    return found


def _unquoted(cell: str) -> str:
    """Return a value without the quotation marks that spreadsheets put around some."""
    cell = cell.strip()
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def table_text(name: str, rows: Iterable[Sequence[object]]) -> str:
    """Return the text of a table with its header; tabs and line ends in values become spaces."""
    lines = [_HEADERS[name], *rows]
    return tsv(lines)


def tsv(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as tab-separated values; white space inside of a value becomes one space."""
    return "".join("\t".join(map(_cell, row)) + "\n" for row in rows)


def as_read(value: str) -> str:
    """Return a value as it is read again from a table into which it was written."""
    return " ".join(value.split())


def _cell(value: object) -> str:
    cell = as_read(str(value))
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        cell = '"{}"'.format(cell.replace('"', '""'))  # as spreadsheets do; see `_unquoted`
    return cell
