"""Tables of tab-separated values: read their lines, refuse malformed ones, write them.

A program writes each of them into the content folder, and editors commit them but need not edit them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .diagnostics import Fault, Position, fault

LARGEST_TABLE = 32 * 1024 * 1024
"""The largest size of a table in bytes: enough for the addresses of 300,000 texts."""

MOST_TOLD = 3
"""The most faults reported for one table: editors repair it by undoing the change in git, not line by line."""

_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""Matches the beginning of what a spreadsheet may calculate (full-width signs, too), perhaps after apostrophes."""


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


def guarded(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula: behind an apostrophe if it begins like one.

    A formula can read other cells and call other programs (OWASP, "CSV Injection"). A text that begins with apostrophes
    before such a sign gets one more, so that `cell_value` finds each text again.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def cell_value(cell: str) -> str:
    """Return the text of a cell without the apostrophe that `guarded` put before it."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell[1:]) else cell
