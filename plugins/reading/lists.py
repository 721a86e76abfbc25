"""Numbered lists: each item has on the page the number that an editor wrote."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.sane_lists import SaneListExtension, SaneOListProcessor
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
