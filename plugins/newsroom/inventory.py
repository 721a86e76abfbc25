"""How every text of the archive stands, language by language: rules alone, no disk and no terminal."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import msgspec

from plugins.archive.firstdays import goes_online
from plugins.archive.records import Text, Work
from plugins.reading.texts import Place
from plugins.reading.versions import Version
from plugins.translations.staleness import staleness

State = Literal["missing", "unreadable", "draft", "waiting", "hidden", "withdrawn", "original", "translation"]
Compare = Callable[[Text, str], int | None]
"""Counts the paragraphs of a text that differ from it at a revision; None where that revision is not known."""


class Row(msgspec.Struct, frozen=True):
    """One text, or the lack of it. `state` is `original` or `translation` where nothing holds it back.

    `until` is the day for which it waits. `stale` is None for a translation that records no revision; `since` is
    the day on which its original says it changed, `paragraphs` how many differ, None where that is not known.
    """

    folder: str
    language: str
    state: State
    until: str = ""
    revision: str = ""
    stale: bool | None = False
    since: str = ""
    paragraphs: int | None = None


def rows_of(
    places: Iterable[Place],
    versions: Mapping[str, Version],
    tags: tuple[str, ...],
    day: dt.date,
    compare: Compare,
) -> list[Row]:
    """Return a row for each folder and language, folders sorted, languages in the site's order.

    `versions` are the texts that could be read, by path.
    """
    folders: dict[str, dict[str, Place]] = {}
    for place in places:
        folders.setdefault(place.folder, {})[place.language] = place
    rows = []
    for folder, files in sorted(folders.items()):
        texts = {tag: versions[place.path].text for tag, place in files.items() if place.path in versions}
        work = _work(folder, texts)
        for tag in tags:
            if work and tag in texts:
                rows.append(_row(work, tag, day, compare))
            else:
                rows.append(Row(folder, tag, "unreadable" if tag in files else "missing"))
    return rows


def totals_of(rows: Iterable[Row], tags: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """Count the rows of each language by state; stale and unrecorded translations are counted beside theirs."""
    totals: dict[str, Counter[str]] = {tag: Counter() for tag in tags}
    for row in rows:
        totals[row.language][row.state] += 1
        if row.stale is not False:
            totals[row.language]["stale" if row.stale else "unrecorded"] += 1
    return {tag: dict(sorted(counts.items())) for tag, counts in totals.items()}


def _work(folder: str, texts: Mapping[str, Text]) -> Work | None:
    """Return the folder as a work; where it has no original that can be read, the first text stands for it."""
    if not texts:
        return None
    first = next(iter(texts.values()))
    original = next((each for each in texts.values() if not each.front.translates), first)
    return Work(folder.rpartition("/")[2], folder, original, dict(texts))


def _row(work: Work, tag: str, day: dt.date, compare: Compare) -> Row:
    text = work.texts[tag]
    until = goes_online(text, work)
    state = _state(work, tag, waits=until > day)
    row = Row(work.folder, tag, state, until.isoformat() if state == "waiting" else "", text.revision)
    if not text.front.translates or state == "withdrawn":
        return row
    if not text.front.translated_revision:
        return msgspec.structs.replace(row, stale=None)
    stale = staleness(text, work)
    if stale is None:
        return row
    since = stale.changed.isoformat() if stale.changed else ""
    differ = compare(stale.source, text.front.translated_revision)
    return msgspec.structs.replace(row, stale=True, since=since, paragraphs=differ)


def _state(work: Work, tag: str, *, waits: bool) -> State:
    status = work.status(tag)
    # a draft original holds back its translations, whatever they say of themselves
    if work.front.status == "draft" or status == "draft":
        return "draft"
    if waits:
        return "waiting"
    if status != "published":
        return status
    return "translation" if work.texts[tag].front.translates else "original"
