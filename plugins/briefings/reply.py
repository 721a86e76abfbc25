"""How a reader answers: the invitation under a briefing, and the ways to write on the page about writing safely."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from plugins.archive.index import Edition, address

SAFELY = "writing-safely"
"""Slug of the standing page that says how to write to the newsroom safely."""

_GROUP = 4


@dataclass(frozen=True)
class Invitation:
    """A link that opens a mail; and the page on writing safely with its title's language, empty where there is none."""

    mail: str
    safely: str = ""
    title: str = ""
    language: str = ""


@dataclass(frozen=True)
class Contacts:
    """The ways to write that the site's settings name; an empty one does not exist. `signal_link`: it is a link."""

    mail: str
    mail_link: str
    signal: str
    signal_link: bool
    fingerprint: str
    key: str


def invitation(page: str, edition: Edition, language: str) -> Invitation:
    """Return the invitation to write on the text at address `page`."""
    mail = mail_link(page, edition, language)
    for standing in edition.archive.standing:
        if standing.slug == SAFELY and standing.front.status == "published":
            shown = standing.shown(language)
            return Invitation(mail, address(standing, shown.language), shown.front.title, shown.language)
    return Invitation(mail)


def mail_link(page: str, edition: Edition, language: str) -> str:
    """Return a mailto link (RFC 6068) whose subject names the text by its address, which begins with its language.

    A title in Cyrillic would take six times its letters here, and would not be packed: 400 bytes of a page.
    """
    subject = edition.words(language, "reply.subject", address=page.rstrip("/"))
    return f"{_mail_to(edition.site.newsroom.contact)}?subject={quote(subject, safe='/')}"


def contacts(edition: Edition) -> Contacts:
    """Return the ways to write, a fingerprint in groups that can be compared by eye."""
    newsroom = edition.site.newsroom
    fingerprint, key = newsroom.pgp
    digits = fingerprint.replace(" ", "").upper()
    return Contacts(
        mail=newsroom.contact,
        mail_link=_mail_to(newsroom.contact),
        signal=newsroom.signal,
        signal_link=newsroom.signal.startswith("https:"),
        fingerprint=" ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP)),
        key=key,
    )


def _mail_to(contact: str) -> str:
    return f"mailto:{quote(contact, safe='@+')}"
