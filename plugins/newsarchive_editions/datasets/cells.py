"""Values as cells of CSV, and back; rows as lines of CSV and of JSON.

Numbers and lists stay what they are, and JSON Lines has all values unaltered; text that a spreadsheet would calculate
gets an apostrophe (`guarded`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from newsarchive.api import guarded

from .columns import INSIDE, LISTS, NUMBERS, SEPARATOR, Column

Value = str | int | tuple[str, ...] | None
Row = Mapping[str, Value]

BYTE_ORDER_MARK = "\ufeff".encode()
"""The first bytes of each CSV file: without them, Excel takes UTF-8 for the encoding of the system."""

_LEADING_ZEROS = re.compile(r"^(-?)0+(?=[0-9])")  # JSON has no number like 007


def cell_of(value: Value, column: Column) -> str:
    """Return a value as the text of a cell: lists joined, None as an empty string, formulas behind an apostrophe.

    A name such as `Ali | OCCRP` is one item of a list: its separator becomes `INSIDE`.
    """
    if value is None:
        return ""
    text = SEPARATOR.join(each.replace(SEPARATOR, INSIDE) for each in value) if isinstance(value, tuple) else str(value)
    return text if column.form in NUMBERS else guarded(text)


def csv_lines(rows: Iterable[Row], columns: Sequence[Column]) -> bytes:
    """Return rows as lines of CSV (RFC 4180) in UTF-8, without a header."""
    return _written([cell_of(row[column.name], column) for column in columns] for row in rows)


def csv_header(columns: Sequence[Column]) -> bytes:
    """Return the beginning of a CSV file: the byte-order mark, and a line with the names of the columns."""
    return BYTE_ORDER_MARK + _written([[column.name for column in columns]])


def _written(lines: Iterable[list[str]]) -> bytes:
    found = io.StringIO(newline="")
    csv.writer(found).writerows(lines)
    return found.getvalue().encode()


def json_line(value: Mapping[str, object]) -> bytes:
    """Return an object as one line of JSON Lines, in UTF-8."""
    return msgspec.json.encode(value) + b"\n"


def json_value(value: Value, column: Column) -> object:
    """Return a value of a row as JSON has it: numbers as numbers, lists as arrays, also empty ones, None as null."""
    if column.form in LISTS:
        return list(value) if isinstance(value, tuple) else []
    if value is not None and column.form == "number":
        return msgspec.Raw(_LEADING_ZEROS.sub(r"\1", str(value)).encode())
    return value
