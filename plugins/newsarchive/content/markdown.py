"""Convert Markdown to HTML, with ids of headings, notes marked by letters, and citations of sources."""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

import msgspec
from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.footnotes import FootnoteExtension, FootnoteInlineProcessor
from markdown.extensions.toc import remove_fnrefs, render_inner_html, strip_tags, unique
from markdown.treeprocessors import Treeprocessor

from newsarchive.i18n.slugs import slugify
from newsarchive.model.field_types import CITED

from .markdown_blocks import CODE_CLASS, CodeExtension, CountedTables, NumberedListExtension, OddRow

_HEADING = re.compile(r"[hH][1-6]\Z")


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
        super().__init__(md)
        self._language = language

    def run(self, root: Element) -> None:
        counters: dict[str, int] = {}
        used = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
        for element in root.iter():
            if isinstance(element.tag, str) and _HEADING.match(element.tag) and "id" not in element.attrib:
                title = html.unescape(strip_tags(render_inner_html(remove_fnrefs(element), self.md)))
                element.attrib["id"] = unique(heading_id(title, self._language), used, counters)


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


class _Marks(FootnoteInlineProcessor):
    """Parses the marks of notes (`[^label]`, which a line `[^label]: …` defines) and citations (`[^id p. 12]`)."""

    footnotes: NumberedNotes

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        """Return the element of a mark with the offsets of its start and end; three times None if it is neither."""
        mark, start, end = super().handleMatch(m, data)
        if isinstance(mark, Element):
            mark[0].text = note_letters(self.footnotes.numbers[m[1]])
            return mark, start, end
        cited = _CITATION.fullmatch(m[1])
        if cited is None or not CITED.match(cited[1]):
            return None, None, None
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
        super().__init__(BACKLINK_TEXT=BACK_MARK)
        self._back = back

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

    def makeFootnotesDiv(self, root: Element) -> Element | None:  # noqa: N802
        """Return the element of all footnotes, or None; the links back to the text are titled with the letters."""
        notes = super().makeFootnotesDiv(root)
        links = [] if notes is None else [link for link in notes.iter("a") if link.get("class") == "footnote-backref"]
        for number, link in enumerate(links, start=1):
            link.set("title", self._back.format(note_letters(number)))
        return notes


class Markup(msgspec.Struct, frozen=True):
    """The result of converting one text from Markdown.

    `html` is not yet sanitised. `odd_rows` are table rows that the editor probably meant otherwise, `indented` the
    blocks of code that are indented, `notes` the labels of the footnotes in the order of their numbers, and `citations`
    the ids of the cited sources, one for each citation. `references` and `abbreviations` are the labels that lines of
    the text define (`[label]: …`, `*[label]: …`).
    """

    html: str
    has_code: bool
    odd_rows: tuple[OddRow, ...] = ()
    indented: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    references: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()


# signs without one of which a processor of Python-Markdown changes nothing: most texts have few of them, and to try all
# processors on each block and run of words would take half as long again
_NEEDS: dict[str, dict[str, tuple[str, ...]]] = {
    "preprocessors": {"html_block": ("<", "&#"), "fenced_code_block": ("`", "~")},
    "blockprocessors": {
        **dict.fromkeys(("code", "indent", "defindent"), ("    ", "\t")),
        "table": ("|",),
        "hashheader": ("#",),
        "setextheader": ("\n=", "\n-", "\r=", "\r-"),
        "quote": (">",),
        "footnote": ("[^",),
        "abbr": ("*[",),
        "reference": ("]:",),
    },
    "inlinePatterns": {
        "backtick": ("`",),
        "escape": ("\\",),
        **dict.fromkeys(("reference", "image_reference", "short_reference", "short_image_ref"), ("]:",)),
        "link": ("](",),
        "image_link": ("![",),
        **dict.fromkeys(("autolink", "automail", "html"), ("<",)),
        "linebreak": ("  ", "\t"),
        "entity": ("&",),
        "em_strong": ("*", "_"),
        "footnote": ("[^",),
    },
    "treeprocessors": {"attr_list": ("{",), "unescape": ("\\",)},
}
_SIGNS = tuple(sorted({sign for processors in _NEEDS.values() for signs in processors.values() for sign in signs}))
_DEFINITION = re.compile(r"\[(?!\^)[^\[\]]*\]:")  # of a link; that of a footnote has the same sign


def signs_in(body: str) -> frozenset[str]:
    """Return the signs of markup in a Markdown text, such as `[^`: a `Converter` for these can convert it."""
    # Python-Markdown removes these two controls, which may join the halves of a sign
    if "\2" in body or "\3" in body:
        return frozenset(_SIGNS)
    signs = frozenset(sign for sign in _SIGNS if sign in body)
    return signs if _DEFINITION.search(body) else signs - {"]:"}


class Converter:
    """A converter of Markdown to HTML in one language, for many texts: creating it costs more than converting one."""

    def __init__(self, language: str, footnote_back: str, signs: frozenset[str] = frozenset(_SIGNS)) -> None:
        """Create a converter.

        Args:
            language: The language tag of the texts, for the ids of headings.
            footnote_back: The title of the link from footnote `{}` back to the text.
            signs: The `signs_in` the texts; markup with other signs is left as it is.
        """
        self._language, self._footnote_back, self._signs = language, footnote_back, signs
        self._make()

    def _make(self) -> None:
        self._code, self._tables, self._notes = CodeExtension(), CountedTables(), NumberedNotes(self._footnote_back)
        self._abbreviations = AbbrExtension()
        extensions = [self._code, NumberedListExtension(), self._notes, self._tables, self._abbreviations]
        self._markdown = Markdown(extensions=["attr_list", "def_list", *extensions], output_format="html")
        # to run after attribute lists (`{#id}`), by which editors set ids
        self._markdown.treeprocessors.register(_HeadingIds(self._markdown, self._language), "headings", 5)
        for kind, needs in _NEEDS.items():
            registry = getattr(self._markdown.parser if kind == "blockprocessors" else self._markdown, kind)
            for name, signs in needs.items():
                if self._signs.isdisjoint(signs):
                    registry.deregister(name)

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
        return Markup(
            html,
            has_code=f'class="{CODE_CLASS}"' in html,
            odd_rows=self._tables.odd_rows,
            indented=self._code.indented,
            notes=tuple(self._notes.numbers),
            citations=tuple(self._notes.citations),
            references=frozenset(self._markdown.references),
            abbreviations=frozenset(self._abbreviations.abbrs),  # type: ignore[attr-defined]  # its types lack them
        )
