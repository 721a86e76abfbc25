"""Python-Markdown's own parsing, less what cannot find anything: the same HTML in half the time.

For each run of text Python-Markdown tries all its inline patterns in turn, for each block all kinds of block, and
for each file it reads the whole source as HTML. A pattern without its first character cannot match, a block whose
lines all begin with a letter is a paragraph, and there is no HTML without a `<`, no list of attributes without a `{`.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

_PARAGRAPH = re.compile(r"""(?:[^\W\d_]|["'(«“„‘’—…])[^\n|]*(?:\n(?:[^\W\d_]|["'(«“„‘’—…])[^\n|]*)*""")
_NEEDS = {
    "backtick": "`",
    "escape": "\\",
    "footnote": "[^",
    "reference": "[",
    "link": "](",
    "image_link": "![",
    "image_reference": "![",
    "short_reference": "[",
    "short_image_ref": "![",
    "autolink": "<",
    "automail": "<",
    "linebreak": "  \n",
    "html": "<",
    "entity": "&",
    "em_strong": "*_",
}
"""What a text must hold for the pattern of that name to match; a pattern that is not named here is always tried.

Emphasis is by either of two signs.
"""

_UNUSUAL = re.compile("[\t\r\2\3]")
_BY_REFERENCE = ("reference", "image_reference", "short_reference", "short_image_ref")
_NOTHING = "\0"  # in no text


class _Inlines(InlineProcessor):
    """Tries the patterns that can match."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._needs: tuple[tuple[str, str], ...] = ()

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Parse the inline markup of a tree; all extensions and blocks have been read by now."""
        needs = [("", "")] * len(self.inlinePatterns)
        for name, needed in _NEEDS.items():
            if name in self.inlinePatterns:
                unknown = name in _BY_REFERENCE and not self.md.references
                either = (needed[0], needed[1]) if name == "em_strong" else (needed, needed)
                needs[self.inlinePatterns.get_index_for_name(name)] = (_NOTHING, _NOTHING) if unknown else either
        self._needs = tuple(needs)
        self._patterns = tuple(self.inlinePatterns)
        return super().run(tree, ancestors)

    # the base class's `__handleInline`: the one place in which patterns are chosen. `test_reading_inlines` holds
    # that the pinned release still calls it, and that what comes out is what comes out without this class.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        start, index, count = 0, patternIndex, len(self._needs)
        apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        while index < count:
            one, other = self._needs[index]
            if one in data or other in data:
                data, matched, start = apply(self._patterns[index], data, index, start)
                if matched:
                    continue
            else:
                start = 0
            index += 1
        return data


class _Words(ParagraphProcessor):
    """Takes the blocks that can be nothing but paragraphs before all other kinds are tried."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002
        """Whether no line begins with what marks another kind of block, and no cell of a table can be meant."""
        return _PARAGRAPH.fullmatch(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Take such blocks as long as one follows another."""
        super().run(parent, blocks)
        while blocks and self.test(parent, blocks[0]):
            super().run(parent, blocks)


class _WhiteSpace(NormalizeWhitespace):
    """Clears white space where there is any but single spaces and line feeds: few texts have it."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines, two empty ones after them."""
        source = "\n".join(lines)
        if "\n " in source or _UNUSUAL.search(source):
            return super().run(lines)
        return [*lines, "", ""]


class _Attributes(AttrListTreeprocessor):
    """Looks for lists of attributes where there can be any."""

    def run(self, doc: Element) -> None:
        """Give elements the attributes that stand behind them."""
        lines: list[str] = getattr(self.md, "lines")  # noqa: B009 - its types do not know it
        if "{" in "".join(lines):
            super().run(doc)


class _HtmlBlocks(HtmlBlockPreprocessor):
    """Looks for HTML where there can be any."""

    def run(self, lines: list[str]) -> list[str]:
        """Take the HTML blocks out of the lines."""
        source = "".join(lines)
        if "<" in source or "&#" in source:
            return super().run(lines)
        return lines


class SparingExtension(Extension):
    """Puts these in the place of Python-Markdown's own; it comes after the extensions that register them."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Replace the processors; their priorities are those of Python-Markdown."""
        md.parser.blockprocessors.register(_Words(md.parser), "words", 200)
        md.preprocessors.register(_WhiteSpace(md), "normalize_whitespace", 30)
        md.treeprocessors.register(_Attributes(md), "attr_list", 8)
        md.preprocessors.register(_HtmlBlocks(md), "html_block", 20)
        md.treeprocessors.register(_Inlines(md), "inline", 20)
