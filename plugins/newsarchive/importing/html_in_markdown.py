"""HTML in the lines of Markdown: hidden elements go, and what Markdown cannot carry as it is becomes words or links."""

from __future__ import annotations

import re
from collections.abc import Callable

from bs4 import BeautifulSoup

from newsarchive.readers.sanitising import TAGS

from .account import IN_LINE, Change, shortened
from .html_asides import words_of
from .html_elements import hidden_spans

_WHOLE = "svg|ruby|select|textarea|noscript|canvas|button|iframe|object|video|audio|math"
_ELEMENT = re.compile(rf"<(?P<name>{_WHOLE})\b[^<>]*>.*?</(?P=name)\s*>", re.DOTALL | re.IGNORECASE)
_EMPTY = re.compile(r"<(?:embed|input)\b[^<>]*>", re.IGNORECASE)
_UNKNOWN = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?:\s[^<>]*)?>")


def without_hidden(text: str, bare: str, changes: list[Change]) -> str:
    """Return Markdown without its hidden elements, each of which is said.

    Args:
        text: The Markdown.
        bare: The same with spaces in place of its code.
        changes: Gets a change for each element.
    """
    parts, at = [], 0
    for start, end in sorted(hidden_spans(bare)):
        if start >= at:
            said = words_of(BeautifulSoup(text[start:end], "html.parser"))
            changes.append(Change("hidden words", shortened(said), "dropped", "readers never saw them"))
            parts.append(text[at:start])
            at = end
    return "".join((*parts, text[at:]))


def with_words_of_html(
    text: str,
    bare: Callable[[str], str],
    convert: Callable[[str], str],
    known: frozenset[str],
    changes: list[Change],
) -> str:
    """Return Markdown whose embeds, drawings, formulas and fields in the line are words or links.

    Args:
        text: The Markdown.
        bare: Returns Markdown with spaces in place of its code.
        convert: Returns what stands for an element of HTML.
        known: The names of elements whose tags are removed elsewhere.
        changes: Gets a change for each tag that is removed here.
    """
    for pattern in (_ELEMENT, _EMPTY):
        text = _replaced(text, bare(text), pattern, lambda match: convert(match[0]))
    return _without_unknown(text, bare(text), known, changes)


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


def _without_unknown(text: str, bare: str, known: frozenset[str], changes: list[Change]) -> str:
    """Return Markdown without the tags of unknown elements that have an end tag; others are words in brackets."""
    begun, ended = (
        {match[1].lower() for match in re.finditer(rf"<{sign}([a-zA-Z][\w-]*)", bare)} for sign in ("", "/")
    )
    unknown = (begun & ended) - TAGS - known

    def gone(match: re.Match[str]) -> str:
        if match["name"].lower() not in unknown:
            return match[0]
        if not match["end"]:
            changes.append(Change("tag", shortened(match[0]), "dropped", "its words stay"))
        return gap(match, match["name"])

    return _replaced(text, bare, _UNKNOWN, gone) if unknown else text
