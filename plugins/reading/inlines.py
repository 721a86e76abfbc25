"""Python-Markdown's own parsing, less what cannot find anything: the same HTML in half the time.

For each run of text Python-Markdown tries all its inline patterns in turn, and for each file it reads the whole
source as HTML. A pattern without its first character cannot match, nor can there be HTML without a `<`.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import HtmlBlockPreprocessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

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
}
"""What a text must hold for the pattern of that name to match; a pattern that is not named here is always tried."""


class _Inlines(InlineProcessor):
    """Tries the patterns that can match."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._needs: tuple[str, ...] = ()

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Parse the inline markup of a tree; all extensions have registered their patterns by now."""
        if not self._needs:
            needs = [""] * len(self.inlinePatterns)
            for name, needed in _NEEDS.items():
                if name in self.inlinePatterns:
                    needs[self.inlinePatterns.get_index_for_name(name)] = needed
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
            if self._needs[index] in data:
                data, matched, start = apply(self._patterns[index], data, index, start)
                if matched:
                    continue
            else:
                start = 0
            index += 1
        return data


class _HtmlBlocks(HtmlBlockPreprocessor):
    """Looks for HTML where there can be any."""

    def run(self, lines: list[str]) -> list[str]:
        """Take the HTML blocks out of the lines."""
        if any("<" in line or "&#" in line for line in lines):
            return super().run(lines)
        return lines


class SparingExtension(Extension):
    """Puts the two in the place of Python-Markdown's own."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Replace the two processors; priorities are those of `markdown.preprocessors` and `.treeprocessors`."""
        md.preprocessors.register(_HtmlBlocks(md), "html_block", 20)
        md.treeprocessors.register(_Inlines(md), "inline", 20)
