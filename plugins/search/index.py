"""One language's index: its documents' postings, sharded, and what a result shows of each document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.translations.entries import entry

from .documents import Document, Reader
from .names import Spellings
from .postings import numbers, pieces
from .sharding import Value, name_of, shards, to_json

MOST_OF_A_LIST = 5_000
"""A word's postings beyond this stand in files of their own, read only where they matter."""

MOST_OF_A_TEXT = 8_000
"""Bytes of a result's file; below 16 KB even where a server does not compress."""

HAS, LACKS = 1, 0
"""Weights in a mark's list: it names the briefings that have the mark, or, where these are most, those that lack it."""


def index_files(edition: Edition, language: str) -> dict[str, bytes]:
    """Return all files of a language's index by their name, relative to its search page."""
    reader = Reader(edition.archive)
    listed = edition.archive.listed
    number = numbers(briefing.slug for briefing in listed)
    postings: dict[str, dict[int, int]] = defaultdict(dict)
    files: dict[str, bytes] = {}
    for briefing in listed:
        found = reader.document(briefing, language)
        own = number[briefing.slug]
        for word, weight in found.weights.items():
            postings[word][own] = weight
        for mark in found.marks:
            postings[mark][own] = HAS
        files |= _result_files(found, own, edition, language)
    for mark in [each for each in postings if ":" in each]:
        postings[mark] = _shorter(postings[mark], number.values())
    return {**files, **_posting_files(postings, reader.spellings, len(listed))}


def _shorter(having: dict[int, int], everyone: Iterable[int]) -> dict[int, int]:
    """Return who has a mark, or if these are most, who lacks it."""
    lacking = {each: LACKS for each in everyone if each not in having}
    return lacking if len(lacking) < len(having) else having


def _posting_files(postings: Mapping[str, dict[int, int]], names: Spellings, documents: int) -> dict[str, bytes]:
    values: dict[str, Value] = {}
    files: dict[str, bytes] = {}
    for word in sorted(postings):
        first, *others = pieces(postings[word], MOST_OF_A_LIST)
        values[word] = _value(
            first, len(others), len(postings[word]), [each for each in names.all(word) if each != word]
        )
        for place, piece in enumerate(others, start=1):
            files[f"p{name_of(word)}.{place}.json"] = to_json(piece)
    return {**files, **shards(values, {"N": documents})}


def _value(postings: str, more: int, documents: int, spelled: list[str]) -> Value:
    """Return what a word has in its leaf: postings alone, or with other spellings, or with what there is more of."""
    if not more and not spelled:
        return postings
    return [postings, documents, more, *spelled] if more else [postings, 0, 0, *spelled]


def _result_files(found: Document, number: int, edition: Edition, language: str) -> dict[str, bytes]:
    """Return the files of a result: what a list prints of it, and its text in parts of which the first is with it.

    t title, s summary, a address, l language, r direction (where it is not the page's), d date, i the same by
    ISO 8601, n label, x text, m how many parts follow.
    """
    shown = entry(found.briefing, edition, language)
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
    first, *others = _parts(found.body, MOST_OF_A_TEXT - len(to_json(head)))
    if others:
        head["m"] = len(others)
    name = f"r{number:x}"
    files = {f"{name}.json": to_json({**head, "x": first})}
    for place, part in enumerate(others, start=1):
        files[f"{name}.{place}.json"] = to_json(part)
    return files


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
