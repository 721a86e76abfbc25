"""The blocks of a plain text, written as the HTML that Python-Markdown makes of them.

The first characters of a block say what it is: a paragraph, a heading, a list, a quotation, a table, code that was kept
apart, or the notes. Of all else, and of these in a form that is not sure, the page says `Unplain`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter

from markdown.extensions.toc import unique
from markdown.util import HTML_PLACEHOLDER

from plugins.archive.records import Heading

from .headings import heading_id
from .plaininlines import Inlines, Unplain, attribute, mark_id
from .plaintables import table_of

# the beginning of a line that can be nothing but words: no mark of another kind of block begins like this
_WORDS = (
    r"""(?:[^\W\d_]|["'(«“„‘’—–…№§€$/.`]|\d++(?!\.[ ])|\*{1,2}(?=[^\s*\[])|_{1,2}(?=[^\s_])"""
    r"""|\[(?!\^[^\]]*\]:)(?![^\[\]]*\]:))[^\n]*"""
)
_PARAGRAPH = re.compile(rf"{_WORDS}(?:\n *{_WORDS})*")
_NOTES = re.compile(rf"(?:\[\^[A-Za-z0-9_-]+\]: *{_WORDS}(?:\n *{_WORDS})*(?:\n(?=\[)|\Z))+")
_NOTE = re.compile(r"^\[\^([A-Za-z0-9_-]+)\]: *", re.MULTILINE)
_HEADING = re.compile(r"(#{1,6})([^#\n]+)(?:\n|\Z)")
_NOT_OF_HEADINGS = re.compile(r"[`*_\[&]")
_BULLET = re.compile(r"(?:\A|\n {0,3})[*+-] +")
_NUMBER = re.compile(r"(?:\A|\n {0,3})\d+\. +")
_FIRST_NUMBER = re.compile(r"\d+")
_CODE = re.compile(HTML_PLACEHOLDER % "([0-9]+)")
_BACK = "↩\ufe0e"


class Page:
    """A text as it is written: pieces of HTML, and runs of words whose inline markup waits till all notes are known."""

    def __init__(self, language: str, code: Sequence[str]) -> None:
        """`code`: the HTML of each fence, in whose place the text holds its number."""
        self.headings: list[Heading] = []
        self._language, self._code = language, code
        self._out: list[str] = []
        self._runs: list[tuple[int, int, str]] = []  # their depth in the tree, their place in `_out`, their words
        self._notes: dict[str, str] = {}
        self._ids: set[str] = set()
        self._counters: dict[str, int] = {}

    def add(self, text: str, depth: int = 1) -> None:
        """Write the blocks of a text, or of a quotation in it (depth 2)."""
        last = ""
        for each in text.split("\n\n"):
            block = each.lstrip("\n")
            if not block:
                continue
            first = block[0]
            if first == "#":
                block = self._heading(block, depth)
                last = "h"
                if not block:
                    continue
                first = block[0]
            if _PARAGRAPH.fullmatch(block):
                self._run(depth, "<p>", block, "</p>\n")
                last = "p"
            elif first in "*+-":
                last = self._list("ul", block, depth, last)
            elif first.isdecimal():
                last = self._list("ol", block, depth, last)
            elif depth == 1:
                last = self._outermost(first, block, last)
            else:
                raise Unplain

    def _outermost(self, first: str, block: str, last: str) -> str:
        """Write a block of a kind that is plain only where nothing is around it."""
        if first == ">" and last != "blockquote":
            self._quotation(block)
            return "blockquote"
        if first == "[" and _NOTES.fullmatch(block):
            self._note(block)
            return last
        if first == "|":
            self._table(block)
            return "table"
        code = _CODE.fullmatch(block)
        if not code or not self._code[int(code[1])].startswith("<div "):
            raise Unplain
        self._out.append(f"{self._code[int(code[1])]}\n")
        return "p"

    def html(self, footnote_back: str) -> str:
        """Return the whole text with its notes."""
        inlines = Inlines({name: number for number, name in enumerate(self._notes, start=1)})
        for _, place, words in sorted(self._runs, key=itemgetter(0)):
            self._out[place] = inlines.html(words)
        if self._notes:
            self._out.append('<div class="footnote">\n<hr>\n<ol>\n')
            notes = [inlines.html(words) for words in self._notes.values()]
            for number, (name, words) in enumerate(zip(self._notes, notes, strict=True), start=1):
                title = attribute(footnote_back.format(number))
                back = "".join(
                    f'<a class="footnote-backref" href="#{mark_id(name, nth)}" title="{title}">{_BACK}</a>'
                    for nth in range(1, max(inlines.marks[name], 1) + 1)
                )
                self._out.append(f'<li id="fn:{name}">\n<p>{words}&#160;{back}</p>\n</li>\n')
            self._out.append("</ol>\n</div>")
        return "".join(self._out).strip()

    def _run(self, depth: int, before: str, words: str, after: str) -> None:
        self._runs.append((depth, len(self._out) + 1, words))
        self._out += (before, "", after)

    def _heading(self, block: str, depth: int) -> str:
        """Write the heading with which a block begins; return the rest of the block."""
        found = _HEADING.match(block)
        title = found[2].strip() if found else ""
        if not found or not title or _NOT_OF_HEADINGS.search(title):
            raise Unplain
        level = len(found[1])
        fragment = unique(heading_id(title, self._language), self._ids, self._counters)
        self.headings.append(Heading(level, fragment))
        self._run(depth, f'<h{level} id="{fragment}">', title, f"</h{level}>\n")
        return block[found.end() :]

    def _list(self, tag: str, block: str, depth: int, last: str) -> str:
        """Write a list whose items are one paragraph each, without an empty line between them."""
        nothing, *items = (_BULLET if tag == "ul" else _NUMBER).split(block)
        # a list after a list of its kind is the same one, with empty lines between its items
        if last == tag or nothing or not all(_PARAGRAPH.fullmatch(item) for item in items):
            raise Unplain
        start = _FIRST_NUMBER.match(block)
        self._out.append(f"<{tag}>\n" if start is None or start[0] == "1" else f'<{tag} start="{start[0]}">\n')
        for item in items:
            self._run(depth + 1, "<li>", item, "</li>\n")
        self._out.append(f"</{tag}>\n")
        return tag

    def _quotation(self, block: str) -> None:
        lines = block.split("\n")
        if not all(line.startswith(">") for line in lines):
            raise Unplain
        inside = "\n".join("" if line.strip() == ">" else line[1:].removeprefix(" ") for line in lines)
        if not inside.strip():
            raise Unplain
        self._out.append("<blockquote>\n")
        self.add(inside, depth=2)
        self._out.append("</blockquote>\n")

    def _note(self, block: str) -> None:
        """Keep the notes that a block defines for the end of the page."""
        _, *parts = _NOTE.split(block)
        for name, words in zip(parts[::2], parts[1::2], strict=True):
            if name in self._notes:
                raise Unplain
            self._notes[name] = words.replace("\n    ", "\n").rstrip()

    def _table(self, block: str) -> None:
        head, body, styles = table_of(block)
        self._out.append("<table>\n<thead>\n")
        self._row("th", head, styles)
        self._out.append("</thead>\n<tbody>\n")
        for cells in body:
            self._row("td", cells, styles)
        self._out.append("</tbody>\n</table>\n")

    def _row(self, tag: str, cells: Sequence[str], styles: Sequence[str]) -> None:
        self._out.append("<tr>\n")
        for index, style in enumerate(styles):
            words = cells[index].strip(" ") if index < len(cells) else ""
            self._run(4, f"<{tag}{style}>", words, f"</{tag}>\n")
        self._out.append("</tr>\n")
