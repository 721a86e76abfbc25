"""Corrections as readers are shown them: a text's own, and those of its original that it does not repeat yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from .index import Archive
from .records import Briefing, Correction


class ShownCorrection(msgspec.Struct, frozen=True):
    """A correction and the language in which it is written. `number` counts those of one day, from 1."""

    correction: Correction
    language: str
    number: int = 1


def shown_corrections(briefing: Briefing, language: str) -> tuple[ShownCorrection, ...]:
    """Return the corrections on a briefing's page in a language, newest first.

    A correction of the original is shown in every language: where the text itself has none of that day, in the
    original's own words.
    """
    own = briefing.texts[language].front.corrections
    others = () if language == briefing.original.language else briefing.front.corrections
    if not own and not others:
        return ()
    days = {each.date for each in own}
    found = [(each, language) for each in own]
    found += [(each, briefing.original.language) for each in others if each.date not in days]
    counted: dict[dt.date, int] = {}
    numbered = []
    for each, spoken in found:
        counted[each.date] = counted.get(each.date, 0) + 1
        numbered.append(ShownCorrection(each, spoken, counted[each.date]))
    return tuple(sorted(numbered, key=lambda each: each.correction.date, reverse=True))


def corrected_last(briefing: Briefing, language: str) -> dt.date | None:
    """Return the day of the latest correction that a page in a language shows."""
    return max((each.correction.date for each in shown_corrections(briefing, language)), default=None)


def all_corrections(archive: Archive, language: str) -> list[tuple[Briefing, ShownCorrection]]:
    """Return every correction that readers of a language are shown in listed briefings, oldest first."""
    found = list(_all(archive, language))
    found.sort(key=lambda pair: (pair[1].correction.date, pair[0].slug, pair[1].number))
    return found


def _all(archive: Archive, language: str) -> Iterator[tuple[Briefing, ShownCorrection]]:
    for briefing in archive.listed:
        for shown in shown_corrections(briefing, briefing.shown(language).language):
            yield briefing, shown
