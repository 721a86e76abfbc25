"""The terms of a briefing, as its page prints them: grouped by vocabulary, each with a link to its own page."""

from __future__ import annotations

import msgspec

from plugins.archive import addresses
from plugins.archive.derived import derived
from plugins.archive.index import Edition
from plugins.archive.records import Briefing
from plugins.archive.vocabularies import TAXONOMIES


class TermLink(msgspec.Struct, frozen=True):
    """A term's name and the name's language; `address` is empty where the term has no page."""

    name: str
    language: str
    address: str


class TermGroup(msgspec.Struct, frozen=True):
    """A briefing's terms in one vocabulary, with that vocabulary's title and address."""

    taxonomy: str
    title: str
    address: str
    terms: tuple[TermLink, ...]


class _Links:
    """Links to the terms of an edition, each made once: many briefings have the same."""

    def __init__(self, edition: Edition) -> None:
        """Begin with none."""
        self._edition = edition
        self._made: dict[tuple[str, str, str], TermLink] = {}

    def to(self, taxonomy: str, term_id: str, language: str) -> TermLink:
        """Return the link to a term, in a language."""
        key = taxonomy, term_id, language
        if key not in self._made:
            self._made[key] = _link(taxonomy, term_id, language, self._edition)
        return self._made[key]


def terms_of(briefing: Briefing, edition: Edition, language: str) -> list[TermGroup]:
    """Return the briefing's terms by vocabulary, each vocabulary that it uses once."""
    links = derived(edition, _Links)
    return [
        TermGroup(
            taxonomy,
            edition.words(language, f"{taxonomy}.title"),
            addresses.taxonomy(language, taxonomy),
            tuple(links.to(taxonomy, term_id, language) for term_id in terms),
        )
        for taxonomy in TAXONOMIES
        if (terms := briefing.terms(taxonomy))
    ]


def _link(taxonomy: str, term_id: str, language: str, edition: Edition) -> TermLink:
    name, name_language = edition.archive.vocabularies[taxonomy][term_id].name(language, edition.site.default)
    # a hidden briefing's terms may have no page
    paged = (taxonomy, term_id) in edition.archive.by_term
    return TermLink(name, name_language, addresses.term(language, taxonomy, term_id) if paged else "")
