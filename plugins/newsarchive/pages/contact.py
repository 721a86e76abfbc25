"""Invitations to write to the newsroom, and readers' letters.

The page of a briefing ends with letters, that is, published replies of readers, and with links to write one. Another
page lists all ways to reach the newsroom.
"""

from __future__ import annotations

from urllib.parse import quote

import msgspec

from newsarchive.html import hung
from newsarchive.i18n.alphabets import language_of_name
from newsarchive.i18n.dates import long_date
from newsarchive.model.bodies import PAGE_IDS, body_of
from newsarchive.model.index import Edition, address, remembered
from newsarchive.model.models import Letter

from .entries import only_in

SAFELY = "writing-safely"
"""The slug of the page that says how to write to the newsroom safely."""

_GROUP = 4


class Invitation(msgspec.Struct, frozen=True):
    """The links on a text's page that invite a reader to write to the newsroom about the text.

    `mail` is a mailto link (RFC 6068), whose subject names the text by the address of its page. `safely` is the address
    of the page that says how to write safely; with its title and the language of the title, it is empty if that page is
    not published.
    """

    mail: str
    safely: str = ""
    title: str = ""
    language: str = ""


class Contacts(msgspec.Struct, frozen=True):
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


def invitation(page: str, edition: Edition, language: str) -> Invitation:
    """Return the links by which a page in `language` invites readers to write about the text at the address `page`."""
    subject = remembered(edition, language, None, _subject, edition, language)
    safely = remembered(edition, language, None, _safely, edition, language)
    named = quote(page.rstrip("/"), safe="/").join(subject)
    return Invitation(f"{edition.site.newsroom.mail_to}?subject={named}", *safely)


def _subject(edition: Edition, language: str) -> tuple[str, ...]:
    """Return what is before and after the address of a text's page in the subject of mails about it, percent-encoded.

    The subject lacks the title, because percent-encoding turns each Cyrillic letter into six characters, 400 bytes per
    page.
    """
    subject = edition.words(language, "reply.subject", address="\n")  # a line feed marks the address
    return tuple(quote(part, safe="/") for part in subject.split("\n"))


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


class PrintedLetter(msgspec.Struct, frozen=True):
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
