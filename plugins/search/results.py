"""The files of a result: what a list prints of a briefing, and its text in parts."""

from __future__ import annotations

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.records import Briefing
from plugins.translations.entries import entry

from .leaves import to_json

MOST_OF_A_TEXT = 8_000
"""Bytes of a result's file; below 16 KB even where a server does not compress."""


def result_name(number: int, part: int) -> str:
    """Return the name of a result's file, relative to its search page; the first part is 0."""
    return f"r{number:x}.{part}.json" if part else f"r{number:x}.json"


def result_files(briefing: Briefing, body: str, edition: Edition, language: str) -> list[bytes]:
    """Return a result's files: what a list prints of it with the text's first part, and the other parts.

    t title, s summary, a address, l language, r direction (where it is not the page's), d date, i the same by
    ISO 8601, n label, x text, m how many parts follow.
    """
    shown = entry(briefing, edition, language)
    here = addresses.search(language)
    head: dict[str, object] = {
        "t": shown.title,
        "s": shown.summary,
        "a": addresses.relative(here, shown.address, clean=edition.site.clean_addresses),
        "l": shown.language,
        "d": shown.date,
        "i": shown.date_iso,
    }
    if shown.direction != edition.site.direction(language):
        head["r"] = shown.direction
    if shown.label:
        head["n"] = shown.label
    first, *others = _parts(body, MOST_OF_A_TEXT - len(to_json(head)))
    if others:
        head["m"] = len(others)
    return [to_json({**head, "x": first}), *map(to_json, others)]


def _parts(text: str, first: int) -> list[str]:
    """Return a text in parts of at most `first` and then `MOST_OF_A_TEXT` bytes, cut between words."""
    parts, data, room = [], text.encode(), first
    while len(data) > room:
        cut = data.rfind(b" ", 1, room + 1)
        if cut < 0:  # one word that is longer than a part
            break
        parts.append(data[:cut].decode())
        data, room = data[cut + 1 :], MOST_OF_A_TEXT
    return [*parts, data.decode()]
