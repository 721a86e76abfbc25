"""The words that a reader of a page sees: one definition.

They are all words outside of scripts, styles and other elements that browsers do not show, in the page's order. White
space is one space, and each block, such as a paragraph or a list item, is a line. What a style sheet or a script shows
or hides does not count.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from newsarchive.api import without_stacks

from .markup import RAW, Tag, decoded, tokens, unescape

_BLOCKS = frozenset(
    "address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup option p pre"
    " search section select summary table tbody td textarea tfoot th thead title tr ul".split()
)
_UNSEEN = frozenset(("datalist", "object", "template"))
_EMPTY = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_OPEN_ENDED = frozenset("body dd dt html li optgroup option p tbody td tfoot th thead tr".split())
"""Elements whose end tag may be missing, so that nobody knows where a hidden one would end."""

_HIDING = re.compile(r"(?:^|;)\s*+(?:display\s*+:\s*+none|visibility\s*+:\s*+hidden)", re.IGNORECASE)
HTML = ("text/html", "application/xhtml+xml")
_MARKS = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HEAD = 1024

_SHY = {0xAD: None, 0x200B: None, 0x2060: None, 0xFEFF: None}


class PageWords(NamedTuple):
    """What a page says.

    Attributes:
        title: Its title, on one line.
        text: Its visible words, one line for each block.
        pictures: How many pictures it has.
        scripts: How many scripts it has.
    """

    title: str
    text: str
    pictures: int = 0
    scripts: int = 0


def words_of_page(source: str) -> PageWords:
    """Return what a page of HTML says."""
    title, pictures, scripts = "", 0, 0
    pieces, hidden = list[str](), _Hidden()
    for token in tokens(source):
        if isinstance(token, str):
            pieces += [] if hidden.name else [re.sub(r"\s+", " ", token)]
            continue
        hidden.pass_(token)
        pictures += token.name in ("img", "picture", "video") and not token.is_end
        scripts += token.name in ("script", "noscript") and not token.is_end
        title = title or (_line(unescape(token.raw)) if token.name == "title" else "")
        if token.name in _BLOCKS:
            pieces.append("\n")
        if token.name == "textarea" and not hidden.name:
            pieces += (re.sub(r"\s+", " ", unescape(token.raw)), "\n")
    return PageWords(title, _lines("".join(pieces)), pictures, scripts)


def visible_text(body: bytes, content_type: str) -> str:
    """Return the visible words of a page or of a plain text, by its header `Content-Type`; empty for other types."""
    media_type = media_type_of(body, content_type)
    if media_type in HTML:
        return words_of_page(decoded(body, content_type)).text
    return _lines(decoded(body, content_type)) if media_type.startswith("text/") else ""


def media_type_of(body: bytes, content_type: str) -> str:
    """Return the type of a payload, such as `text/html`: what its first bytes say, else its header `Content-Type`."""
    marked = next((name for mark, name in _MARKS if body.startswith(mark)), "")
    said = content_type.partition(";")[0].strip().lower()
    if not marked and _MARKUP.match(body[:_HEAD]):
        return said if said in HTML else HTML[0]
    return marked or said or "application/octet-stream"


class _Hidden:
    """The element in which nothing is seen: its name, and how many of that name are open."""

    def __init__(self) -> None:
        self.name, self._depth = "", 0

    def pass_(self, token: Tag) -> None:
        """Take note of a tag."""
        if not self.name:
            if not token.is_end and _is_hiding(token):
                self.name, self._depth = token.name, 1
        elif token.name == self.name:
            self._depth += -1 if token.is_end else 1
            self.name = self.name if self._depth else ""


def _is_hiding(token: Tag) -> bool:
    if token.name in _EMPTY or token.name in _OPEN_ENDED or token.name in RAW:
        return False
    said = token.attributes
    return token.name in _UNSEEN or "hidden" in said or bool(_HIDING.search(said.get("style", "")))


def _lines(text: str) -> str:
    # Python puts marks of one letter into order in quadratic time
    few = without_stacks(text.translate(_SHY))
    return "\n".join(filter(None, map(_line, unicodedata.normalize("NFC", few).splitlines())))


def _line(text: str) -> str:
    return " ".join(text.split())
