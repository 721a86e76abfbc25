"""Which old address leads to which new one."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.archive import addresses
from plugins.archive.index import Edition, address
from plugins.archive.records import Briefing, StandingPage


def redirects_of(edition: Edition) -> Iterator[tuple[str, str]]:
    """Yield (old, new) addresses: per language for earlier slugs, as they stand for `redirects.yaml`."""
    archive = edition.archive
    works: tuple[Briefing | StandingPage, ...] = (*archive.briefings, *archive.standing)
    for work in works:
        for earlier in work.front.redirect_from:
            if "/" in earlier:
                yield f"{earlier}/", _text_for(work, earlier.split("/")[0])
            else:
                for language in work.texts:
                    yield _with_slug(work, language, earlier), address(work, language)
    yield from archive.redirects.items()


def _text_for(work: Briefing | StandingPage, language: str) -> str:
    """Return the address of the text that a reader of an old address is led to: their language's, else the original."""
    return address(work, work.shown(language).language)


def _with_slug(work: Briefing | StandingPage, language: str, slug: str) -> str:
    if isinstance(work, Briefing):
        return addresses.briefing(language, work.date.year, slug)
    return addresses.standing(language, slug)
