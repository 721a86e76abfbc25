"""The texts that are held back on purpose: drafts, and those whose day has not come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from plugins.archive.firstdays import goes_online
from plugins.archive.index import Words
from plugins.archive.records import Text, Work
from plugins.reading.assembly import Works

MOST_DAYS = 10
"""Folders of waiting texts that are named with their day, the next ones first."""


class Waiting(msgspec.Struct, frozen=True, order=True, array_like=True):
    """The texts of a folder that go online on the same day."""

    day: str
    folder: str
    languages: tuple[str, ...]


class Held(msgspec.Struct, frozen=True, array_like=True):
    """How many texts are drafts, how many wait, and on which days these go online, the next first."""

    drafts: int = 0
    waiting: int = 0
    days: tuple[Waiting, ...] = ()


def held_of(works: Works, texts: Mapping[str, Text]) -> Held:
    """Return what is held back of an archive; `texts` are all that were read, by path."""
    waiting = [texts[path] for path in works.waiting if path in texts]
    originals = {text.folder: text for text in texts.values() if not text.front.translates} if waiting else {}
    languages: dict[tuple[dt.date, str], list[str]] = {}
    for text in waiting:
        original = originals.get(text.folder, text)
        day = goes_online(text, Work(text.folder, text.folder, original, {}))
        if day != dt.date.min:  # a reader's letter has no day: it waits with its briefing, which is named
            languages.setdefault((day, text.folder), []).append(text.language)
    days = sorted(Waiting(day.isoformat(), folder, tuple(sorted(tags))) for (day, folder), tags in languages.items())
    return Held(len(works.drafts), len(works.waiting), tuple(days))


def held_lines(held: Held, words: Words, language: str, root: str) -> list[str]:
    """Return how many texts are held back, and the next days of those that wait; nothing where there are none.

    `root` names the content folder as the lines shall show it.
    """
    counts = (("check.drafts", held.drafts), ("check.waiting", held.waiting))
    texts = ", ".join(words(language, key, number) for key, number in counts if number)
    if not texts:
        return []
    days = (_line(waiting, words, language, root) for waiting in held.days[:MOST_DAYS])
    return [words(language, "check.held", texts=texts), *days]


def _line(waiting: Waiting, words: Words, language: str, root: str) -> str:
    text = f"{root}/{waiting.folder} ({', '.join(waiting.languages)})"
    return words(language, "check.goes-online", text=text, date=waiting.day)
