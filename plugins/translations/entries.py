"""A briefing as one line of any list: in the reader's language, or honestly in another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from plugins.archive.index import Edition, address
from plugins.archive.records import Briefing
from plugins.languages.dates import long_date
from plugins.languages.names import language_name


@dataclass(frozen=True)
class Entry:
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
        mark=_mark(briefing, text.language, edition, language),
    )


def held_back(briefing: Briefing, language: str, day: dt.date) -> Literal["", "draft", "waiting"]:
    """Return what keeps a text that the briefing has from the public on a day; a draft may wait for its day, too."""
    if "draft" in (briefing.texts[language].front.status, briefing.front.status):
        return "draft"
    return "waiting" if briefing.published > day else ""


def _label(tag: str, edition: Edition, language: str) -> str:
    return edition.words(language, "listing.only-in", language=language_name(tag, language))


def _mark(briefing: Briefing, tag: str, edition: Edition, language: str) -> str:
    held = held_back(briefing, tag, edition.site.day)
    if held == "waiting":
        return edition.words(language, "listing.waiting", date=long_date(briefing.published, language))
    return edition.words(language, "listing.draft") if held else ""
