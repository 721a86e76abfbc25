"""Tables of tab-separated values: read their lines, refuse malformed ones, write them.

A program writes each of them into the content folder, and editors commit them but need not edit them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .diagnostics import Fault, Position, fault

LARGEST_TABLE = 32 * 1024 * 1024
"""The largest size of a table in bytes: enough for the addresses of 300,000 texts."""

MOST_TOLD = 3
"""The most faults reported for one table: editors repair it by undoing the change in git, not line by line."""


class TableRow(NamedTuple):
    """One line of a table: its line number, counted from 1, and its columns."""

    line: int
    columns: tuple[str, ...]


def rows_of(
    content: str, path: str, columns: int, faults: list[Fault], *, marks: tuple[str, ...] = ()
) -> Iterator[TableRow]:
    """Yield each well-formed line of a table of tab-separated values, and append a fault for each other line.

    It stops early when `faults` has `MOST_TOLD` entries. No column may be empty. A line may have one more at its end,
    with one of the values in `marks`.
    """
    for line, text in enumerate(content.splitlines(), start=1):
        found = tuple(text.split("\t"))
        if len(faults) >= MOST_TOLD:
            return
        marked = len(found) == columns + 1 and found[columns] in marks
        if len(found) == columns + marked and all(found):
            yield TableRow(line, found)
        else:
            faults.append(fault("table-line", Position(line), path, found=text, columns=columns))


def refuse_row(row: TableRow, path: str, columns: int, faults: list[Fault]) -> None:
    """Append a fault that says that a line of a table has columns with invalid values."""
    faults.append(fault("table-line", Position(row.line), path, found="\t".join(row.columns), columns=columns))


def table(rows: Iterable[Iterable[object]]) -> bytes:
    """Return the bytes of a table's file: one line for each row, with tabs between the columns."""
    return "".join("\t".join(map(str, columns)) + "\n" for columns in rows).encode()
