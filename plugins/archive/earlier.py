"""Earlier addresses of texts, as their `redirect_from` gives them, and where each leads now."""

from __future__ import annotations

from collections.abc import Iterator

from . import addresses
from .index import address
from .records import Briefing, Work


def earlier_addresses(work: Work) -> Iterator[tuple[str, str, str]]:
    """Yield what the editor typed, the old address and the new one: an earlier slug has one in each language."""
    for earlier in work.front.redirect_from:
        if "/" in earlier:
            yield earlier, f"{earlier}/", _text_for(work, earlier.split("/")[0])
        else:
            for language in work.texts:
                yield earlier, _with_slug(work, language, earlier), address(work, language)


def _text_for(work: Work, language: str) -> str:
    """Return the address of the text that a reader of an old address is led to: their language's, else the original."""
    return address(work, work.shown(language).language)


def _with_slug(work: Work, language: str, slug: str) -> str:
    if isinstance(work, Briefing):
        return addresses.briefing(language, work.date.year, slug)
    return addresses.standing(language, slug)
