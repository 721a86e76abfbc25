"""Headings of a text: an id for each, and the list of them."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import remove_fnrefs, render_inner_html, strip_tags, unique
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import STX

from plugins.archive.records import Heading
from plugins.languages.transliteration import slugify

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
