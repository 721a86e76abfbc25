"""Standing pages such as about, privacy and mirrors.

A standing page is a text without a date, in the folder `pages` of the content. The page about mirrors also prints
commands with which readers verify a copy of the site, and volunteers set up a mirror.
"""

from __future__ import annotations

import re

import msgspec

from newsarchive.archive import addresses
from newsarchive.archive.addresses import STATE, SUMS
from newsarchive.archive.bodies import body_of, contents_of
from newsarchive.archive.index import Edition, address
from newsarchive.archive.models import StandingPage
from newsarchive.archive.pages import Page
from newsarchive.head.tags import work_alternates
from newsarchive.html.strings import hung
from newsarchive.i18n.dates import long_date
from newsarchive.mirroring.kit import STATE_HEAD, SetUpSteps, steps_of, verifying
from newsarchive.readers.translations import stale_sign

from .contact import SAFELY, contacts

MIRRORS = "mirrors"
"""The slug of the page that says how to copy the site and verify a copy."""

_CODE = re.compile(r"(?<=<code>)[^<]+(?=</code>)")
_HYPHENATED = re.compile(r"(?<!\S)(?=\S{2,16}(?!\S))\S*-\S*")
"""A word of a command with a hyphen, after which no line may end; a longer one might not fit into a line."""


class Copies(msgspec.Struct, frozen=True):
    """What the page about copies (mirrors) of the site prints below its text.

    Attributes:
        check: The command that verifies the checksums of all files of a copy.
        keys: The public keys with which a publication is signed; none if the site is not signed, as is `signed`.
        required: How many of them must have signed.
        signed: The command that verifies the signature, for each key.
        steps: The commands that set up a mirror; None if the site has no public address.
        onion: The address of the site as an onion service; empty if it has none.
        mirrors: Copies of the site on other servers: pairs of name and address.
        repository: The address of the project.
    """

    check: str
    keys: tuple[str, ...]
    required: int
    signed: tuple[str, ...]
    steps: SetUpSteps | None
    onion: str
    mirrors: tuple[tuple[str, str], ...]
    repository: str


def copies(edition: Edition) -> Copies:
    """Return the commands and addresses that the page about copies of the site prints, from the site's settings."""
    site = edition.site
    return Copies(
        check=f"tail -n +{STATE_HEAD + 1} {STATE} | sha256sum --check --quiet - {SUMS}",
        keys=site.signing_keys,
        required=site.signatures_required,
        signed=tuple(verifying(key, site.signing_keys) for key in site.signing_keys),
        steps=steps_of(site) if site.url else None,
        onion=site.onion,
        mirrors=site.mirrors,
        repository=site.newsroom.repository,
    )


def unbroken(html: str) -> str:
    """Return HTML in which each short word with a hyphen inside `<code>` is a `<span>`, which a line does not break."""
    return _CODE.sub(lambda code: _HYPHENATED.sub(r"<span>\g<0></span>", code[0]), html)


def standing_page(standing: StandingPage, edition: Edition, language: str) -> Page:
    """Return the page that shows a text without a date, such as "about", which must exist in `language`."""
    text = standing.texts[language]
    alternates, default = work_alternates(standing, edition.site) if standing.readable(language) else ((), "")
    here = address(standing, language)
    body = body_of(text, edition, here)
    return Page(
        address=here,
        language=language,
        template="standing.html",
        title=text.front.title,
        description=text.front.summary,
        view={
            "text": text,
            "draft": "draft" in (text.front.status, standing.front.status),
            "body": unbroken(hung(body)),
            "contents": contents_of(body),
            "contacts": contacts(edition) if standing.slug == SAFELY else None,
            "copies": copies(edition) if standing.slug == MIRRORS else None,
            "editions": addresses.editions(language) if edition.site.editions else "",
            "zipped": "site" in edition.site.editions,
            "modified": text.front.modified and long_date(text.front.modified, language),
            "stale": stale_sign(text, standing, language),
        },
        alternates=alternates,
        default_alternate=default,
        listed=standing.status(language) == "published",
        changed=text.changed,
        work=standing,
    )
