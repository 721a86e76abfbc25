"""Terms by the names that people give them: an id, a name in any language, another spelling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plugins.archive.faults import did_you_mean
from plugins.archive.vocabularies import Term
from plugins.languages.transliteration import slugify


def terms_named(typed: str, terms: Mapping[str, Term]) -> tuple[str, ...]:
    """Return the ids of the terms that are called so, in capitals or small letters, with or without their marks."""
    if typed in terms:
        return (typed,)
    return tuple(sorted(each for each, term in terms.items() if any(_alike(typed, *name) for name in _names(term))))


def meant_term(typed: str, terms: Mapping[str, Term]) -> str:
    """Return the id that was meant by a name, by the beginning of one or by a near spelling; else an empty string."""
    named = terms_named(typed, terms)
    if named:
        return named[0]
    begun = slugify(typed, "en")
    names = {slugify(name, language): each for each, term in terms.items() for name, language in _names(term)}
    names |= {each: each for each in terms}
    starting = sorted({each for name, each in names.items() if begun and name.startswith(begun)})
    return starting[0] if starting else names.get(did_you_mean(begun, names), "")


def _names(term: Term) -> Iterator[tuple[str, str]]:
    """Yield every name with its language; another spelling may be of any."""
    yield from ((name, language) for language, name in term.names.items())
    yield from ((name, language) for name in term.also for language in (*term.names, "en"))


def _alike(typed: str, name: str, language: str) -> bool:
    return bool(slugify(name, language)) and slugify(typed, language) == slugify(name, language)
