"""What stands under a text: the sources of its facts, and what was corrected in it."""

from __future__ import annotations

import msgspec

from plugins.archive.corrections import shown_corrections
from plugins.archive.index import Edition
from plugins.archive.records import Briefing, Source
from plugins.languages.dates import long_date
from plugins.languages.scripts import language_of_name


class PrintedSource(msgspec.Struct, frozen=True):
    """What a page prints of a source. `foreign`: it is not in the page's language; `date` is None where unknown."""

    source: Source
    publisher_language: str
    publisher_direction: str
    direction: str
    date: str | None
    foreign: bool


class PrintedCorrection(msgspec.Struct, frozen=True):
    """A correction in its language, with its day as machines and as readers read it."""

    iso: str
    date: str
    text: str
    language: str
    direction: str


def sources_of(briefing: Briefing, edition: Edition, language: str) -> list[PrintedSource]:
    """Return a briefing's sources for a page in a language."""
    return [_source(source, edition, language) for source in briefing.front.sources]


def corrections_of(briefing: Briefing, edition: Edition, language: str) -> list[PrintedCorrection]:
    """Return the corrections of a briefing's text, newest first."""
    return [
        PrintedCorrection(
            shown.correction.date.isoformat(),
            long_date(shown.correction.date, language),
            shown.correction.text,
            shown.language,
            edition.site.direction(shown.language),
        )
        for shown in shown_corrections(briefing, language)
    ]


def _source(source: Source, edition: Edition, language: str) -> PrintedSource:
    publisher_language = language_of_name(source.publisher, source.lang, language)
    return PrintedSource(
        source=source,
        publisher_language=publisher_language,
        publisher_direction=edition.site.direction(publisher_language),
        direction=edition.site.direction(source.lang),
        date=long_date(source.date, language) if source.date else None,
        foreign=source.lang != language,
    )
