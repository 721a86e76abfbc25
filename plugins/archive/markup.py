"""Tags of serialised HTML: the only places where an attribute may be looked for or changed.

In text, and in code above all, `href="…"` is words. Our HTML comes from one serialiser, which writes
attribute values between double quotes and escapes what would end them.
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
