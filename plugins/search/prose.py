"""The words of a text, without its marks: what is searched, and shown around a match."""

from __future__ import annotations

import html
import re

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
