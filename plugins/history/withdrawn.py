"""Links to withdrawn texts in former words of others: their addresses and words would say what a tombstone does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from plugins.archive.index import Archive

LEFT_OUT = "[…]"
"""Stands for a link to a text that is withdrawn: its words are often the title."""

Gone = frozenset[tuple[str, str]]
"""Withdrawn texts: slug and language; an empty language stands for all."""

_LINK = re.compile(r"!?\[[^\[\]]*\]\(\s*<?([^\s()<>]*)[^()]*\)|<a\b[^<>]*\bhref=[\"']?([^\"'<>\s]*)[^<>]*>.*?</a>")
_DEFINITION = re.compile(r"\[([^\[\]]+)\]:\s*<?([^\s<>]+)")
_REFERENCE = re.compile(r"\[([^\[\]]*)\](?:\[([^\[\]]*)\])?")
_ADDRESS = re.compile(r"[^\s<>()\[\]\"']*/[^\s<>()\[\]\"']*")
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


def without_links(words: Sequence[str], gone: Gone) -> tuple[str, ...]:
    """Return paragraphs without the links to texts that are gone: neither their words nor where they led."""
    slugs = {slug for slug, _ in gone}
    if not any(slug in paragraph for paragraph in map(unquote, words) for slug in slugs):
        return tuple(words)
    labels = {found[1].casefold() for each in words for found in _DEFINITION.finditer(each) if _is_gone(found[2], gone)}
    return tuple(_without(each, gone, labels) for each in words)


def _without(words: str, gone: Gone, labels: set[str]) -> str:
    def unless(known: Callable[[re.Match[str]], bool]) -> Callable[[re.Match[str]], str]:
        return lambda found: LEFT_OUT if known(found) else found[0]

    words = _LINK.sub(unless(lambda found: _is_gone(found[1] or found[2] or "", gone)), words)
    if labels:
        words = _REFERENCE.sub(unless(lambda found: (found[2] or found[1]).casefold() in labels), words)
    return _ADDRESS.sub(unless(lambda found: _is_gone(found[0], gone)), words)


def _is_gone(target: str, gone: Gone) -> bool:
    parts = set(_PARTS.split(unquote(target)))
    named = {part.removesuffix(".md").removesuffix(".html") for part in parts}
    return any(slug in named and (not language or language in named) for slug, language in gone)
