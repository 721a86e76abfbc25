"""Markdown to HTML, with the footnotes, tables and anchors that a briefing needs."""

from __future__ import annotations

from dataclasses import dataclass

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension

from plugins.archive.records import Heading

from .codeblocks import CODE_CLASS, highlighting
from .headings import HeadingsExtension
from .inlines import SparingExtension
from .tables import CountedTables, OddRow


@dataclass(frozen=True)
class Markup:
    """A text's HTML, not yet sanitised, its headings, and the rows of tables that were meant otherwise."""

    html: str
    headings: tuple[Heading, ...]
    has_code: bool
    odd_rows: tuple[OddRow, ...] = ()


class Converter:
    """Markdown for one language, made once and reset for each text: making one costs more than using it."""

    def __init__(self, language: str, footnote_back: str) -> None:
        """`footnote_back` names, in the language, the link from a footnote back to its mark ({} its number)."""
        self._language, self._footnote_back = language, footnote_back
        self._make()

    def _make(self) -> None:
        self._headings = HeadingsExtension(self._language)
        self._tables = CountedTables()
        self._markdown = Markdown(
            extensions=[
                FootnoteExtension(BACKLINK_TITLE=self._footnote_back, BACKLINK_TEXT="↩\ufe0e"),
                self._headings,
                highlighting(),
                "abbr",
                "attr_list",
                "def_list",
                "fenced_code",
                "sane_lists",
                self._tables,
                SparingExtension(),
            ],
            output_format="html",
        )

    def convert(self, source: str) -> Markup:
        """Convert one text. RuntimeError for one that is nested beyond all reading: too deeply, or a note in a note."""
        try:
            html = self._markdown.reset().convert(source)
        except RuntimeError:  # RecursionError is one, and so is what notes defined inside notes end in
            # broken off, it keeps where it was, which `reset` does not clear: the next text would come out otherwise
            self._make()
            raise
        return Markup(html, self._headings.headings, f'class="{CODE_CLASS}"' in html, self._tables.odd_rows)
