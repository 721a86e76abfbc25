"""Tables of tab-separated values: read their lines, refuse malformed ones, write them.

A program writes each of them into the content folder, and editors commit them but need not edit them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TypeVar

import msgspec

from .diagnostics import Fault, Position, fault

Row = TypeVar("Row")
Record = TypeVar("Record", bound=msgspec.Struct)

LARGEST_TABLE = 32 * 1024 * 1024
"""The largest size of a table in bytes: enough for the addresses of 300,000 texts."""

_MOST_FAULTS = 3  # editors repair a table by undoing the change in git, not line by line

# what a spreadsheet may calculate begins so, also in full-width signs, perhaps after apostrophes
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def rows_of(
    content: str, path: str, faults: list[Fault], make: Callable[[list[str]], Row]
) -> Iterator[tuple[int, Row]]:
    """Yield each line's number and row, and append a fault for each malformed line, three at most.

    `make` returns the row of a line's cells, or raises ValueError, as `row_of` does.
    """
    for line, text in enumerate(content.splitlines(), start=1):
        with suppress(ValueError):
            yield line, make(text.split("\t"))
            continue
        faults.append(fault("table-line", Position(line), path, found=text))
        if len(faults) == _MOST_FAULTS:
            return


def row_of(kind: type[Record], cells: list[str]) -> Record:
    """Return the row that cells stand for: a Struct as an array, whose attributes are the columns.

    ValueError is raised if they are not written as `cells_of` writes them.
    """
    row = msgspec.convert(cells, kind, strict=False)
    if cells_of(row) != cells:
        raise ValueError(cells)
    return row


def cells_of(row: msgspec.Struct) -> list[str]:
    """Return the cells of a row, without empty ones at its end."""
    return "\t".join(map(str, msgspec.to_builtins(row))).rstrip("\t").split("\t")


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
