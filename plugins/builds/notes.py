"""What a build has to say of the site as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from plugins.archive.index import Edition

_NOTICE = dt.timedelta(days=30)


def notes_of(edition: Edition, *, signed: bool) -> tuple[str, ...]:
    """Return the lines; `signed`: nothing that readers are told is signed lacks its signature."""
    return tuple(_notes(edition, signed))


def _notes(edition: Edition, signed: bool) -> Iterator[str]:
    site, words = edition.site, edition.words
    expires = site.newsroom.security_expires
    if site.url and site.day < expires <= site.day + _NOTICE:
        yield words(site.default, "newsroom.expires", date=expires.isoformat())
    if site.public_key and not signed:
        yield words(site.default, "newsroom.not-signed")
