"""Strings of serialised HTML: tags, plain words, hanging quotation marks.

Outside of tags, and often in code, `href="…"` is ordinary text. All our HTML comes from one serialiser, which puts
attribute values in double quotes and escapes double quotes in them.

Only Safari supports `hanging-punctuation`; the class `hangs` in the theme's base layer does it in every browser.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection

TAG = re.compile(r'</?[a-zA-Z][^>"]*(?:"[^"]*"[^>"]*)*>')
"""Matches one tag with its attributes."""

TOKENS = re.compile(f"({TAG.pattern})")
"""Splits HTML into text and tags: the items with odd numbers are tags."""

TAG_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
"""Matches the beginning of a tag; group 1 is its name."""

LINKING_TAG = re.compile(r'<(?:a|img) [^>"]*(?:"[^"]*"[^>"]*)*>')
"""Matches one `<a>` or `<img>` start tag."""

LEFT_OUT = "[…]"
"""Replaces a link to a withdrawn text if even the link's words, often the title, may not be shown."""

CONTENT_LINK = re.compile(r' href="content:([^"]*)"')
"""Matches a link to another file of the content; group 1 is the path."""


def without_links(markup: str, paths: Collection[str]) -> str:
    """Return HTML in which links to the given content paths are replaced, with their words, by `LEFT_OUT`."""
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
# `TAG` with the name of an inline element as a group, so that splitting by it also returns this name
_TAG = re.compile(
    rf'</?(?:({"|".join(_INLINE.split())})(?![a-zA-Z0-9])|[a-zA-Z])[^>"]*(?:"[^"]*"[^>"]*)*>',
)


def plain(markup: str) -> str:
    """Return the words of HTML in order, without footnote marks and backlinks; white space is collapsed.

    Tags of block elements separate words, tags of inline elements do not.
    """
    if any(each in markup for each in _NOTES):
        markup = _NOTE_MARKS.sub("", markup)
    first, *others = _TAG.split(markup)
    # an inline tag is replaced by nothing, any other tag by a space
    words = [text if inline else f" {text}" for inline, text in zip(others[::2], others[1::2], strict=True)]
    return " ".join(html.unescape("".join([first, *words])).split())


OPENING = "«“„‘‚‹"
"""Opening quotation marks of the languages in CLDR that can precede the first word of a line."""

_PARAGRAPH = re.compile(f"<p>(?=[{OPENING}])")


def hangs(words: str) -> bool:
    """Return whether plain text begins with an opening quotation mark."""
    return words.startswith(tuple(OPENING))


def hung(html: str) -> str:
    """Return typeset HTML in which each `<p>` that begins with an opening quotation mark has the class `hangs`."""
    return _PARAGRAPH.sub('<p class="hangs">', html)
