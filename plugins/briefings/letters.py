"""Readers' letters as a page prints them: labelled, in their own language, under ids of their own."""

from __future__ import annotations

from dataclasses import dataclass

from plugins.archive.bodies import PAGE_IDS, body_of
from plugins.archive.index import Edition
from plugins.archive.letters import Letter
from plugins.languages.dates import long_date
from plugins.languages.names import language_name
from plugins.languages.scripts import language_of_name
from plugins.styles.hanging import hung


@dataclass(frozen=True)
class PrintedLetter:
    """What a page prints of a letter. `name` is empty where it is withheld.

    `label` names the letter's language, in the reader's words, where it is not the page's; else it is empty.
    """

    anchor: str
    body: str
    language: str
    direction: str
    label: str
    name: str
    name_language: str
    name_direction: str
    date_iso: str
    date: str
    draft: bool
    has_code: bool


def printed(letter: Letter, edition: Edition, page: str, language: str) -> PrintedLetter:
    """Return a letter for the page at an address, in the page's language."""
    text = letter.text
    name_language = language_of_name(letter.name, text.language, language)
    return PrintedLetter(
        anchor=letter.anchor,
        body=hung(body_of(text, edition, page, f"{PAGE_IDS}{letter.anchor}-")),
        language=text.language,
        direction=edition.site.direction(text.language),
        label=_label(text.language, edition, language),
        name=letter.name,
        name_language=name_language,
        name_direction=edition.site.direction(name_language),
        date_iso=letter.date.iso,
        date=long_date(letter.date, language),
        draft=text.front.status == "draft",
        has_code=text.has_code,
    )


def _label(tag: str, edition: Edition, language: str) -> str:
    if tag == language:
        return ""
    return edition.words(language, "listing.only-in", language=language_name(tag, language))
