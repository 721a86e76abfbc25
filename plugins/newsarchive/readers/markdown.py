"""Convert Markdown to HTML, with heading ids and a faster inline pass.

For each run of text Python-Markdown tries all its inline patterns in turn, for each block all kinds of block, and
for each file it reads the whole source as HTML. A pattern without its first character cannot match, a block whose
lines all begin with a letter is a paragraph, and there is no HTML without a `<`, no list of attributes without a `{`.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.toc import remove_fnrefs, render_inner_html, strip_tags, unique
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace
from markdown.treeprocessors import InlineProcessor, Treeprocessor, UnescapeTreeprocessor
from markdown.util import STX, AtomicString

from newsarchive.archive.models import Heading
from newsarchive.i18n.scripts import slugify

from .markdown_blocks import CountedTables, NumberedListExtension, OddRow
from .sanitising import CODE_CLASS, highlighting

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


_HEADING = re.compile(r"[hH]([1-6])\Z")


@lru_cache(maxsize=4096)
def heading_id(title: str, language: str) -> str:
    """Return a heading's fragment in ASCII, right for Cyrillic and Azerbaijani; never empty."""
    return slugify(title, language) or "section"


class _HeadingIds(Treeprocessor):
    """Gives ids by Markdown's own rule for equal ones: `title`, `title_1`."""

    def __init__(self, md: Markdown, language: str) -> None:
        super().__init__(md)
        self._language = language
        self._unescape = UnescapeTreeprocessor(md).unescape
        self.headings: list[Heading] = []

    def run(self, root: Element) -> None:
        """Name the headings of a tree."""
        self.headings = []
        counters: dict[str, int] = {}
        used = {each.attrib["id"] for each in root.iter() if "id" in each.attrib}
        for element in root.iter():
            match = _HEADING.match(element.tag) if isinstance(element.tag, str) else None
            if match:
                if "id" not in element.attrib:
                    element.attrib["id"] = unique(heading_id(self._title(element), self._language), used, counters)
                self.headings.append(Heading(int(match[1]), self._unescape(element.attrib["id"])))

    def _title(self, element: Element) -> str:
        text = element.text or ""
        if len(element) or STX in text or "&" in text or "<" in text:
            return html.unescape(strip_tags(render_inner_html(remove_fnrefs(element), self.md)))
        return text


class HeadingsExtension(Extension):
    """The ids of a text's headings; `headings` are those of the text that was converted last."""

    def __init__(self, language: str) -> None:
        """`language` is that of the texts."""
        super().__init__()
        self._language = language
        self._ids: _HeadingIds | None = None

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Come after `attr_list` (priority 8), by which an editor may give an id, and after footnotes' marks (6)."""
        self._ids = _HeadingIds(md, self._language)
        md.treeprocessors.register(self._ids, "headings", 5)
        md.registerExtension(self)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings in document order; none of a text without words."""
        return tuple(self._ids.headings) if self._ids else ()

    def reset(self) -> None:
        """Forget the text before."""
        if self._ids:
            self._ids.headings = []


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
