"""Tables that a publication keeps in the content: sorted lines of columns, parted by tabs.

They are written by `make publish` and read by every check. Editors commit them and need not write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .faults import Fault, Position, fault

LARGEST_TABLE = 32 * 1024 * 1024
"""Bytes of such a file: 300,000 texts have their addresses in it."""

MOST_TOLD = 3
"""Faults of one table that are told: it is written by a program, and mended as a whole by undoing the change."""


class Row(NamedTuple):
    """A line of a table: its number, counted from 1, and its columns."""

    line: int
    columns: tuple[str, ...]


def rows_of(
    content: str, path: str, columns: int, faults: list[Fault], *, marks: tuple[str, ...] = ()
) -> Iterator[Row]:
    """Yield the lines that have so many columns, or one of `marks` as one more, and report the others."""
    for line, text in enumerate(content.splitlines(), start=1):
        found = tuple(text.split("\t"))
        if len(faults) >= MOST_TOLD:
            return
        marked = len(found) == columns + 1 and found[columns] in marks
        if len(found) == columns + marked and all(found):
            yield Row(line, found)
        else:
            faults.append(fault("table-line", Position(line), path, found=text, columns=columns))


def refuse_row(row: Row, path: str, columns: int, faults: list[Fault]) -> None:
    """Report a line whose columns say nothing."""
    faults.append(fault("table-line", Position(row.line), path, found="\t".join(row.columns), columns=columns))


def table(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows as a file's bytes, in the order in which they come."""
    return "".join("\t".join(map(str, columns)) + "\n" for columns in rows).encode()
