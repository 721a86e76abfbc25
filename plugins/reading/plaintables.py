"""Tables: those of plain texts, and rows that are printed otherwise than they were meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.tables import TableExtension, TableProcessor

from .plaininlines import Unplain

_RULE = re.compile(r"[|: -]+")


def table_of(block: str) -> tuple[Sequence[str], Sequence[Sequence[str]], Sequence[str]]:
    """Return the cells of a table's head, those of each row of its body, and each column's attributes.

    As in Python-Markdown, the rule below the head has as many cells as the head; a row may have fewer. One that has
    more, or no pipe, is `Unplain`: `CountedTables` notes it.
    """
    rows = [line.strip(" ") for line in block.split("\n")]
    if len(rows) < 3 or "`" in block or not rows[0].endswith("|") or not _RULE.fullmatch(rows[1]):
        raise Unplain
    head, rule, *body = map(_cells, rows)
    if len(head) < 2 or len(rule) != len(head) or any(not 1 < len(row) <= len(head) for row in body):
        raise Unplain
    return head, body, [_aligned(cell.strip(" ")) for cell in rule]


def _cells(row: str) -> list[str]:
    return row.removeprefix("|").removesuffix("|").split("|")


def _aligned(rule: str) -> str:
    begins, ends = rule.startswith(":"), rule.endswith(":")
    if not begins and not ends:
        return ""
    return f' style="text-align: {"center" if begins and ends else "left" if begins else "right"};"'


class OddRow(NamedTuple):
    """A row as it is typed, how many cells it has, and how many its table prints. A row of one cell has no pipe."""

    row: str
    cells: int
    columns: int


class _Rows(TableProcessor):
    """Notes the rows whose last cells are dropped, unless those are empty, and lines that are rows without a pipe."""

    odd: tuple[OddRow, ...] = ()

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        # its types do not know these two
        super()._build_row(row, parent, align)  # type: ignore[misc]
        cells: list[str] = self._split_row(row)  # type: ignore[attr-defined]
        if any(cell.strip() for cell in cells[len(align) :]) or (row and "|" not in row):
            self.odd += (OddRow(row, len(cells), len(align)),)


class CountedTables(TableExtension):
    """Python-Markdown's tables; `odd_rows` are such rows of the text that was converted last."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Put the counting processor in the place of Python-Markdown's, with its priority."""
        super().extendMarkdown(md)
        self._rows = _Rows(md.parser, self.getConfigs())
        md.parser.blockprocessors.register(self._rows, "table", 75)
        md.registerExtension(self)

    def reset(self) -> None:
        """Forget the text before."""
        self._rows.odd = ()

    @property
    def odd_rows(self) -> tuple[OddRow, ...]:
        """The rows in document order."""
        return self._rows.odd
