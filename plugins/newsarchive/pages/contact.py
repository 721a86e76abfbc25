"""Invitations to write to the newsroom, and readers' letters.

The page of a briefing ends with letters, that is, published replies of readers, and with links to write one. Another
page lists all ways to reach the newsroom.
"""

from __future__ import annotations

from urllib.parse import quote

from newsarchive.html import hung
from newsarchive.i18n.alphabets import language_of_name
from newsarchive.i18n.dates import long_date
from newsarchive.model.bodies import PAGE_IDS, body_of
from newsarchive.model.index import Edition, address
from newsarchive.model.models import Letter

from .entries import only_in

SAFELY = "writing-safely"
"""The slug of the page that says how to write to the newsroom safely."""


def invitation(page: str, edition: Edition, language: str) -> dict[str, str]:
    """Return the links by which a page in `language` invites readers to write about the text at the address `page`.

    `mail` is a mailto link (RFC 6068), whose subject names the text by its address: in a title, percent-encoding turns
    each Cyrillic letter into six characters. `safely` is the address of the page that says how to write safely, with
    its title and the language of the title; empty if there is none.
    """
    subject = quote(edition.words(language, "reply.subject", address=page.rstrip("/")), safe="/")
    links = {"mail": f"{edition.site.newsroom.mail_to}?subject={subject}", "safely": "", "title": "", "language": ""}
    for standing in edition.archive.standing:
        if standing.slug == SAFELY and standing.front.status == "published":
            text = standing.shown(language)
            links |= {"safely": address(standing, text.language), "title": text.front.title, "language": text.language}
    return links


def contacts(edition: Edition) -> dict[str, object]:
    """Return the ways to reach the newsroom that the site's settings name; those that are not set are empty.

    `signal` is a username in the messenger Signal, or a web address that opens a chat there (`signal_link`).
    """
    newsroom = edition.site.newsroom
    fingerprint, key = newsroom.pgp
    digits = fingerprint.replace(" ", "").upper()
    return {
        "mail": newsroom.contact,
        "mail_link": newsroom.mail_to,
        "signal": newsroom.signal,
        "signal_link": newsroom.signal.startswith("https:"),
        "fingerprint": " ".join(digits[start : start + 4] for start in range(0, len(digits), 4)),
        "key": key,
    }


def printed_letter(letter: Letter, edition: Edition, page: str, language: str) -> dict[str, object]:
    """Return what a page prints of a reader's letter, with links and pictures relative to its address, `page`.

    The name is empty if it must not be published. Only previews show drafts.
    """
    text = letter.text
    name_language = language_of_name(letter.name, text.language, language)
    return {
        "anchor": letter.anchor,
        "body": hung(body_of(text, edition, page, f"{PAGE_IDS}{letter.anchor}-")),
        "language": text.language,
        "direction": edition.site.direction(text.language),
        "label": only_in(text.language, edition, language),
        "name": letter.name,
        "name_language": name_language,
        "name_direction": edition.site.direction(name_language),
        "date": long_date(letter.date, language),
        "draft": text.front.status == "draft",
        "has_code": text.has_code,
    }
