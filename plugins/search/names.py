"""Names in every spelling: Гаджиев, Hajiyev and Hacıyev are one word to the search.

The vocabularies hold each name in all languages. The words of a person's name are paired by their place, since a
name is spelled and not translated; names of organisations and places are paired where they are one word, spelled
(Turan, Туран) or translated (Georgia, Gürcüstan): European Court and Европейский суд share no word by place. A name of
several words is still found in all languages, by every briefing that is about it (see `documents`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set

import msgspec

from plugins.archive.vocabularies import TAXONOMIES, Term

from .folding import words_of
from .languages import name_stems_of

SPELLED = "people"
MOST_SPELLINGS = 250
"""Stems that stand for one another: the index has, with each of them, all the others. The archive's own have twelve."""

_CYRILLIC = ("Ѐ", "ӿ")


class Spellings:
    """Stems that stand for one another."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        """Join groups that share a stem, as far as no more than `MOST_SPELLINGS` come together."""
        self._of: dict[str, set[str]] = {}
        for group in groups:
            stems = set(group)
            if len(stems) > MOST_SPELLINGS:
                continue
            known = {id(self._of[each]): self._of[each] for each in stems if each in self._of}
            joined = stems.union(*known.values())
            if len(joined) <= MOST_SPELLINGS:
                self._of.update(dict.fromkeys(joined, joined))
        self._first = {stem: first for joined in self._sets for first in [min(joined)] for stem in joined}

    @property
    def _sets(self) -> Iterable[set[str]]:
        """Each set of spellings, once."""
        return {id(joined): joined for joined in self._of.values()}.values()

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """All stems that have other spellings, with them; sorted."""
        return tuple(sorted(tuple(sorted(joined)) for joined in self._sets))

    def among(self, stems: Set[str]) -> list[str]:
        """Return those of some stems that have other spellings, sorted."""
        return sorted(self._first.keys() & stems)

    def others(self, stem: str) -> list[str]:
        """Return a stem's other spellings, sorted."""
        return [each for each in self.all(stem) if each != stem]

    def __contains__(self, stem: str) -> bool:
        """Whether a stem has other spellings."""
        return stem in self._of

    def first(self, stem: str) -> str:
        """Return the one of a stem's spellings that stands for all of them; itself where it has no other."""
        return self._first.get(stem, stem)

    def all(self, stem: str) -> tuple[str, ...]:
        """Return all spellings of a stem, sorted; itself where it has no other."""
        return tuple(sorted(self._of[stem])) if stem in self._of else (stem,)


class Names(msgspec.Struct, frozen=True, array_like=True):
    """What the vocabularies tell the search.

    `groups` are stems that stand for one another, `stems` those of a term's names in all languages, by its taxonomy
    and id with a slash between them; all sorted.
    """

    groups: tuple[tuple[str, ...], ...]
    stems: dict[str, tuple[str, ...]]


def names_of(vocabularies: Mapping[str, Mapping[str, Term]]) -> Names:
    """Read the names of all terms."""
    stems = {
        f"{taxonomy}/{term.id}": tuple(sorted(name_stems(term)))
        for taxonomy in TAXONOMIES
        for term in vocabularies[taxonomy].values()
    }
    return Names(spellings(vocabularies).groups, stems)


def spellings(vocabularies: Mapping[str, Mapping[str, Term]]) -> Spellings:
    """Return what the vocabularies say of spellings."""
    groups: list[set[str]] = []
    for taxonomy in TAXONOMIES:
        for term in vocabularies[taxonomy].values():
            groups += _paired(term, taxonomy)
    return Spellings(groups)


def name_stems(term: Term) -> set[str]:
    """Return the stems of a term's names, each by its language's rules."""
    return {stem for words in _written(term) for stems in words for stem in stems}


def _paired(term: Term, taxonomy: str) -> list[set[str]]:
    """Return groups of stems that stand at one place of the names, where such a group has a sense."""
    written = _written(term)
    counts = [len(words) for words in written]
    length = Counter(counts).most_common(1)[0][0] if counts else 0
    if taxonomy == "tags" or (taxonomy != SPELLED and length != 1):
        return []
    alike = [words for words in written if len(words) == length]
    groups: list[set[str]] = [set().union(*(words[place] for words in alike)) for place in range(length)]
    return [group for group in groups if len(group) > 1]


def _written(term: Term) -> list[list[set[str]]]:
    """Return the name in each spelling: a list of words, each a set of the stems that it may have.

    Nobody says which language another spelling is in: its script leaves the languages that are written so.
    """
    written = [
        [name_stems_of(word, language) for word in words_of(name)] for language, name in sorted(term.names.items())
    ]
    for name in term.also:
        languages = [tag for tag in sorted(term.names) if _cyrillic(name) == (tag in ("ru", "uk", "be", "bg", "sr"))]
        written.append([set().union(*(name_stems_of(word, tag) for tag in languages)) for word in words_of(name)])
    return written


def _cyrillic(text: str) -> bool:
    return any(_CYRILLIC[0] <= letter <= _CYRILLIC[1] for letter in text)
