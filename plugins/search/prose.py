"""The words of a text, without its marks: what is searched, and shown around a match."""

from __future__ import annotations

import html
import re

from plugins.archive.markup import TAG

_NOTE_MARKS = re.compile(r'<sup id="fnref[^>]*>.*?</sup>|<a class="footnote-backref"[^>]*>.*?</a>', re.DOTALL)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var|wbr)\b[^>]*>"
)
_SPACE = re.compile(r"\s+")


def plain(markup: str) -> str:
    """Return a text's words in order, one space between blocks; marks of notes and links back are left out."""
    without_notes = _NOTE_MARKS.sub("", markup)
    return _SPACE.sub(" ", html.unescape(TAG.sub(" ", _INLINE.sub("", without_notes)))).strip()
