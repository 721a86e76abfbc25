"""Markdown of the plainest kind, written as HTML at once: the same HTML as Python-Markdown's in a tenth of the time.

Most of a briefing is paragraphs, headings, simple lists and quotations, a table, a fence with code, and notes at its
end. Python-Markdown tries each block as every kind of block, makes a tree of all, and goes through it again and again.
Here the first characters of a block say what it is. A text that holds anything else, or these in a form of which it is
not certain what Python-Markdown makes of it, is `Unplain` and Python-Markdown's.
"""

from __future__ import annotations

import re

from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.util import HTML_PLACEHOLDER

from plugins.archive.records import Heading

from .codeblocks import highlighted
from .plaininlines import Unplain
from .plainpage import Page

_BLANKS = re.compile(r"(?<=\n) +\n")
_ENTITY = re.compile(r"&[A-Za-z0-9]+;")

# HTML, escapes, lists of attributes, line breaks, references by number, abbreviations, a place for the notes
_UNPLAIN = ("<", "\\", "{", "  \n", "&#", "\n*[", "///")
_UNUSUAL = ("\t", "\r", "\2", "\3")


class PlainMarkdown:
    """Converts the plain texts of one language. Fenced code is Python-Markdown's and Pygments' in them, too."""

    def __init__(self, language: str, footnote_back: str) -> None:
        """`footnote_back` is as in `Converter`."""
        self._language, self._footnote_back = language, footnote_back

    def convert(self, source: str) -> tuple[str, tuple[Heading, ...]]:
        """Return a text's HTML and its headings; `Unplain` where only Python-Markdown knows them."""
        if any(each in source for each in _UNUSUAL):
            raise Unplain
        source = f"{source}\n\n"  # as Python-Markdown ends it: blanks in the last line are an empty line then, too
        if "\n " in source:
            source = _BLANKS.sub("\n", source)
        code: list[str] = []
        if "```" in source or "~~~" in source:
            source = FencedBlockPreprocessor.FENCED_BLOCK_RE.sub(lambda fence: _kept(fence[0], code), source)
        if any(each in source for each in _UNPLAIN) or ("&" in source and _ENTITY.search(source)):
            raise Unplain
        page = Page(self._language, code)
        page.add(source)
        return page.html(self._footnote_back), tuple(page.headings)


def _kept(fence: str, code: list[str]) -> str:
    """Keep the HTML of fenced code apart; return what stands for it."""
    code.append(highlighted(fence))
    return f"\n{HTML_PLACEHOLDER % (len(code) - 1)}\n"
