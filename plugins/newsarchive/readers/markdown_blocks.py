"""Lists and tables as Python-Markdown reads them: numbers of items, counted cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.sane_lists import SaneListExtension, SaneOListProcessor
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.treeprocessors import Treeprocessor

# what HTML prints as it is written; any other number begins a paragraph (CommonMark 0.31.2, 5.2: nine digits)
_NUMBER = r"(?:0|[1-9][0-9]{0,8})\."


class _Numbers(SaneOListProcessor):
    """Notes the number before each item."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md.parser)
        self.RE = re.compile(rf"^[ ]{{0,3}}{_NUMBER}[ ]+(.*)")
        self.CHILD_RE = re.compile(rf"^[ ]{{0,3}}(({_NUMBER}))[ ]+(.*)")
        self.written: dict[Element, dict[Element, int]] = {}

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Make a list of a block, or add its items to the list before it."""
        if parent.tag == "ul" and len(parent):
            # Python-Markdown would make them items without a number
            parent = parent[-1]
        numbers = [int(item[1][:-1]) for line in blocks[0].split("\n") if (item := self.CHILD_RE.match(line))]
        before = self.lastChild(parent)
        same = before if before is not None and before.tag == "ol" else parent if parent.tag == "ol" else None
        count = 0 if same is None else len(same)
        super().run(parent, blocks)
        numbered = parent[-1] if same is None else same
        self.written.setdefault(numbered, {}).update(zip(numbered[count:], numbers, strict=True))


class _Values(Treeprocessor):
    """Gives items their numbers where a browser would count otherwise. A list of ones alone is counted."""

    def __init__(self, md: Markdown, numbers: _Numbers) -> None:
        super().__init__(md)
        self._numbers = numbers

    def run(self, root: Element) -> None:  # noqa: ARG002
        """Number the lists of a text."""
        for numbered, written in self._numbers.written.items():
            following = int(numbered.get("start", "1"))
            for item in numbered if set(written.values()) != {1} else ():
                number = written.get(item, following)
                if number != following:
                    item.set("value", str(number))
                following = number + 1


class NumberedListExtension(SaneListExtension):
    """Python-Markdown's sane lists, with the numbers that were written."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Put the noting processor in the place of Python-Markdown's, with its priority; come before `attr_list`."""
        super().extendMarkdown(md)
        self._numbers = _Numbers(md)
        md.parser.blockprocessors.register(self._numbers, "olist", 40)
        md.treeprocessors.register(_Values(md, self._numbers), "numbers", 9)
        md.registerExtension(self)

    def reset(self) -> None:
        """Forget the text before."""
        self._numbers.written.clear()


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
