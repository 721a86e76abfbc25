"""Terms by the names that people give them: an id, a name in any language, another spelling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from plugins.archive.faults import did_you_mean
from plugins.archive.vocabularies import Term
from plugins.languages.transliteration import slugify


class TermNames:
    """The names of a vocabulary's terms, which are gathered when the first one is looked up."""

    def __init__(self, terms: Mapping[str, Term]) -> None:
        """Keep the terms, by id."""
        self._terms = terms

    def named(self, typed: str) -> tuple[str, ...]:
        """Return the ids of the terms that are called so, in capitals or small letters, with or without their marks."""
        if typed in self._terms:
            return (typed,)
        found = {each for language, names in self._names.items() for each in names.get(slugify(typed, language), ())}
        return tuple(sorted(found))

    def meant(self, typed: str) -> str:
        """Return the id that was meant by a name, by its beginning or by a near spelling; else an empty string."""
        named = self.named(typed)
        if named:
            return named[0]
        begun = slugify(typed, "en")
        starting = [each for name, each in self._all.items() if begun and name.startswith(begun)]
        return min(starting) if starting else self._all.get(did_you_mean(begun, self._all), "")

    @cached_property
    def _all(self) -> Mapping[str, str]:
        """Ids by themselves and by names in plain letters."""
        names = {name: next(iter(ids)) for known in self._names.values() for name, ids in known.items()}
        return {**names, **{each: each for each in self._terms}}

    @cached_property
    def _names(self) -> Mapping[str, Mapping[str, Collection[str]]]:
        """Ids by language and name in plain letters; a dictionary holds each id once, and is not searched through."""
        found: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
        for each, term in self._terms.items():
            for name, language in _spellings(term):
                if plain := slugify(name, language):
                    found[language][plain][each] = None
        return {language: dict(names) for language, names in found.items()}


def _spellings(term: Term) -> Iterator[tuple[str, str]]:
    """Yield every name with its language; another spelling may be of any."""
    yield from ((name, language) for language, name in term.names.items())
    languages = {*term.names, "en"}
    yield from ((name, language) for name in dict.fromkeys(term.also) for language in sorted(languages))
