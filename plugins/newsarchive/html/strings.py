"""Strings of serialised HTML: tags, plain words, hanging quotation marks.

In text, and in code above all, `href="…"` is words. Our HTML comes from one serialiser, which writes
attribute values between double quotes and escapes what would end them.

Browsers but Safari do not know `hanging-punctuation`; the class `hangs` (theme's base layer) does it everywhere.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection

TAG = re.compile(r'</?[a-zA-Z][^>"]*(?:"[^"]*"[^>"]*)*>')
"""One tag, with its attributes."""

LINKING_TAG = re.compile(r'<(?:a|img) [^>"]*(?:"[^"]*"[^>"]*)*>')
"""One tag that can lead somewhere."""

LEFT_OUT = "[…]"
"""Stands for a link to a text that was withdrawn, where even the link's words, often the title, may not be shown."""

CONTENT_LINK = re.compile(r' href="content:([^"]*)"')
"""A link to another file of the content, by its path."""


def without_links(markup: str, paths: Collection[str]) -> str:
    """Return HTML in which links to some files of the content, with their words, are left out."""
    parts, rest, inside = [], 0, False
    for tag in TAG.finditer(markup):
        if inside and tag[0] == "</a>":
            rest, inside = tag.end(), False
        elif not inside and (link := CONTENT_LINK.search(tag[0])) and _path(link) in paths:
            parts += [markup[rest : tag.start()], LEFT_OUT]
            inside = True
    return "".join((*parts, markup[rest:]))


def _path(link: re.Match[str]) -> str:
    return html.unescape(link[1]).partition("#")[0]


_NOTE_MARKS = re.compile(r'<sup id="fnref[^>]*>.*?</sup>|<a class="footnote-backref"[^>]*>.*?</a>', re.DOTALL)
_NOTES = ('<sup id="fnref', '<a class="footnote-backref"')
_INLINE = "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup u var wbr"
# `archive.markup.TAG`, with the name of a tag that stands within a line in a group: splitting by it leaves both
_TAG = re.compile(
    rf'</?(?:({"|".join(_INLINE.split())})(?![a-zA-Z0-9])|[a-zA-Z])[^>"]*(?:"[^"]*"[^>"]*)*>',
)


def plain(markup: str) -> str:
    """Return a text's words in order, one space between blocks; marks of notes and links back are left out."""
    if any(each in markup for each in _NOTES):
        markup = _NOTE_MARKS.sub("", markup)
    first, *others = _TAG.split(markup)
    # nothing stands in the place of a tag within a line, else a space
    words = [text if inline else f" {text}" for inline, text in zip(others[::2], others[1::2], strict=True)]
    return " ".join(html.unescape("".join([first, *words])).split())


OPENING = "«“„‘‚‹"
"""Marks that open a quotation in some language of the CLDR, those that stand before words of a line."""

_PARAGRAPH = re.compile(f"<p>(?=[{OPENING}])")


def hangs(words: str) -> bool:
    """Whether plain words begin with a quotation mark."""
    return words.startswith(tuple(OPENING))


def hung(html: str) -> str:
    """Return typeset HTML in which each plain paragraph that begins with a quotation mark has the class `hangs`."""
    return _PARAGRAPH.sub('<p class="hangs">', html)
