"""A briefing as one entry of a list: in the reader's language, or labelled with its own.

All lists of briefings (front page, years, terms, related briefings, search results) print entries. If a briefing has no
text for readers in the list's language, its entry shows the original and a label such as “Text in Azerbaijani”.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from newsarchive.i18n.dates import language_name, long_date
from newsarchive.model.index import Edition, address, cached, corrected_last
from newsarchive.model.models import Briefing
from newsarchive.model.revisions import held_back

NEWS_OF_CORRECTION = dt.timedelta(days=30)
"""For how long lists mark a text as corrected, from the day of its correction."""

Shown = Literal["date", "published"]
"""Which day of a briefing a list prints: `date`, that of the events, or `published`, when its text went online."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """What a list prints of one briefing.

    `label` is empty, or says in which other language the text is, in the words of `label_language`. `mark` says that it
    was corrected a short time ago, or in previews that it is not public yet.
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
    label_language: str = ""


def entry(briefing: Briefing, edition: Edition, language: str, day: Shown = "date") -> Entry:
    """Return what a list in `language` prints of a briefing, cached on `edition`.

    If the briefing has no text in that language that readers may see, the entry shows and links to the original.
    """
    edition.note(briefing)
    return cached(edition, ("entry", briefing.folder, language, day), lambda: _entry(briefing, edition, language, day))


def _entry(briefing: Briefing, edition: Edition, language: str, day: Shown) -> Entry:
    text, published = briefing.shown(language), briefing.first_day(language)
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
        label_language=edition.words.spoken(language, "listing.only-in"),
    )


def only_in(tag: str, edition: Edition, language: str) -> str:
    """Return a label in the words of `language`, such as “Text in Azerbaijani”; empty if `tag` is that language.

    If the catalogue of `language` lacks the sentence, the name is in the language of the sentence that replaces it.
    """
    if tag == language:
        return ""
    spoken = edition.words.spoken(language, "listing.only-in")
    return edition.words(spoken, "listing.only-in", language=language_name(tag, spoken))


def _mark(briefing: Briefing, tag: str, edition: Edition, language: str) -> str:
    held = held_back(briefing.texts[tag], briefing, edition.site.day)
    if held == "waiting":
        return edition.words(language, "listing.waiting", date=long_date(briefing.days[tag], language))
    if held:
        return edition.words(language, "listing.draft")
    corrected = corrected_last(briefing, tag)
    if corrected and dt.timedelta(0) <= edition.site.day - corrected < NEWS_OF_CORRECTION:
        return edition.words(language, "listing.corrected", date=long_date(corrected, language))
    return ""
