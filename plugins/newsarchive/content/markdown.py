"""Convert Markdown to HTML, with heading ids and a faster inline pass.

Python-Markdown tries all inline patterns on each run of text and all block processors on each block, and it parses each
source as HTML. The processors of this module skip the work that can have no effect: a pattern cannot match if the text
lacks its first character; a block whose lines all begin with a letter is a paragraph; a source without `<` has no HTML,
and one without `{` has no attribute lists.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Collection
from functools import lru_cache, partial
from typing import Any, NamedTuple
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

import msgspec
from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.extensions.footnotes import FootnoteExtension, FootnoteInlineProcessor
from markdown.extensions.toc import remove_fnrefs, render_inner_html, strip_tags, unique
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace
from markdown.treeprocessors import InlineProcessor, Treeprocessor, UnescapeTreeprocessor
from markdown.util import STX, AtomicString

from newsarchive.i18n.slugs import slugify
from newsarchive.model.field_types import CITED

from .markdown_blocks import CountedTables, NumberedListExtension, OddRow
from .sanitising import CODE_CLASS, highlighting

_PARAGRAPH = re.compile(r"""(?:[^\W\d_]|["'(«“„‘’—…])[^\n|]*(?:\n(?:[^\W\d_]|["'(«“„‘’—…])[^\n|]*)*""")
_NEEDS = {
    "backtick": "`",
    "escape": "\\",
    "footnote": "^",
    "reference": "[",
    "link": "[",
    "image_link": "!",
    "image_reference": "!",
    "short_reference": "[",
    "short_image_ref": "!",
    "autolink": "<",
    "automail": "<",
    "linebreak": "\n",
    "html": "<",
    "entity": "&",
    "em_strong": "*_",
}
"""For each inline pattern of Python-Markdown, by its name, the characters of which a text must contain one to match.

Single characters, because searching for two takes ten times as long.
"""

_BLOCK_NEEDS = {"hashheader": "#", "deflist": ":", "quote": ">"}
"""For each block processor that searches a whole block, the character of which a block must contain one to match."""

_BY_REFERENCE = ("reference", "image_reference", "short_reference", "short_image_ref")


class _Inlines(InlineProcessor):
    """A processor of inline Markdown (`*…*`, links, …) that skips the patterns that cannot match a text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._possible: dict[bool, list[list[tuple[int, Any, str, str]]]] = {}

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Parse the inline markup of a whole document, and return the same tree."""
        defined = bool(self.md.references)
        if defined not in self._possible:
            self._possible[defined] = self._patterns(defined)
        self._tried = self._possible[defined]
        return super().run(tree, ancestors)

    def _patterns(self, defined: bool) -> list[list[tuple[int, Any, str, str]]]:
        """Return, for each index of a pattern, all patterns from there on, each with its index and two of its `_NEEDS`.

        Patterns that use addresses of links (`[label]: …`) are tried only if the text has `defined` one.
        """
        patterns = [
            (self.inlinePatterns.get_index_for_name(name), self.inlinePatterns[name], needed[0], needed[-1])
            for name, needed in _NEEDS.items()
            if defined or name not in _BY_REFERENCE
        ]
        return [[each for each in patterns if each[0] >= first] for first in range(len(self.inlinePatterns) + 1)]

    # This overrides the private `__handleInline` of the base class, the only method that chooses patterns.
    # `test_markdown` checks that the pinned release still calls it and that the output is the same as without it.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        """Apply to a run of text all patterns from an index on, and return it with placeholders for what matched."""
        if isinstance(data, AtomicString):
            return data
        apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        for index, pattern, one, other in self._tried[patternIndex]:
            start, matched = 0, one in data or other in data
            while matched:
                data, matched, start = apply(pattern, data, index, start)
        return data


class _Words(ParagraphProcessor):
    """A block processor that recognises plain paragraphs before all other block processors are tried."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002
        """Return whether each line of a block begins with a letter or quotation mark and has no `|` of a table."""
        return _PARAGRAPH.fullmatch(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Parse the first block, and the blocks after it up to the first that is not a plain paragraph."""
        super().run(parent, blocks)
        while blocks and self.test(parent, blocks[0]):
            super().run(parent, blocks)


def _tested(test: Callable[[Element, str], bool], needed: str, parent: Element, block: str) -> bool:
    """Return whether a block processor's `test` accepts a block; not if the block lacks the `needed` character."""
    return needed in block and test(parent, block)


class _WhiteSpace(NormalizeWhitespace):
    """A preprocessor that normalises white space only in texts that have tabs, or lines of spaces alone."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines of a text with normalised white space and two empty lines at the end."""
        source = "".join(lines)
        if any(map(source.__contains__, "\t\r\2\3")) or any(map(str.isspace, lines)):
            return super().run(lines)
        return [*lines, "", ""]


class _Fences(FencedBlockPreprocessor):
    """A preprocessor for fenced code that searches for it only if the source has a backtick or a tilde."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines of a text with a placeholder in place of each fenced block."""
        source = "".join(lines)
        return super().run(lines) if "`" in source or "~" in source else lines


class _Attributes(AttrListTreeprocessor):
    """A tree processor for attribute lists (`{#id lang=ru}`) that searches for them only if the source has a `{`."""

    def run(self, doc: Element) -> None:
        """Set on each element of a document the attributes of its attribute list, such as `{#id lang=ru}`."""
        lines: list[str] = getattr(self.md, "lines")  # noqa: B009 - its types do not know it
        if "{" in "".join(lines):
            super().run(doc)


class _Unescaped(UnescapeTreeprocessor):
    """A tree processor that puts escaped characters back, and searches for them only if the source has a `\\`."""

    def run(self, root: Element) -> None:
        """Replace the codes that stand for escaped characters, such as `\\*`, by the characters."""
        lines: list[str] = getattr(self.md, "lines")  # noqa: B009 - its types do not know it
        if "\\" in "".join(lines):
            super().run(root)


class _HtmlBlocks(HtmlBlockPreprocessor):
    """A preprocessor for blocks of HTML in Markdown that searches for them only if the source has a `<` or a `&#`."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines of a text with a placeholder for each block of HTML, which is stored until the end."""
        source = "".join(lines)
        if "<" in source or "&#" in source:
            return super().run(lines)
        return lines


def _spare(md: Markdown) -> None:
    """Register the processor of plain paragraphs before all other block processors, and make slow processors faster."""
    md.parser.blockprocessors.register(_Words(md.parser), "words", 200)
    for name, needed in _BLOCK_NEEDS.items():
        processor = md.parser.blockprocessors[name]
        setattr(processor, "test", partial(_tested, processor.test, needed))  # noqa: B010 - its types forbid it
    # the registry would make this list again for each block
    md.parser.blockprocessors = [*md.parser.blockprocessors]  # type: ignore[assignment]
    md.preprocessors.register(_WhiteSpace(md), "normalize_whitespace", 30)
    md.preprocessors.register(_Fences(md, {}), "fenced_code_block", 25)
    md.treeprocessors.register(_Attributes(md), "attr_list", 8)
    md.treeprocessors.register(_Unescaped(md), "unescape", 0)
    md.preprocessors.register(_HtmlBlocks(md), "html_block", 20)
    md.treeprocessors.register(_Inlines(md), "inline", 20)


_HEADING = re.compile(r"[hH][1-6]\Z")


@lru_cache(maxsize=4096)
def heading_id(title: str, language: str) -> str:
    """Return the HTML id for a heading in a language: `"Yeni şərh"` -> `"yeni-serh"`; `section` if nothing is left."""
    return slugify(title, language) or "section"


def meant_id(fragment: str, language: str, known: Collection[str]) -> str:
    """Return which of the `known` ids of a text a link to a heading's words means: `#Закон` means `#zakon`; or ""."""
    made = heading_id(unquote(fragment), language)
    return made if made in known else ""


class _HeadingIds(Treeprocessor):
    """A tree processor that adds an id to each heading; equal ids get numbers: `title`, `title_1`."""

    def __init__(self, md: Markdown, language: str) -> None:
        """Create the processor for texts in `language`, a language tag."""
        super().__init__(md)
        self._language = language

    def run(self, root: Element) -> None:
        """Add an id to each heading of a document that has none."""
        counters: dict[str, int] = {}
        used = {each.attrib["id"] for each in root.iter() if "id" in each.attrib}
        for element in root.iter():
            if isinstance(element.tag, str) and _HEADING.match(element.tag) and "id" not in element.attrib:
                element.attrib["id"] = unique(heading_id(self._title(element), self._language), used, counters)

    def _title(self, element: Element) -> str:
        """Return the title of a heading as plain text, without footnote marks and inline markup."""
        text = element.text or ""
        if len(element) or STX in text or "&" in text or "<" in text:
            return html.unescape(strip_tags(render_inner_html(remove_fnrefs(element), self.md)))
        return " ".join(text.split())


class Definition(NamedTuple):
    """A link address (`[label]: …`) or, if `sign` is `*`, an abbreviation (`*[label]: …`) that a Markdown text defines.

    `used` says how often the text uses it; it is 0 also if a later definition of the same label replaces this one.
    """

    sign: str
    label: str
    used: int


class _Definitions(dict[str, Any]):
    """A dictionary of definitions (`[label]: …`) that counts uses, and records those that a later one replaced."""

    def __init__(self, sign: str = "") -> None:
        """Create an empty dictionary: `sign` is `*` for one of abbreviations, empty for one of link addresses."""
        super().__init__()
        self._sign = sign
        self._used, self._replaced = Counter[str](), list[str]()

    def __setitem__(self, label: str, value: Any) -> None:
        """Store the definition `value`; if it replaces a different one, record the label as replaced."""
        if self.get(label, value) != value:
            self._replaced.append(label)
        super().__setitem__(label, value)

    def __getitem__(self, label: str) -> Any:
        """Return the definition of a label, and count this as a use."""
        self._used[label] += 1
        return super().__getitem__(label)

    def clear(self) -> None:
        """Remove all definitions and counts; called before the next text."""
        super().clear()
        self._used.clear()
        self._replaced.clear()

    @property
    def all(self) -> tuple[Definition, ...]:
        """All definitions of the text with their uses; first come those that a later one replaced, with 0 uses."""
        replaced = (Definition(self._sign, label, 0) for label in self._replaced)
        return (*replaced, *(Definition(self._sign, label, self._used[label]) for label in self))


BACK_MARK = "↩\ufe0e"
"""The words of the link from a footnote back to its number: an arrow, with a variation selector against an emoji."""


SOURCE = "source:"
"""The beginning of the fragment to which a citation links, before the id of the source: `#source:oc-media`.

The page of a text replaces it (`model.bodies`), because a translation does not know the numbers of the sources.
"""

_CITATION = re.compile(r"([a-z0-9-]+)(?:\s+(.*\S))?\s*", re.DOTALL)


def note_letters(number: int) -> str:
    """Return the mark of a note: `a` for 1, `z` for 26, `aa` for 27. Figures are the marks of sources."""
    letters = ""
    while number:
        number, last = divmod(number - 1, 26)
        letters = chr(ord("a") + last) + letters
    return letters


class _Lettered(str):
    """A format string of Python-Markdown's footnotes, which gets the number of a note and prints its letters."""

    __slots__ = ()

    def format(self, *values: object, **_: object) -> str:
        return super().format(*(note_letters(each) if isinstance(each, int) else each for each in values))


class _Marks(FootnoteInlineProcessor):
    """Parses the marks of notes (`[^label]`, which a line `[^label]: …` defines) and citations (`[^id p. 12]`)."""

    footnotes: NumberedNotes

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        """Return the element of a mark with the offsets of its start and end; three times None if it is neither."""
        found = super().handleMatch(m, data)
        cited = _CITATION.fullmatch(m[1])
        if found[0] is not None or cited is None or not CITED.match(cited[1]):
            return found
        self.footnotes.citations.append(cited[1])
        mark = Element("sup", {"id": f"fnref:c{len(self.footnotes.citations)}"})
        link = SubElement(mark, "a", {"class": "footnote-ref", "href": f"#{SOURCE}{cited[1]}"})
        link.text = " ".join((cited[2] or "").split())
        return mark, m.start(0), m.end(0)


class NumberedNotes(FootnoteExtension):
    """A Python-Markdown extension for footnotes with numbered ids (`fn:1`), as a label may be a source's name.

    The marks are letters. The same brackets with the id of a source and, after a space, a place in it cite the source;
    `citations` has the ids of the cited sources, one for each citation.
    """

    def __init__(self, back: str) -> None:
        """Create the extension; `back` is the title of links from a note back to the text, `{}` its letters."""
        super().__init__(BACKLINK_TEXT=BACK_MARK, SUPERSCRIPT_TEXT=_Lettered("{}"))
        self.setConfig("BACKLINK_TITLE", _Lettered(back))

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the extension, with our parser of marks in the place of Python-Markdown's."""
        super().extendMarkdown(md)
        md.inlinePatterns.register(_Marks(r"\[\^([^\]]*)\]", self), "footnote", 175)

    def reset(self) -> None:
        """Forget the footnotes of the previous text."""
        super().reset()
        self.numbers: dict[str, int] = {}
        self.citations: list[str] = []

    def setFootnote(self, id: str, text: str) -> None:  # noqa: N802
        """Store the footnote `[^id]: text`, and number it in the order of definitions."""
        self.numbers.setdefault(id, len(self.numbers) + 1)
        super().setFootnote(id, text)

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802
        """Return the HTML id of the footnote with the label `id`: `fn:` and its number."""
        return super().makeFootnoteId(str(self.numbers[id]))

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802
        """Return the HTML id of a link in the text to the footnote with the label `id`: `fnref:` and its number.

        With `found`, the id of each further link to the same footnote gets a number, too.
        """
        return super().makeFootnoteRefId(str(self.numbers[id]), found)


class Markup(msgspec.Struct, frozen=True):
    """The result of converting one text from Markdown.

    `html` is not yet sanitised. `odd_rows` are table rows that the editor probably meant otherwise, `notes` the labels
    of the footnotes in the order of their numbers, and `citations` the ids of the cited sources, one for each citation.
    """

    html: str
    has_code: bool
    odd_rows: tuple[OddRow, ...] = ()
    definitions: tuple[Definition, ...] = ()
    notes: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()


class Converter:
    """A converter of Markdown to HTML in one language, for many texts: creating it costs more than converting one."""

    def __init__(self, language: str, footnote_back: str) -> None:
        """Create a converter; `footnote_back` is the title of the link from footnote `{}` back to the text."""
        self._language, self._footnote_back = language, footnote_back
        self._make()

    def _make(self) -> None:
        """Create the Python-Markdown converter and the extensions from which results are collected."""
        self._tables = CountedTables()
        self._addresses, self._abbreviations = _Definitions(), _Definitions("*")
        self._notes = NumberedNotes(self._footnote_back)
        abbreviations = AbbrExtension()
        abbreviations.abbrs = self._abbreviations  # type: ignore[attr-defined]  # its types do not know them
        self._markdown = Markdown(
            extensions=[
                self._notes,
                highlighting(),
                abbreviations,
                "attr_list",
                "def_list",
                "fenced_code",
                NumberedListExtension(),
                self._tables,
            ],
            output_format="html",
        )
        # to run after attribute lists (`{#id}`), by which editors set ids
        self._markdown.treeprocessors.register(_HeadingIds(self._markdown, self._language), "headings", 5)
        _spare(self._markdown)
        self._markdown.references = self._addresses
        # Python-Markdown asks it for every element, and searches a list of 60 names each time
        self._markdown.is_block_level = lru_cache(1024)(self._markdown.is_block_level)  # type: ignore[method-assign]

    def convert(self, source: str) -> Markup:
        """Convert the body of one text to HTML.

        RuntimeError is raised if it is nested too deeply, or defines a footnote inside a footnote.
        """
        try:
            html = self._markdown.reset().convert(source)
        except RuntimeError:  # RecursionError is a subclass
            # an interrupted conversion leaves state that `reset` does not clear and that would change the next text
            self._make()
            raise
        has_code, definitions = f'class="{CODE_CLASS}"' in html, self._addresses.all + self._abbreviations.all
        notes, citations = tuple(self._notes.numbers), tuple(self._notes.citations)
        return Markup(html, has_code, self._tables.odd_rows, definitions, notes, citations)
