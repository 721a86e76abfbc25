"""A briefing as one entry of a list: in the reader's language, or labelled with its own."""

from __future__ import annotations

from typing import Literal

import msgspec

from newsarchive.archive.index import Edition, address, derived
from newsarchive.archive.models import Briefing
from newsarchive.archive.revisions import held_back
from newsarchive.i18n.dates import language_name, long_date

_KEPT = 4096  # entries; they take a few megabytes


Shown = Literal["date", "published"]
"""The day that an entry prints: `date`, when the events happened, or `published`, when the shown text went online."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A briefing as lists print it.

    `label` names the text's language, in the words of the list's language, if the two differ; otherwise it is empty.
    `mark` says why a text is not public yet (a draft, or waiting for its day); it is empty for public texts. Only a
    preview contains texts that are not public.
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
    """A cache of the entries of an edition: the same entry appears in the lists of many pages."""

    def __init__(self, edition: Edition) -> None:
        """Create an empty cache."""
        self._edition = edition
        self._made: dict[tuple[str, str, Shown], Entry] = {}

    def of(self, briefing: Briefing, language: str, day: Shown) -> Entry:
        """Return a briefing's entry in the lists of a language, rendered at the first call and then cached."""
        key = briefing.folder, language, day
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= _KEPT:
                self._made.clear()
            found = self._made[key] = _entry(briefing, self._edition, language, day)
        return found


def entry(briefing: Briefing, edition: Edition, language: str, day: Shown = "date") -> Entry:
    """Return a briefing's entry in the lists of a language.

    Args:
        briefing: The briefing.
        edition: The edition whose pages print the entry.
        language: The language of the list. If the briefing is not readable in it, the entry shows and links to the
            original.
        day: The day that the entry prints.
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
        label=only_in(text.language, edition, language),
        date_iso=published.isoformat() if day == "published" else briefing.date.iso,
        date=long_date(published if day == "published" else briefing.date, language),
        mark=_mark(briefing, text.language, edition, language),
    )


def only_in(tag: str, edition: Edition, language: str) -> str:
    """Return the label of a text in a language that is not the page's (`language`); empty if it is."""
    return "" if tag == language else edition.words(language, "listing.only-in", language=language_name(tag, language))


def _mark(briefing: Briefing, tag: str, edition: Edition, language: str) -> str:
    held = held_back(briefing.texts[tag], briefing, edition.site.day)
    if held == "waiting":
        return edition.words(language, "listing.waiting", date=long_date(briefing.days[tag], language))
    return edition.words(language, "listing.draft") if held else ""
