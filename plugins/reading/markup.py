"""Markdown to HTML, with the footnotes, tables and anchors that a briefing needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from markdown import Markdown
from markdown.extensions.codehilite import CodeHiliteExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.toc import TocExtension

from plugins.archive.records import Heading
from plugins.languages.transliteration import slugify

CODE_CLASS = "code"


@dataclass(frozen=True)
class Markup:
    """A text's HTML, not yet sanitised, and its headings."""

    html: str
    headings: tuple[Heading, ...]
    has_code: bool


def heading_id(title: str, separator: str, *, language: str) -> str:
    """Return a heading's fragment in ASCII, right for Cyrillic and Azerbaijani; never empty."""
    return slugify(title, language).replace("-", separator) or "section"


class Converter:
    """Markdown for one language, made once and reset for each text: making one costs more than using it."""

    def __init__(self, language: str, footnote_back: str) -> None:
        """`footnote_back` names, in the language, the link from a footnote back to its mark ({} its number)."""
        self._markdown = Markdown(
            extensions=[
                FootnoteExtension(BACKLINK_TITLE=footnote_back, BACKLINK_TEXT="↩\ufe0e"),
                TocExtension(slugify=partial(heading_id, language=language), baselevel=1),
                CodeHiliteExtension(css_class=CODE_CLASS, guess_lang=False),
                "abbr",
                "attr_list",
                "def_list",
                "fenced_code",
                "sane_lists",
                "tables",
            ],
            output_format="html",
        )

    def convert(self, source: str) -> Markup:
        """Convert one text. RecursionError for one that is nested beyond all reading."""
        html = self._markdown.reset().convert(source)
        headings = tuple(_headings(getattr(self._markdown, "toc_tokens", [])))
        return Markup(html, headings, has_code=f'class="{CODE_CLASS}"' in html)


def _headings(tokens: list[dict[str, object]]) -> list[Heading]:
    """Flatten the nested table of contents into document order."""
    found: list[Heading] = []
    for token in tokens:
        found.append(Heading(int(str(token["level"])), str(token["id"])))
        children = token["children"]
        if isinstance(children, list):
            found += _headings(children)
    return found
