"""HTML in Markdown bodies, in blocks and in lines, as CommonMark reads it.

A block of HTML ends at a blank line, and Markdown may follow (CommonMark 0.31, section 4.6, conditions 1, 2 and 6).
Python-Markdown reads everything up to the end tag as HTML. Therefore the tags of boxes that enclose Markdown are
removed before it reads a body. In lines, hidden elements go, and what Markdown cannot carry as it is becomes words or
links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from bs4 import BeautifulSoup
from markdown import markdown

from newsarchive.api import TAGS

from .account import IN_LINE, Change, record
from .commonmark import without_code
from .html_asides import words_of
from .html_elements import hidden_spans

_BOXES = frozenset(
    "address article aside blockquote center details dialog div fieldset figcaption figure footer form header main nav"
    " p section".split()
)
_PARTS = frozenset("caption col colgroup dd dl dt li ol summary table tbody td tfoot th thead tr ul".split())
_BLOCK_NAMES = "|".join(sorted(_BOXES | _PARTS | frozenset("h1 h2 h3 h4 h5 h6 hr iframe".split())))
_LEAD = re.compile(r"(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t])*")
_BEGINNING = re.compile(rf"</?(?:{_BLOCK_NAMES})(?=[\s/>]|\Z)", re.IGNORECASE)
_VERBATIM = re.compile(r"\s*(?:<(?P<name>pre|script|style|textarea)\b|(?P<comment><!--))", re.IGNORECASE)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)\b[^<>]*>")
_SUMMARY = re.compile(r"<summary\b[^<>]*>(.*?)</summary\s*>", re.IGNORECASE | re.DOTALL)
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")


class _BoxTag(NamedTuple):
    start: int
    end: int
    name: str
    closing: bool


def with_open_boxes(text: str, changes: list[Change]) -> str:
    """Return a Markdown text without the tags of boxes, such as `div` and `details`, that enclose Markdown.

    The title of what could be unfolded becomes a paragraph in bold, and a quotation gets the signs of one. The text has
    LF line ends; `changes` gets what became of each tag.
    """
    if "<" not in text:
        return text
    lines, shown = text.split("\n"), without_code(text).split("\n")
    result: list[str] = []
    quoted = at = 0
    while at < len(lines):
        end = _end_of_piece(lines, shown, at)
        piece = lines[at:end]
        if shown[at].strip() and _BEGINNING.match(lines[at], _LEAD.match(lines[at]).end()):  # type: ignore[union-attr]
            tags = list(_unpaired("\n".join(piece)))
            if tags:
                quoted -= sum(tag.closing and tag.name == "blockquote" for tag in tags)
                piece = ["", *_without_tags("\n".join(piece), tags, changes).split("\n"), ""]
                result += [f"{'> ' * max(0, quoted)}{line}".rstrip() for line in piece]
                quoted = max(0, quoted) + sum(not tag.closing and tag.name == "blockquote" for tag in tags)
                at = end
                continue
        result += [f"{'> ' * quoted}{line}".rstrip() for line in piece] if quoted else piece
        at = end
    return "\n".join(result)


def _end_of_piece(lines: list[str], shown: list[str], start: int) -> int:
    """Return the index after the last line of what begins on a line: a block of HTML, or a line of its own."""
    verbatim = _VERBATIM.match(lines[start]) if shown[start].strip() else None
    if verbatim:
        ending = "-->" if verbatim["comment"] else f"</{verbatim['name']}"
        return next((at + 1 for at in range(start, len(lines)) if ending.lower() in lines[at].lower()), start + 1)
    lead = _LEAD.match(lines[start])
    if not lead or not shown[start].strip() or not _BEGINNING.match(lines[start], lead.end()):
        return start + 1
    return next((at for at in range(start, len(lines)) if not lines[at].strip(" \t>")), len(lines))


def _unpaired(piece: str) -> Iterator[_BoxTag]:
    """Yield the tags of boxes in a block of HTML whose other tag is in another block, in order.

    Of a block that also has such tags of tables or lists, none: it is a part of these.
    """
    pending: list[_BoxTag] = []
    alone: list[_BoxTag] = []
    for match in _TAG.finditer(piece):
        tag = _BoxTag(*match.span(), match["name"].lower(), bool(match["end"]))
        if tag.name not in _BOXES | _PARTS or match[0].endswith("/>"):
            continue
        if not tag.closing:
            pending.append(tag)
        elif any(each.name == tag.name for each in pending):
            while pending[-1].name != tag.name:
                alone.append(pending.pop())
            pending.pop()
        else:
            alone.append(tag)
    alone = [tag for tag in (*alone, *pending) if tag.name != "p" or not _TAG.sub("", piece).strip(" \t\n>")]
    if not any(tag.name in _PARTS for tag in alone):
        yield from sorted(alone)


def _without_tags(piece: str, tags: list[_BoxTag], changes: list[Change]) -> str:
    """Return a block of HTML without some tags; what is left is HTML, or Markdown in an item of a list."""
    parts, at = [], 0
    for tag in tags:
        parts.append(piece[at : tag.start])
        at = tag.end
        if not tag.closing:
            typed = piece[tag.start : tag.end]
            record(changes, "tag", typed, "dropped", "what it encloses stays, as Markdown")
    rest = "".join((*parts, piece[at:]))
    lead = _LEAD.match(rest)
    before = lead[0] if lead else ""
    if before.strip():
        return _SUMMARY.sub(r"**\1** ", rest).rstrip()
    rest = _SUMMARY.sub(r"<p><strong>\1</strong></p>", rest.strip())
    return f"{before}<div>{rest}</div>" if rest else ""


def with_rendered_markdown(block: str) -> str:
    """Return a table or list in HTML with HTML in place of the Markdown that blank lines separate in it."""
    pieces = _BLANK.split(block)
    rendered = (
        piece if not piece.strip() or re.match(r"\s*</?[a-zA-Z!]", piece) else markdown(piece, extensions=["tables"])
        for piece in pieces
    )
    return "\n".join(rendered) if len(pieces) > 1 else block


REFUSED = frozenset(
    "address applet article basefont big blink body button canvas center dialog dir embed fieldset font footer form h1"
    " head header html iframe legend main marquee menu meta meter nav nobr noscript object optgroup param picture"
    " progress rp rt ruby script section select strike style svg table template textarea track tt acronym video"
    " audio wbr".split()
)
"""Elements of HTML that our readers refuse; a tag with another name is words in angle brackets."""

_WHOLE = "svg|ruby|select|textarea|noscript|canvas|button|iframe|object|video|audio|math"
_ELEMENT = re.compile(rf"<(?P<name>{_WHOLE})\b[^<>]*>.*?</(?P=name)\s*>", re.DOTALL | re.IGNORECASE)
_EMPTY = re.compile(r"<(?:embed|input)\b[^<>]*>", re.IGNORECASE)
_UNKNOWN = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?:\s[^<>]*)?>")


def without_hidden(text: str, changes: list[Change]) -> str:
    """Return Markdown without its hidden elements; `changes` gets each of them."""
    parts, at = [], 0
    for start, end in sorted(hidden_spans(without_code(text))):
        if start >= at:
            said = words_of(BeautifulSoup(text[start:end], "html.parser"))
            record(changes, "hidden words", said, "dropped", "readers never saw them")
            parts.append(text[at:start])
            at = end
    return "".join((*parts, text[at:]))


def with_words_of_html(text: str, convert: Callable[[str], str], changes: list[Change]) -> str:
    """Return Markdown whose embeds, drawings, formulas and fields in the line are words or links.

    `convert` returns what stands for an element of HTML; `changes` gets each tag that is removed here.
    """
    for pattern in (_ELEMENT, _EMPTY):
        text = _replaced(text, without_code(text), pattern, lambda match: convert(match[0]))
    return _without_unknown(text, without_code(text), changes)


def gap(tag: re.Match[str], name: str) -> str:
    """Return what stands for a tag that is removed: a space if it keeps two words apart."""
    before, after = tag.string[max(0, tag.start() - 1) : tag.start()], tag.string[tag.end() : tag.end() + 1]
    return " " if name.lower() not in IN_LINE and before.strip() and after.strip() else ""


def _replaced(text: str, bare: str, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> str:
    parts, at = [], 0
    for found in pattern.finditer(bare):
        match = pattern.match(text, found.start())
        if match and match.end() == found.end():
            parts += [text[at : match.start()], change(match)]
            at = match.end()
    return "".join((*parts, text[at:]))


def _without_unknown(text: str, bare: str, changes: list[Change]) -> str:
    """Return Markdown without the tags of unknown elements that have an end tag; others are words in brackets."""
    begun, ended = (
        {match[1].lower() for match in re.finditer(rf"<{sign}([a-zA-Z][\w-]*)", bare)} for sign in ("", "/")
    )
    unknown = (begun & ended) - TAGS - REFUSED

    def gone(match: re.Match[str]) -> str:
        if match["name"].lower() not in unknown:
            return match[0]
        if not match["end"]:
            record(changes, "tag", match[0], "dropped", "its words stay")
        return gap(match, match["name"])

    return _replaced(text, bare, _UNKNOWN, gone) if unknown else text
