"""Lists and tables as Python-Markdown reads them: numbers of items, counted cells.

`NumberedListExtension` shows the numbers of list items as the editor typed them, also where they skip. `CountedTables`
converts tables as usual, and lists the rows with too many cells, of which Python-Markdown drops the surplus.
"""

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

# a number that HTML can show as typed (at most nine digits: CommonMark 0.31.2, 5.2); any other begins a paragraph
_NUMBER = r"(?:0|[1-9][0-9]{0,8})\."


class _Numbers(SaneOListProcessor):
    """A block processor for ordered lists that records the number typed before each item."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md.parser)
        self.RE = re.compile(rf"^[ ]{{0,3}}{_NUMBER}[ ]+(.*)")
        self.CHILD_RE = re.compile(rf"^[ ]{{0,3}}(({_NUMBER}))[ ]+(.*)")
        self.written: dict[Element, dict[Element, int]] = {}

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Parse a block as a new ordered list, or as more items of the list before it, and record the typed numbers."""
        if parent.tag == "ul" and len(parent):
            # Python-Markdown would add them to the bulleted list, without their numbers
            parent = parent[-1]
        numbers = [int(item[1][:-1]) for line in blocks[0].split("\n") if (item := self.CHILD_RE.match(line))]
        before = self.lastChild(parent)
        same = before if before is not None and before.tag == "ol" else parent if parent.tag == "ol" else None
        count = 0 if same is None else len(same)
        super().run(parent, blocks)
        numbered = parent[-1] if same is None else same
        self.written.setdefault(numbered, {}).update(zip(numbered[count:], numbers, strict=True))


class _Values(Treeprocessor):
    """A tree processor that sets `value` on list items to which a browser would give another number than the editor.

    A list in which all numbers are 1 is left to the browser's count, because many editors type 1 before each item.
    """

    def __init__(self, md: Markdown, numbers: _Numbers) -> None:
        """Create the processor; `numbers` is the block processor that recorded the typed numbers."""
        super().__init__(md)
        self._numbers = numbers

    def run(self, root: Element) -> None:  # noqa: ARG002
        """Set the values of the items in all ordered lists of a text."""
        for numbered, written in self._numbers.written.items():
            following = int(numbered.get("start", "1"))
            for item in numbered if set(written.values()) != {1} else ():
                number = written.get(item, following)
                if number != following:
                    item.set("value", str(number))
                following = number + 1


class NumberedListExtension(SaneListExtension):
    """A Python-Markdown extension for lists, like its `sane_lists`, but items keep the numbers that were typed."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Replace the processor of ordered lists, and add one that sets the typed numbers on items."""
        super().extendMarkdown(md)
        self._numbers = _Numbers(md)
        md.parser.blockprocessors.register(self._numbers, "olist", 40)
        md.treeprocessors.register(_Values(md, self._numbers), "numbers", 9)
        md.registerExtension(self)

    def reset(self) -> None:
        """Forget the lists of the previous text."""
        self._numbers.written.clear()


_RULE = re.compile(r"[|:\\ -]*(?:\n|\Z)")


class OddRow(NamedTuple):
    """A table row that the editor probably meant otherwise.

    It has more cells than its table has columns, so that some are lost, or fewer; or it is a line without `|` right
    below a table, which became a row of it. `nth` is its index, from 0, among the identical rows of all tables in the
    text.
    """

    row: str
    nth: int
    cells: int
    columns: int


class _Rows(TableProcessor):
    """A block processor for tables that also lists rows which the editor probably meant otherwise (`OddRow`).

    A row whose surplus cells are empty is not listed, as nothing is lost.
    """

    def test(self, parent: Element, block: str) -> bool:
        """Return whether a block of Markdown is a table.

        The first two lines are tested before the base class, which splits the whole block, is asked. Python-Markdown
        asks again for each line that another processor removes: 60,000 lines would take two minutes.
        """
        header, _, rest = block.partition("\n")
        return "|" in header and _RULE.match(rest) is not None and super().test(parent, block)

    def forget(self) -> None:
        """Forget the rows of the previous text."""
        self.odd: tuple[OddRow, ...] = ()
        self._seen = Counter[str]()

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        # the type stubs lack these two methods
        super()._build_row(row, parent, align)  # type: ignore[misc]
        cells: list[str] = self._split_row(row)  # type: ignore[attr-defined]
        lost = any(cell.strip() for cell in cells[len(align) :])
        if lost or (row and (len(cells) < len(align) or "|" not in row)):
            self.odd += (OddRow(row, self._seen[row], len(cells), len(align)),)
        self._seen[row] += 1


class CountedTables(TableExtension):
    """A Python-Markdown extension for tables that also lists the rows with lost cells in the text converted last."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Replace Python-Markdown's table processor by one that lists the rows with lost cells."""
        super().extendMarkdown(md)
        self._rows = _Rows(md.parser, self.getConfigs())
        md.parser.blockprocessors.register(self._rows, "table", 75)
        md.registerExtension(self)

    def reset(self) -> None:
        """Forget the rows of the previous text."""
        self._rows.forget()

    @property
    def odd_rows(self) -> tuple[OddRow, ...]:
        """The rows that the editor probably meant otherwise: those with surplus cells, and lines without `|`."""
        return self._rows.odd
