"""Tables as Python-Markdown reads them, and the rows that it prints otherwise than they were meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.tables import TableExtension, TableProcessor

_RULE = re.compile(r"[|:\\ -]*(?:\n|\Z)")


class OddRow(NamedTuple):
    """A row as it is typed, how many cells it has, and how many its table prints. A row of one cell has no pipe.

    `nth` is its place, from 0, among the rows of all tables that are typed in the same way.
    """

    row: str
    nth: int
    cells: int
    columns: int


class _Rows(TableProcessor):
    """Notes the rows whose last cells are dropped, unless those are empty, and lines that are rows without a pipe."""

    odd: tuple[OddRow, ...] = ()

    def test(self, parent: Element, block: str) -> bool:
        """Return whether a block is a table: the two lines that decide are read before all others are parted.

        The base class parts the whole block, and Markdown asks again for each line that another processor takes from
        it: 60,000 lines would take two minutes.
        """
        header, _, rest = block.partition("\n")
        return "|" in header and _RULE.match(rest) is not None and super().test(parent, block)

    def forget(self) -> None:
        """Begin another text."""
        self.odd = ()
        self._seen = Counter[str]()

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        # its types do not know these two
        super()._build_row(row, parent, align)  # type: ignore[misc]
        cells: list[str] = self._split_row(row)  # type: ignore[attr-defined]
        if any(cell.strip() for cell in cells[len(align) :]) or (row and "|" not in row):
            self.odd += (OddRow(row, self._seen[row], len(cells), len(align)),)
        self._seen[row] += 1


class CountedTables(TableExtension):
    """Python-Markdown's tables; `odd_rows` are such rows of the text that was converted last."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Put the counting processor in the place of Python-Markdown's, with its priority."""
        super().extendMarkdown(md)
        self._rows = _Rows(md.parser, self.getConfigs())
        self._rows.forget()
        md.parser.blockprocessors.register(self._rows, "table", 75)
        md.registerExtension(self)

    def reset(self) -> None:
        """Forget the text before."""
        self._rows.forget()

    @property
    def odd_rows(self) -> tuple[OddRow, ...]:
        """The rows in document order."""
        return self._rows.odd
