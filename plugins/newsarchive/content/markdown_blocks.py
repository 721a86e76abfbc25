"""Extensions of Python-Markdown for blocks: highlighted code, numbers of list items, counted cells of tables."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension, SaneOListProcessor
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from .source_map import FENCE, code_spans, fenced_code

CODE_CLASS = "code"

LANGUAGES = frozenset("bash console css diff html http ini json python sh shell sql text xml yaml".split())
"""The languages whose code is highlighted; many other lexers of Pygments need minutes for a line of 100,000 letters."""

LONGEST_CODE = 1_200
"""The largest number of highlighted characters; most of Pygments' lexers take time quadratic in the length."""

_FORMATTER = HtmlFormatter[str](cssclass=CODE_CLASS, wrapcode=True)


def _highlighted(code: str, language: str = "") -> str:
    name = language.lower() if len(code) <= LONGEST_CODE else ""
    return highlight(code, get_lexer_by_name(name if name in LANGUAGES else "text"), _FORMATTER)


class _Fences(Preprocessor):
    """A preprocessor that replaces fenced code by placeholders for its HTML."""

    def run(self, lines: list[str]) -> list[str]:
        out, end = list[str](), 0
        for block in fenced_code(lines):
            opening = FENCE.match(lines[block.start])
            code = "\n".join(lines[block.start + 1 : block.stop - 1]).strip("\n")
            placeholder = self.md.htmlStash.store(_highlighted(code, opening["language"] or "" if opening else ""))
            out += [*lines[end : block.start], "", placeholder, ""]
            end = block.stop
        return [*out, *lines[end:]]


class _IndentedCode(Treeprocessor):
    """A tree processor that writes indented code as fenced code without a language, and lists it (`found`)."""

    found: tuple[str, ...] = ()

    def run(self, root: Element) -> None:
        for block in root.iter("pre"):
            if len(block) == 1 and block[0].tag == "code":
                code = (block[0].text or "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
                block.clear()
                block.tag, block.text = "p", self.md.htmlStash.store(_highlighted(code.strip("\n")))
                self.found += (code.strip(),)


class CodeExtension(Extension):
    """A Python-Markdown extension for fenced and indented code, highlighted in a few languages."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the processors where Python-Markdown's own extensions for code have theirs."""
        md.preprocessors.register(_Fences(md), "fenced_code_block", 25)
        self._indented = _IndentedCode(md)
        md.treeprocessors.register(self._indented, "indented_code", 30)
        md.registerExtension(self)

    def reset(self) -> None:
        """Forget the code of the previous text."""
        self._indented.found = ()

    @property
    def indented(self) -> tuple[str, ...]:
        """The blocks of indented code in the text converted last."""
        return self._indented.found


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
ALIGNMENTS = {"left": "align-start", "center": "align-center", "right": "align-end"}
"""The classes by which cells are aligned, by the word for it in CSS."""


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


def _cells(row: str, bordered: bool) -> list[str]:
    """Return the cells of a row, with `x` for code and escaped characters, which may have a `|` that parts no cells."""
    for start, end in code_spans(row):
        row = f"{row[:start]}{'x' * (end - start)}{row[end:]}"
    row = re.sub(r"\\.", "xx", row)
    return (row.removeprefix("|").removesuffix("|") if bordered else row).split("|")


class _Tables(TableProcessor):
    """A block processor for tables that also lists rows which the editor probably meant otherwise (`odd`).

    A row whose surplus cells are empty is not listed, as nothing is lost.
    """

    def test(self, parent: Element, block: str) -> bool:
        """Return whether a block of Markdown is a table.

        The first two lines are tested before the base class, which splits the whole block, is asked. Python-Markdown
        asks again for each line that another processor removes: 60,000 lines would take two minutes.
        """
        header, _, rest = block.partition("\n")
        return "|" in header and _RULE.match(rest) is not None and super().test(parent, block)

    def reset(self) -> None:
        self.odd: tuple[OddRow, ...] = ()
        self._seen = Counter[str]()

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Build the table of a block; its cells are aligned by classes, as pages forbid inline styles."""
        header, _, *rows = (line.strip(" ") for line in blocks[0].split("\n"))
        super().run(parent, blocks)
        table = parent[-1]
        for cell in table.iter():
            if "align" in cell.attrib:
                cell.set("class", ALIGNMENTS[cell.attrib.pop("align")])
        columns = len(table[0][0])
        for row in rows:
            cells = _cells(row, bordered=header.startswith("|") or header.endswith("|"))
            lost = any(cell.strip() for cell in cells[columns:])
            if lost or (row and (len(cells) < columns or "|" not in row)):
                self.odd += (OddRow(row, self._seen[row], len(cells), columns),)
            self._seen[row] += 1


class CountedTables(TableExtension):
    """A Python-Markdown extension for tables that also lists the odd rows in the text converted last."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Replace Python-Markdown's table processor by one that lists the odd rows."""
        super().extendMarkdown(md)
        self._tables = _Tables(md.parser, {"use_align_attribute": True})
        md.parser.blockprocessors.register(self._tables, "table", 75)
        md.registerExtension(self)

    def reset(self) -> None:
        """Forget the rows of the previous text."""
        self._tables.reset()

    @property
    def odd_rows(self) -> tuple[OddRow, ...]:
        """The rows that the editor probably meant otherwise."""
        return self._tables.odd
