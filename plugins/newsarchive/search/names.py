"""The names of terms as stems, and which stems are spellings of one name.

*Spellings* are stems that stand for one another, so that a search in one language finds texts in the others. They come
from the vocabularies, which have each name in all languages. The words of a person's name are paired by position,
because a name is spelled and not translated. Names of organisations and places are paired only if they are a single
word, whether it is spelled (Turan, Туран) or translated (Georgia, Gürcüstan): the words of European Court and
Европейский суд do not correspond by position. A name of several words is still found in all languages, in every
briefing that has the term.

What readers type and no text has comes from two more sources. Spellings *by rule* are those of people's names in the
other script (`i18n.slugs.respelled`: Гаджиев as Gadzhiev). *Phrases* are the words to search for of the field `search`;
as names, they are paired where they have as many words as the name.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec

from newsarchive.i18n.alphabets import lower
from newsarchive.i18n.slugs import respelled
from newsarchive.model.vocabularies import ALL_LANGUAGES, Term

from . import russian
from .postings import NAME_OF_A_TERM, WEIGHTS
from .words import SHORTEST, WORD, stem, stop_words, words_of

MOST_SPELLINGS = 250
"""The most stems in a group of spellings of one name; real names have about twelve.

The index stores with each stem all others of its group, so large groups would make it large.
"""

SPELLED = "people"
_CYRILLIC = re.compile("[Ѐ-ӿ]")

Group = tuple[tuple[str, ...], tuple[str, ...]]
"""Stems that stand for one another, such as `turan` and `тура`, the stems of Turan and Туран, sorted.

First those that a vocabulary has, then those that only a rule gives: they are found as others are, but are not listed
as spellings of others, because texts hardly have them.
"""

_Name = list[set[str]]
"""A name as a list of its words, and each word as the set of its possible stems."""


class Names(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """The names of all terms, that is, of all tags, people, organisations and places, as stems.

    Attributes:
        groups: The groups of spellings of one name, in sorted order. A stem is in at most one.
        terms: By `<taxonomy>/<id>`, such as `tags/privacy`, how often each stem of a term's names and phrases counts in
            a briefing that has the term. The first spelling of a name stands for all.
        own: The same for the term itself, with a key for each name and phrase as a whole (`called`).
    """

    groups: tuple[Group, ...]
    terms: dict[str, dict[str, int]]
    own: dict[str, dict[str, int]]

    @cached_property
    def spelled(self) -> dict[str, tuple[str, ...]]:
        """All spellings of each stem that has others, itself included; the first stands for all."""
        return {stem: (*written, *ruled) for written, ruled in self.groups for stem in (*written, *ruled)}


def names_of(vocabularies: Mapping[str, Mapping[str, Term]]) -> Names:
    """Return the names of all terms as stems, and which stems are spellings of one name (Turan, Туран)."""
    names = Names(spellings(vocabularies), {}, {})
    first = {stem: same[0] for stem, same in names.spelled.items()}
    for taxonomy, entries in vocabularies.items():
        weight = WEIGHTS["tags" if taxonomy == "tags" else "names"]
        for term in entries.values():
            named = _shortest((_stems(*name) for name in _names(term)), first)
            phrases = _shortest(_searched(term, taxonomy), first)
            searched = {stem: WEIGHTS["phrases"] if length > 1 else weight for stem, length in phrases.items()}
            # a word of a long name says little of the term, but one of two names is a person's
            needed = {stem: max(1, length - (taxonomy == SPELLED)) for stem, length in named.items()}
            own = {stem: max(1, round(NAME_OF_A_TERM / length**2)) for stem, length in needed.items()}
            whole = [] if taxonomy == SPELLED else called(term)
            names.terms[f"{taxonomy}/{term.id}"] = searched | dict.fromkeys(named, weight)
            names.own[f"{taxonomy}/{term.id}"] = searched | own | dict.fromkeys(whole, NAME_OF_A_TERM)
    return names


def _shortest(names: Iterable[_Name], first: Mapping[str, str]) -> dict[str, int]:
    """Return the first spellings of the words of names, each with the length of the shortest name that has it."""
    by_length = sorted(names, key=len, reverse=True)
    return {first.get(stem, stem): len(name) for name in by_length for stems in name for stem in sorted(stems)}


def spellings(vocabularies: Mapping[str, Mapping[str, Term]]) -> tuple[Group, ...]:
    """Return the groups of stems that stand for one another because they are spellings of one name (Turan, Туран)."""
    terms = [(term, taxonomy) for taxonomy, entries in vocabularies.items() for term in entries.values()]
    pairs = [pair for term, taxonomy in terms for pair in _paired(term, taxonomy)]
    known = {stem for written, _ in pairs for stem in written}
    groups = joined(written | ruled for written, ruled in pairs)
    return tuple(sorted((tuple(sorted(stems & known)), tuple(sorted(stems - known))) for stems in groups))


def joined(groups: Iterable[set[str]]) -> list[set[str]]:
    """Merge groups that have a stem in common; ignore those with more than `MOST_SPELLINGS`, before or after."""
    of_stem: dict[str, set[str]] = {}
    for stems in groups:
        if len(stems) <= MOST_SPELLINGS:
            whole = stems.union(*(of_stem[one] for one in stems & of_stem.keys()))
            if len(whole) <= MOST_SPELLINGS:
                of_stem |= dict.fromkeys(whole, whole)
    return [*{id(stems): stems for stems in of_stem.values()}.values()]


def _paired(term: Term, taxonomy: str) -> list[tuple[set[str], set[str]]]:
    """Return stems that stand for one another, as they have the same place in names of one term, and those by rule.

    A name with another number of words than most names of the term is left out.
    """
    written = [_stems(name, languages) for name, languages in _names(term)]
    length = Counter(map(len, written)).most_common(1)[0][0]
    if taxonomy == "tags" or (taxonomy != SPELLED and length != 1):
        return []
    names = term.names.items() if taxonomy == SPELLED else ()
    ruled = [words for language, name in names if len(words := _respelled(name, language, term)) == length]
    alike = [name for name in (*written, *_searched(term, taxonomy)) if len(name) == length]
    groups = []
    for place in range(length):
        stems = set().union(*(name[place] for name in alike))
        groups.append((stems, set().union(*(name[place] for name in ruled)) - stems))
    return [(one, other) for one, other in groups if len(one | other) > 1]


def _names(term: Term) -> list[tuple[str, list[str]]]:
    """Return all names of a term, with the languages by whose rules to stem them; those in `also` have none."""
    names = [(name, [language]) for language, name in sorted(term.names.items())]
    return names + [(name, _languages(name, term)) for name in term.also]


def _phrases(term: Term) -> list[tuple[str, list[str]]]:
    """Return the words to search for of a term, with the languages by whose rules to stem them."""
    return [
        (phrase, _languages(phrase, term) if language == ALL_LANGUAGES else [language])
        for language, phrases in sorted(term.search.items())
        for phrase in phrases
    ]


def _languages(name: str, term: Term) -> list[str]:
    """Return the term's languages with the same script as a name; there are two, Cyrillic and all others."""
    cyrillic = bool(_CYRILLIC.search(name))
    return [tag for tag in sorted(term.names) if cyrillic == (tag in ("ru", "uk", "be", "bg", "sr"))]


def _searched(term: Term, taxonomy: str) -> list[_Name]:
    return [_stems(phrase, languages, inflected=taxonomy != "tags") for phrase, languages in _phrases(term)]


def _respelled(name: str, language: str, term: Term) -> _Name:
    """Return one of a term's names as it is written in the other script, each word with the stems of all spellings."""
    words: _Name = []
    for word in WORD.findall(unicodedata.normalize("NFC", lower(name, language))):
        forms = respelled(word, language) if len(word) >= SHORTEST else []
        words.append({one for form in forms for stems in _stems(form, _languages(form, term)) for one in stems})
    return words


def _stems(name: str, languages: Iterable[str], inflected: bool = True) -> _Name:
    """Return the stems of a name's words, in all cases where a language has rules for those of names (Russian)."""
    words = words_of(name)
    found: _Name = [set() for _ in words]
    for language in languages:
        for word, stems in zip(words, found, strict=True):
            forms = russian.cases(word) if inflected and language == "ru" else [word]
            stems.update(stem(form, language) for form in forms)
    return found


def called(term: Term) -> list[str]:
    """Return a key for each name and phrase of a term: its stems, as in `free=:speech`.

    Names of one word have none: the weight of the word tells them from others.

    A query that has these stems, in this order, is the term's own. The key sorts directly after its first stem, so it
    is in the same file, and no other key has these signs. In an index of the name's language, a query has lost its stop
    words, and in others not: there is a key for both.
    """
    names = [each for each in _names(term) if each[0] in term.also or len(words_of(each[0])) > 1]
    found = []
    for name, languages in (*names, *_phrases(term)):
        words = list(dict.fromkeys(words_of(name)))
        for language in languages if words else ():
            telling = [word for word in words if word not in stop_words(language).split()] or words
            for first, *others in ([stem(word, language) for word in some] for some in (words, telling)):
                found.append("=".join([f"{first}=:{others[0] if others else ''}", *others[1:]]))
    return found
