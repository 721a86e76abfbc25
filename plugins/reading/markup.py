"""Markdown to HTML, with the footnotes, tables and anchors that a briefing needs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.footnotes import FootnoteExtension

from plugins.archive.records import Heading

from .codeblocks import CODE_CLASS, highlighting
from .headings import HeadingsExtension
from .inlines import SparingExtension
from .lists import NumberedListExtension
from .tables import CountedTables, OddRow


class Definition(NamedTuple):
    """An address or an abbreviation that a text defines by a label, and how often its words name it.

    `sign` is what stands before its bracket: an asterisk, or nothing.
    """

    sign: str
    label: str
    used: int


class _Definitions(dict[str, Any]):
    """Definitions by their labels, as Python-Markdown keeps them, which notes each that is used or replaced."""

    def __init__(self, sign: str = "") -> None:
        """Begin without any."""
        super().__init__()
        self._sign = sign
        self._used, self._replaced = Counter[str](), list[str]()

    def __setitem__(self, label: str, value: Any) -> None:
        """Define a label."""
        if self.get(label, value) != value:
            self._replaced.append(label)
        super().__setitem__(label, value)

    def __getitem__(self, label: str) -> Any:
        """Use a definition."""
        self._used[label] += 1
        return super().__getitem__(label)

    def clear(self) -> None:
        """Begin another text."""
        super().clear()
        self._used.clear()
        self._replaced.clear()

    @property
    def all(self) -> tuple[Definition, ...]:
        """All definitions; one that a later one replaced is not used."""
        replaced = (Definition(self._sign, label, 0) for label in self._replaced)
        return (*replaced, *(Definition(self._sign, label, self._used[label]) for label in self))


class NumberedNotes(FootnoteExtension):
    """Footnotes with numbers in their ids and links: no reader sees a label, which may be the name of a source."""

    def reset(self) -> None:
        """Begin another text."""
        super().reset()
        self.numbers: dict[str, int] = {}

    def setFootnote(self, id: str, text: str) -> None:  # noqa: N802
        """Number a footnote by its first definition, as its mark does."""
        self.numbers.setdefault(id, len(self.numbers) + 1)
        super().setFootnote(id, text)

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802
        """Return the id of a footnote."""
        return super().makeFootnoteId(str(self.numbers[id]))

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802
        """Return the id of a footnote's mark."""
        return super().makeFootnoteRefId(str(self.numbers[id]), found)


@dataclass(frozen=True)
class Markup:
    """A text's HTML, not yet sanitised, its headings, rows of tables that were meant otherwise, and definitions.

    `notes` are the labels of its footnotes, by their numbers.
    """

    html: str
    headings: tuple[Heading, ...]
    has_code: bool
    odd_rows: tuple[OddRow, ...] = ()
    definitions: tuple[Definition, ...] = ()
    notes: tuple[str, ...] = ()


class Converter:
    """Markdown for one language, made once and reset for each text: making one costs more than using it."""

    def __init__(self, language: str, footnote_back: str) -> None:
        """`footnote_back` names, in the language, the link from a footnote back to its mark ({} its number)."""
        self._language, self._footnote_back = language, footnote_back
        self._make()

    def _make(self) -> None:
        self._headings = HeadingsExtension(self._language)
        self._tables = CountedTables()
        self._addresses, self._abbreviations = _Definitions(), _Definitions("*")
        self._notes = NumberedNotes(BACKLINK_TITLE=self._footnote_back, BACKLINK_TEXT="↩\ufe0e")
        abbreviations = AbbrExtension()
        abbreviations.abbrs = self._abbreviations  # type: ignore[attr-defined]  # its types do not know them
        self._markdown = Markdown(
            extensions=[
                self._notes,
                self._headings,
                highlighting(),
                abbreviations,
                "attr_list",
                "def_list",
                "fenced_code",
                NumberedListExtension(),
                self._tables,
                SparingExtension(),
            ],
            output_format="html",
        )
        self._markdown.references = self._addresses

    def convert(self, source: str) -> Markup:
        """Convert one text. RuntimeError for one that is nested beyond all reading: too deeply, or a note in a note."""
        try:
            html = self._markdown.reset().convert(source)
        except RuntimeError:  # RecursionError is one, and so is what notes defined inside notes end in
            # broken off, it keeps where it was, which `reset` does not clear: the next text would come out otherwise
            self._make()
            raise
        has_code, definitions = f'class="{CODE_CLASS}"' in html, self._addresses.all + self._abbreviations.all
        headings, odd_rows = self._headings.headings, self._tables.odd_rows
        return Markup(html, headings, has_code, odd_rows, definitions, tuple(self._notes.numbers))
