"""The words that a page showed of a text: what stands in its source and is seen nowhere is no word of its history.

They are read from the text's HTML, so comments, definitions, targets, titles and attributes cannot be among them.
What led to a text that is now withdrawn is left out: it would say what a tombstone does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from urllib.parse import unquote

from plugins.archive.index import Archive
from plugins.archive.markup import LEFT_OUT, TAG
from plugins.archive.records import FrontMatter

Gone = frozenset[tuple[str, str]]
"""Withdrawn texts: slug and language; an empty language stands for all."""

_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
_ATTRIBUTE = re.compile(r'(?<= )(href|src|alt|class)="([^"]*)"')
_INLINE = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q s samp small span strong sub sup time u var".split()
)
_CELLS = frozenset(("td", "th"))
_NOTES = frozenset(("footnote-ref", "footnote-backref"))
_ADDRESS = re.compile(r"[^\s<>()\[\]\"']+")
_PARTS = re.compile(r"[/?#&=]+")


def withdrawn_texts(archive: Archive) -> Gone:
    """Return the texts of an archive that are withdrawn, also by their earlier slugs."""
    gone: set[tuple[str, str]] = set()
    for briefing in archive.briefings:
        languages = [language for language in briefing.texts if briefing.status(language) == "withdrawn"]
        slugs = (briefing.slug, *(slug.strip("/").rpartition("/")[2] for slug in briefing.front.redirect_from))
        if len(languages) == len(briefing.texts):
            languages = [""]
        gone.update((slug, language) for slug in slugs for language in languages)
    return frozenset(gone)


def shown_words(front: FrontMatter, html: str, gone: Gone) -> tuple[str, ...]:
    """Return the paragraphs of a text as its page showed them: title, summary, picture, corrections, body.

    Args:
        front: Its fields.
        html: Its body, sanitised.
        gone: Texts to which nothing may lead. A paragraph in which one is still named by an address is left out whole.
    """
    picture = [front.image.alt, front.image.caption] if front.image else []
    corrections = [f"{each.date.isoformat()} {each.text}" for each in front.corrections]
    words = [front.title, front.summary, *picture, *corrections, *_Reader(gone).blocks(html)]
    plain = (" ".join(each.split()) for each in words)
    return tuple(LEFT_OUT if _names(each, gone) else each for each in plain if each)


class _Reader:
    """Reads HTML once, from its start to its end."""

    def __init__(self, gone: Gone) -> None:
        self._gone = gone
        self._words: list[str] = []
        self._unread = 0

    def blocks(self, html: str) -> Iterator[str]:
        """Yield the words of each block. A row of a table is one."""
        at = 0
        for tag in TAG.finditer(html):
            self._add(unescape(html[at : tag.start()]))
            at = tag.end()
            found = _NAME.match(tag[0])
            name = found[1].lower() if found else ""
            if name in _INLINE:
                self._inline(name, tag[0])
            elif name in _CELLS:
                self._add(" ")
            else:
                yield self._taken()
        self._add(unescape(html[at:]))
        yield self._taken()

    def _inline(self, name: str, tag: str) -> None:
        if name == "a":
            self._link(tag)
        elif name == "br":
            self._add(" ")
        elif name == "img":
            has = _attributes(tag)
            self._add(LEFT_OUT if _is_gone(has.get("src", ""), self._gone) else has.get("alt", ""))

    def _link(self, tag: str) -> None:
        """Read nothing from a link to what is gone, or from the mark of a note, to that link's end."""
        if tag.startswith("</"):
            self._unread = max(0, self._unread - 1)
            return
        has = _attributes(tag)
        if not self._unread and _is_gone(has.get("href", ""), self._gone):
            self._add(LEFT_OUT)
            self._unread = 1
        elif self._unread or has.get("class", "") in _NOTES:
            self._unread += 1

    def _add(self, words: str) -> None:
        if not self._unread:
            self._words.append(words)

    def _taken(self) -> str:
        words, self._words = "".join(self._words), []
        return words


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}


def _names(words: str, gone: Gone) -> bool:
    """Whether words hold an address of what is gone, in whatever form they are typed."""
    return bool(gone) and any("/" in each and _is_gone(each, gone) for each in _addresses(words))


def _addresses(words: str) -> Sequence[str]:
    return [*_ADDRESS.findall(words), *_ADDRESS.findall(unquote(words))]


def _is_gone(target: str, gone: Gone) -> bool:
    parts = set(_PARTS.split(unquote(target)))
    named = {part.removesuffix(".md").removesuffix(".html") for part in parts}
    return any(slug in named and (not language or language in named) for slug, language in gone)
