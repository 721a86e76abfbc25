"""A briefing as one line of any list: in the reader's language, or honestly in another."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.archive.index import Edition, address
from plugins.archive.records import Briefing
from plugins.languages.dates import long_date
from plugins.languages.names import language_name


@dataclass(frozen=True)
class Entry:
    """What a list prints of a briefing.

    `label` names the text's language, in the reader's words, where it is not the reader's; else empty.
    """

    address: str
    title: str
    summary: str
    language: str
    direction: str
    label: str
    date_iso: str
    date: str


def entry(briefing: Briefing, edition: Edition, language: str) -> Entry:
    """Return a briefing's entry in the lists of a language; it links to the text it shows."""
    text = briefing.shown(language)
    return Entry(
        address=address(briefing, text.language),
        title=text.front.title,
        summary=text.front.summary,
        language=text.language,
        direction=edition.site.direction(text.language),
        label=_label(text.language, edition, language) if text.language != language else "",
        date_iso=briefing.date.iso,
        date=long_date(briefing.date, language),
    )


def _label(tag: str, edition: Edition, language: str) -> str:
    return edition.words(language, "listing.only-in", language=language_name(tag, language))
