"""Standing pages such as about, privacy and mirrors.

A standing page is a text without a date, in the folder `pages` of the content. The page about mirrors also prints
commands with which readers download and verify a copy of the site.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsarchive.archive import addresses
from newsarchive.archive.bodies import body_of, contents_of
from newsarchive.archive.index import Edition, address
from newsarchive.archive.models import StandingPage
from newsarchive.archive.pages import Page
from newsarchive.head.tags import work_alternates
from newsarchive.html.strings import hung
from newsarchive.i18n.dates import long_date
from newsarchive.integrity.checksums import CHAIN, STATE, SUMS
from newsarchive.publications.signatures import signature_path
from newsarchive.readers.translations import stale_sign

from .contact import SAFELY, contacts

MIRRORS = "mirrors"
"""The slug of the page that says how to copy the site and verify a copy."""

_HEAD = 7  # lines of STATE before those with digests, which `sha256sum` would warn of
_DIGEST_AND_SPACES = 66  # characters before the path in a line of the checksums: 64 of the digest and 2 spaces


@dataclass(frozen=True)
class Copies:
    """What the page about copies (mirrors) of the site prints below its text.

    Attributes:
        check: The command that verifies the checksums of all files of a copy.
        keys: The public keys with which a publication is signed; none if the site is not signed, as is `signed`.
        required: How many of them must have signed.
        signed: The command that verifies the signature, for each key.
        fetch: The commands that download the whole site; empty if it has no public address.
        mirrors: Copies of the site on other servers: pairs of name and address.
    """

    check: str
    keys: tuple[str, ...]
    required: int
    signed: tuple[str, ...]
    fetch: tuple[str, ...]
    mirrors: tuple[tuple[str, str], ...]
    repository: str


def copies(edition: Edition) -> Copies:
    """Return the commands and addresses that the page about copies of the site prints, from the site's settings."""
    site = edition.site
    return Copies(
        check=f"tail -n +{_HEAD + 1} {STATE} | sha256sum --check --quiet - {SUMS}",
        keys=site.signing_keys,
        required=site.signatures_required,
        signed=tuple(_verifying(key, site.signing_keys) for key in site.signing_keys),
        fetch=_fetch(site.url, site.signing_keys) if site.url else (),
        mirrors=site.mirrors,
        repository=site.newsroom.repository,
    )


def _verifying(key: str, keys: tuple[str, ...]) -> str:
    """Return the command that verifies the signature of STATE by one of a site's keys."""
    place = signature_path(STATE, key, keys)
    return f"minisign -V -P {key} -m {STATE}" + (f" -x {place}" if len(keys) > 1 else "")


def _fetch(url: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return two shell commands: one downloads the list of checksums, the other each file on it, keeping the folders.

    The first also downloads STATE, CHAIN and the signatures.
    """
    lists = [STATE, CHAIN, SUMS, *(signature_path(STATE, key, keys) for key in keys)]
    replace = f"s|^.\\{{{_DIGEST_AND_SPACES}\\}}|{url}/|"
    folders = len([part for part in urlsplit(url).path.split("/") if part])
    cut = f" --cut-dirs={folders}" if folders else ""
    return (
        f"wget {' '.join(shlex.quote(f'{url}/{name}') for name in lists)}",
        f"sed {shlex.quote(replace)} {SUMS} | xargs wget -x -nH{cut}",
    )


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
            "body": hung(body),
            "contents": contents_of(body),
            "contacts": contacts(edition) if standing.slug == SAFELY else None,
            "copies": copies(edition) if standing.slug == MIRRORS else None,
            "editions": addresses.editions(language) if edition.site.editions else "",
            "modified": text.front.modified and long_date(text.front.modified, language),
            "stale": stale_sign(text, standing, language),
        },
        alternates=alternates,
        default_alternate=default,
        listed=standing.status(language) == "published",
        changed=text.changed,
        work=standing,
    )
