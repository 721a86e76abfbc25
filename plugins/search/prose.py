"""The words of a text, without its marks: what is searched, and shown around a match."""

from __future__ import annotations

import html
import re

from plugins.archive.markup import TAG

_NOTE_MARKS = re.compile(r'<sup id="fnref[^>]*>.*?</sup>|<a class="footnote-backref"[^>]*>.*?</a>', re.DOTALL)
_INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup u var wbr".split()
)
_NAME = re.compile(r"[a-zA-Z0-9]+")
_SPACE = re.compile(r"\s+")


def plain(markup: str) -> str:
    """Return a text's words in order, one space between blocks; marks of notes and links back are left out."""
    return _SPACE.sub(" ", html.unescape(TAG.sub(_between, _NOTE_MARKS.sub("", markup)))).strip()


def _between(tag: re.Match[str]) -> str:
    """Return what stands in a tag's place: nothing within a line, else a space."""
    name = _NAME.search(tag[0])
    return "" if name and name[0] in _INLINE else " "
