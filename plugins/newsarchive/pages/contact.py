"""Invitations to write to the newsroom, and readers' letters.

The page of a briefing ends with letters, that is, published replies of readers, and with links to write one. Another
page lists all ways to reach the newsroom.
"""

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
"""The slug of the page that says how to write to the newsroom safely."""

_GROUP = 4


class Invitation(msgspec.Struct, frozen=True):
    """The links on a text's page that invite a reader to write to the newsroom about the text.

    `safely` is the address of the page that says how to write safely; with its title and the language of the title, it
    is empty if that page is not published.
    """

    mail: str
    safely: str = ""
    title: str = ""
    language: str = ""


@dataclass(frozen=True)
class Contacts:
    """The ways to reach the newsroom, from the site's settings; those that are not set are empty.

    Attributes:
        signal: The newsroom's username in the messenger Signal, or a web address of Signal that opens a chat with it.
        signal_link: Whether `signal` is a web address, which can be linked.
        fingerprint: The fingerprint of the newsroom's PGP key, in groups of four digits; `key` is where to fetch it.
    """

    mail: str
    mail_link: str
    signal: str
    signal_link: bool
    fingerprint: str
    key: str


class _Invitations:
    """A cache of what all invitations in one language share: the page on writing safely, and the mail's subject."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._safely: dict[str, tuple[str, str, str]] = {}
        self._subjects: dict[str, tuple[str, ...]] = {}

    def safely(self, language: str) -> tuple[str, str, str]:
        """Return the address, title and language of the page on writing safely; empty if it is not published."""
        if language not in self._safely:
            self._safely[language] = _safely(self._edition, language)
        return self._safely[language]

    def mail(self, page: str, language: str) -> str:
        """Return a mailto link (RFC 6068) to the newsroom, whose subject names a text by the address of its page.

        It lacks the title, because percent-encoding turns each Cyrillic letter into six characters, 400 bytes per page.
        """
        if language not in self._subjects:
            # encode the words around the address once per language; a line feed marks the address
            subject = self._edition.words(language, "reply.subject", address="\n")
            self._subjects[language] = tuple(quote(part, safe="/") for part in subject.split("\n"))
        subject = quote(page.rstrip("/"), safe="/").join(self._subjects[language])
        return f"{self._edition.site.newsroom.mail_to}?subject={subject}"


def invitation(page: str, edition: Edition, language: str) -> Invitation:
    """Return the links by which a page in `language` invites readers to write about the text at the address `page`."""
    shared = derived(edition, _Invitations)
    return Invitation(shared.mail(page, language), *shared.safely(language))


def _safely(edition: Edition, language: str) -> tuple[str, str, str]:
    for standing in edition.archive.standing:
        if standing.slug == SAFELY and standing.front.status == "published":
            shown = standing.shown(language)
            return address(standing, shown.language), shown.front.title, shown.language
    return "", "", ""


def contacts(edition: Edition) -> Contacts:
    """Return the ways to reach the newsroom that the site's settings name."""
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
    """A letter, that is, a reader's published reply, as a briefing's page prints it.

    Attributes:
        anchor: The id of the letter's element on the page.
        label: A note such as “Text in Azerbaijani”; empty if the letter is in the page's language.
        name: The writer's name; empty if it must not be published.
        draft: Whether the letter is not published yet; only previews show such letters.
        has_code: Whether the letter contains code, for which the page needs another style sheet.
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
    """Return what a page prints of a reader's letter, with links and pictures relative to its address, `page`."""
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
