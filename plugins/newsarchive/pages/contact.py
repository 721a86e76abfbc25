"""Invitations to write to the newsroom, and readers' letters."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import msgspec

from newsarchive.archive.bodies import PAGE_IDS, body_of
from newsarchive.archive.index import Edition, address, derived
from newsarchive.archive.models import Letter
from newsarchive.html.strings import hung
from newsarchive.i18n.alphabets import language_of_name
from newsarchive.i18n.dates import long_date

from .entries import only_in

SAFELY = "writing-safely"
"""The slug of the standing page that says how to write to the newsroom safely."""

_GROUP = 4


class Invitation(msgspec.Struct, frozen=True):
    """An invitation to write to the newsroom.

    `mail` is a mailto link. `safely`, `title` and `language` are the address of the page on writing safely, its title
    and the title's language; all three are empty if that page is not published.
    """

    mail: str
    safely: str = ""
    title: str = ""
    language: str = ""


@dataclass(frozen=True)
class Contacts:
    """The ways to contact the newsroom, from the site's settings; those that are not set are empty.

    `signal_link` says whether `signal` is a web address.
    """

    mail: str
    mail_link: str
    signal: str
    signal_link: bool
    fingerprint: str
    key: str


class _Invitations:
    """A cache of what an edition's invitations share, by language: the page on writing safely, the mail's subject."""

    def __init__(self, edition: Edition) -> None:
        """Create an empty cache."""
        self._edition = edition
        self._safely: dict[str, tuple[str, str, str]] = {}
        self._subjects: dict[str, tuple[str, ...]] = {}

    def safely(self, language: str) -> tuple[str, str, str]:
        """Return address, title and language of the page on writing safely, all empty if there is no such page."""
        if language not in self._safely:
            self._safely[language] = _safely(self._edition, language)
        return self._safely[language]

    def mail(self, page: str, language: str) -> str:
        """Return the mailto link for the text at the address `page`."""
        if language not in self._subjects:
            # encode the words around the address once per language; a line feed marks the address
            subject = self._edition.words(language, "reply.subject", address="\n")
            self._subjects[language] = tuple(quote(part, safe="/") for part in subject.split("\n"))
        subject = quote(page.rstrip("/"), safe="/").join(self._subjects[language])
        return f"{self._edition.site.newsroom.mail_to}?subject={subject}"


def invitation(page: str, edition: Edition, language: str) -> Invitation:
    """Return the invitation to write about the text at the address `page`."""
    shared = derived(edition, _Invitations)
    return Invitation(shared.mail(page, language), *shared.safely(language))


def mail_link(page: str, edition: Edition, language: str) -> str:
    """Return a mailto link (RFC 6068) whose subject names a text by its address.

    The subject does not name the title: percent-encoding turns each Cyrillic letter into six characters, which hardly
    compress. That would cost 400 bytes per page.

    Args:
        page: The address of the text, which begins with the text's language.
        edition: The edition.
        language: The language of the subject.
    """
    return derived(edition, _Invitations).mail(page, language)


def _safely(edition: Edition, language: str) -> tuple[str, str, str]:
    for standing in edition.archive.standing:
        if standing.slug == SAFELY and standing.front.status == "published":
            shown = standing.shown(language)
            return address(standing, shown.language), shown.front.title, shown.language
    return "", "", ""


def contacts(edition: Edition) -> Contacts:
    """Return the ways to contact the newsroom, with the fingerprint split into groups that can be compared by eye."""
    newsroom = edition.site.newsroom
    fingerprint, key = newsroom.pgp
    digits = fingerprint.replace(" ", "").upper()
    return Contacts(
        mail=newsroom.contact,
        mail_link=newsroom.mail_to,
        signal=newsroom.signal,
        signal_link=newsroom.signal.startswith("https:"),
        fingerprint=" ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP)),
        key=key,
    )


@dataclass(frozen=True)
class PrintedLetter:
    """A reader's letter as a briefing's page prints it.

    `name` is empty if it is withheld. `label` names the letter's language, in the words of the page's language, if
    the two differ; otherwise it is empty. `body` is HTML.
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


def printed_letter(letter: Letter, edition: Edition, page: str, language: str) -> PrintedLetter:
    """Return a letter as a page prints it.

    Args:
        letter: The letter.
        edition: The edition.
        page: The address of the page.
        language: The language of the page.
    """
    text = letter.text
    name_language = language_of_name(letter.name, text.language, language)
    return PrintedLetter(
        anchor=letter.anchor,
        body=hung(body_of(text, edition, page, f"{PAGE_IDS}{letter.anchor}-")),
        language=text.language,
        direction=edition.site.direction(text.language),
        label=only_in(text.language, edition, language),
        name=letter.name,
        name_language=name_language,
        name_direction=edition.site.direction(name_language),
        date_iso=letter.date.iso,
        date=long_date(letter.date, language),
        draft=text.front.status == "draft",
        has_code=text.has_code,
    )
