"""Strings of serialised HTML: tags, plain words, hanging quotation marks.

The functions take HTML that this program has serialised and work on it as a string, without a parser. That is safe
because the one serialiser puts attribute values in double quotes and escapes double quotes in them. The patterns match
whole tags, because outside of tags, for example in code, `href="…"` is ordinary text.

A hanging quotation mark stands in the margin, so that the first letters of all lines are aligned. Only Safari supports
the CSS property `hanging-punctuation`; the class `hangs` in the theme's base layer does the same in every browser.
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
"""The words that replace a link to a withdrawn text whose title, and so the words of the link, may not be shown."""

CONTENT_LINK = re.compile(r' href="content:([^"]*)"')
"""Matches the `href` of a link to another file of the content; group 1 is the path (see `archive.bodies`)."""


def without_links(markup: str, paths: Collection[str]) -> str:
    """Return HTML in which each link to one of the given files, words included, is replaced by `LEFT_OUT`.

    Args:
        markup: The HTML of a text, in which links to other texts are still `content:<path>`.
        paths: The paths of the files, relative to the content folder.
    """
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
    """Return the words of HTML as plain text with single spaces: `<p>T<b>u</b>ran</p><p>1</p>` gives `Turan 1`.

    Footnote marks and the links back to them are left out. Tags of block elements separate words, tags of inline
    elements do not.
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
    """Return whether plain text begins with an opening quotation mark, which should hang in the margin."""
    return words.startswith(tuple(OPENING))


def hung(html: str) -> str:
    """Return HTML in which each `<p>` that begins with an opening quotation mark has the class `hangs`.

    The quotation marks must be typographic (`“`), as after typesetting.
    """
    return _PARAGRAPH.sub('<p class="hangs">', html)
