"""What a page is about, in words: names of terms, as every vocabulary of the head takes them."""

from __future__ import annotations

from plugins.archive.index import Edition
from plugins.archive.records import Briefing


def term_names(briefing: Briefing, taxonomy: str, edition: Edition, language: str) -> tuple[str, ...]:
    """Return the names of a briefing's terms, in the editor's order; in the default language where that is all."""
    terms = edition.archive.vocabularies[taxonomy]
    return tuple(terms[each].name(language, edition.site.default)[0] for each in briefing.terms(taxonomy))
