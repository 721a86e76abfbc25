"""Headings of old texts: under which id our build shows what a link to an old id meant.

Each program makes ids of the words of a heading by a rule of its own. A link names one of these, so all are tried:
those that the old text states, then those of GitHub's rule (Hugo, Jekyll), kramdown's, Python-Markdown's, and ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from urllib.parse import unquote

from newsarchive.api import Converter, slugify

from .account import Change, seen_in, words
from .html_bodies import html_to_markdown
from .items import Item
from .markdown_bodies import markdown_to_markdown

_HEADING = re.compile(r"<h([2-6])\b[^>]*\bid=\"([^\"]*)\"[^>]*>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r"<[a-z][^<>]*\bid=\"([^\"]*)\"")
_STATED = re.compile(
    r"^ {0,3}#{1,6}[ \t]+(?P<words>.*?)[ \t]*\{:?[ \t]*[^{}\n]*#(?P<id>[^\s{}]+)[^{}\n]*\}", re.MULTILINE
)
_STATED_HTML = re.compile(r"<h([1-6])\b(?P<tag>[^>]*)>(?P<words>.{0,2000}?)</h\1\s*>", re.DOTALL | re.IGNORECASE)
_NAME = re.compile(r"\b(?:id|name)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


class _Untouched:
    """Leaves links and pictures as they are: headings do not depend on them."""

    def link(self, target: str, changes: list[Change]) -> str | None:  # noqa: ARG002
        return target

    def is_picture(self, target: str) -> bool:  # noqa: ARG002
        return False

    def picture(self, target: str, changes: list[Change]) -> str | None:  # noqa: ARG002
        return target


class HeadingIds:
    """Finds the ids that our build gives to the headings of items; an item is converted when it is asked for."""

    def __init__(self, converters: Mapping[str, Converter]) -> None:
        """Begin with the converters of Markdown by language."""
        self._converters = converters
        self._known: dict[str, dict[str, str]] = {}

    def find(self, item: Item, language: str, fragment: str) -> str:
        """Return the id here of a heading that an old address names by its fragment, or an empty string.

        Args:
            item: The text that has the heading.
            language: The language of the text here.
            fragment: What follows `#` in the old address.
        """
        if item.id not in self._known:
            try:
                self._known[item.id] = _ids(item, language, self._converters[language])
            except RuntimeError:  # nested too deeply; the item itself is refused
                self._known[item.id] = {}
        typed, known = unquote(fragment).strip(), self._known[item.id]
        return known.get(typed) or known.get(typed.lower()) or known.get(slugify(typed, language), "")


def _ids(item: Item, language: str, converter: Converter) -> dict[str, str]:
    """Return our id of each heading of an item by every id that it may have had."""
    convert = html_to_markdown if item.form == "html" else markdown_to_markdown
    text, _ = convert(item.body, _Untouched(), language=language, title=item.title)
    html = converter.convert(text).html
    shown = [(match[2], seen_in(match[3], rendered=True).text) for match in _HEADING.finditer(html)]
    ids: dict[str, str] = {}
    by_words = {tuple(words(title)): own for own, title in reversed(shown)}
    for stated, title in _stated(item):
        ids.setdefault(stated, by_words.get(tuple(words(title)), ""))
    for rule in (_of_github, _of_kramdown, _of_python, lambda title: slugify(title, language)):
        for old, (own, _) in zip(_numbered(rule(title) for _, title in shown), shown, strict=True):
            for each in old:
                ids.setdefault(each, own)
    for own in _ID.findall(html):
        ids.setdefault(own, "" if own.startswith("fn") and ":" in own else own)
    return {old: own for old, own in ids.items() if old and own}


def _stated(item: Item) -> Iterator[tuple[str, str]]:
    """Yield each id that a heading of an old body states, with the words of the heading."""
    if item.form == "markdown":
        for match in _STATED.finditer(item.body):
            yield match["id"], match["words"].rstrip("# ")
    for match in _STATED_HTML.finditer(item.body):
        for name in _NAME.finditer(f"{match['tag']} {' '.join(re.findall('<[^<>]*>', match['words']))}"):
            yield name[1], seen_in(match["words"]).text


def _numbered(ids: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield the ids that equal ones get one after another: `a`, then `a-1` and `a_1`."""
    counts = Counter[str]()
    for each in ids:
        number = counts[each]
        counts[each] += 1
        yield (f"{each}-{number}", f"{each}_{number}") if number else (each,)


def _of_github(title: str) -> str:
    """Return the id by the rule of GitHub, which Hugo and Jekyll follow: letters of every script stay."""
    return re.sub(r"[^\w\- ]", "", unescape(title).strip().lower()).replace(" ", "-")


def _of_kramdown(title: str) -> str:
    """Return the id by kramdown's own rule: letters of ASCII alone."""
    return re.sub(r"[^a-zA-Z0-9 -]", "", re.sub(r"\A[^a-zA-Z]+", "", title)).replace(" ", "-").lower()


def _of_python(title: str) -> str:
    """Return the id by the rule of Python-Markdown's table of contents."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_title).strip().lower())
