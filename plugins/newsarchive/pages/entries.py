"""A briefing as one entry of a list: in the reader's language, or labelled with its own."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from newsarchive.archive.index import Edition, address, derived
from newsarchive.archive.models import Briefing
from newsarchive.archive.revisions import goes_online
from newsarchive.i18n.dates import language_name, long_date

_KEPT = 4096  # entries: a few megabytes


Shown = Literal["date", "published"]
"""The day that a list shows and is sorted by: of what is reported, or of the text's publication here."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """What a list prints of a briefing.

    `label` names the text's language, in the reader's words, where it is not the reader's; else empty. `mark` says of
    a text that is not published yet why: only a preview has such texts.
    """

    address: str
    title: str
    summary: str
    language: str
    direction: str
    label: str
    date_iso: str
    date: str
    mark: str = ""


class _Entries:
    """The entries of an edition that were made last: each stands in the lists of many pages."""

    def __init__(self, edition: Edition) -> None:
        """Begin with none."""
        self._edition = edition
        self._made: dict[tuple[str, str, Shown], Entry] = {}

    def of(self, briefing: Briefing, language: str, day: Shown) -> Entry:
        """Return a briefing's entry in a language."""
        key = briefing.folder, language, day
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= _KEPT:
                self._made.clear()
            found = self._made[key] = _entry(briefing, self._edition, language, day)
        return found


def entry(briefing: Briefing, edition: Edition, language: str, day: Shown = "date") -> Entry:
    """Return a briefing's entry in the lists of a language, with the day that the list shows.

    It links to the text that it shows.
    """
    return derived(edition, _Entries).of(briefing, language, day)


def _entry(briefing: Briefing, edition: Edition, language: str, day: Shown) -> Entry:
    text = briefing.shown(language)
    published = briefing.first_day(language)
    return Entry(
        address=address(briefing, text.language),
        title=text.front.title,
        summary=text.front.summary,
        language=text.language,
        direction=edition.site.direction(text.language),
        label=_label(text.language, edition, language) if text.language != language else "",
        date_iso=published.isoformat() if day == "published" else briefing.date.iso,
        date=long_date(published if day == "published" else briefing.date, language),
        mark=_mark(briefing, text.language, edition, language),
    )


def held_back(briefing: Briefing, language: str, day: dt.date) -> Literal["", "draft", "waiting"]:
    """Return what keeps a text that the briefing has from the public on a day; a draft may wait for its day, too."""
    if "draft" in (briefing.texts[language].front.status, briefing.front.status):
        return "draft"
    return "waiting" if goes_online(briefing.texts[language], briefing) > day else ""


def _label(tag: str, edition: Edition, language: str) -> str:
    return edition.words(language, "listing.only-in", language=language_name(tag, language))


def _mark(briefing: Briefing, tag: str, edition: Edition, language: str) -> str:
    held = held_back(briefing, tag, edition.site.day)
    if held == "waiting":
        return edition.words(language, "listing.waiting", date=long_date(briefing.days[tag], language))
    return edition.words(language, "listing.draft") if held else ""
