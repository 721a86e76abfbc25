"""From typed words to stems: folding, rules of each language, spellings of names.

Folding is the same in every language, so a query is folded without knowing its language. `I`, `İ`, `ı` and `i` all
become `i`, so Azerbaijani words in upper case are folded correctly. `browser/words.js` folds by the same rules;
`tests/search/test_agreement.py` checks that both agree.

The vocabularies have each name in all languages. The words of a person's name are paired by position, because a name
is spelled and not translated. Names of organisations and places are paired only if they are a single word, whether it
is spelled (Turan, Туран) or translated (Georgia, Gürcüstan): the words of European Court and Европейский суд do not
correspond by position. A name of several words is still found in all languages, in every briefing that has the term
(see `corpus`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache

import msgspec

from newsarchive.archive.characters import is_ignorable
from newsarchive.archive.vocabularies import TAXONOMIES, Term

from . import azerbaijani, english, russian
from .stemming import StemRules

LETTERS = {"ə": "e", "ı": "i"}
"""Letters that normal form D does not decompose, but that readers type as another letter."""

SHORTEST = 2
"""The fewest characters of a word; a single letter or digit is not indexed."""

_PARTING = "\u200b\u200c\u200d"  # invisible characters that separate words
_SHORT_I = "и\u0306"
_WORD = re.compile(r"[^\W_]+")


class _WordTable(dict[int, str]):
    """A translation table that folds code points in normal form D, filled on demand."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        mark = unicodedata.category(letter)[0] == "M"
        hidden = is_ignorable(letter) and letter not in _PARTING
        self[number] = "" if mark or hidden else LETTERS.get(letter, letter)
        return self[number]


_TABLE = _WordTable()


def fold(text: str) -> str:
    """Return the text in lower case without marks: `İsmayılova` and `ISMAYILOVA` give `ismayilova`.

    Normal form D decomposes ş, ğ, ç, ö, ü, İ and ё. Only й keeps its mark, because readers see it as another letter
    than и.
    """
    return unicodedata.normalize("NFD", text.lower()).replace(_SHORT_I, "й").translate(_TABLE)


def words_of(text: str) -> list[str]:
    """Return the folded words of a text in order: runs of at least `SHORTEST` letters and digits.

    An apostrophe separates a word from its ending: `Bakı'nın` gives `baki` and `nin`; `court's` gives `court`.
    """
    return [word for word in _WORD.findall(fold(text)) if len(word) >= SHORTEST]


RULES: dict[str, StemRules] = {"az": azerbaijani.RULES, "en": english.RULES, "ru": russian.RULES}


KEYBOARDS = {
    "az": "qüertyuiopöğasdfghjklıəzxcvbnmçş",
    "en": "qwertyuiop[]asdfghjkl;'zxcvbnm,.",
    "ru": "йцукенгшщзхъфывапролджэячсмитьбю",
}
"""The letters of each keyboard in the same order of keys, to convert a query that was typed on the wrong one."""

LONGEST = 24
"""The most letters of a stem: enough for every word, and short enough for a file's name in any script."""

_MOST_REMEMBERED = 2**18


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word, or the word itself in a language without rules; at most `LONGEST` letters."""
    rules = RULES.get(language.split("-")[0])
    return (rules.stem(word) if rules else word)[:LONGEST]


def name_stems_of(word: str, language: str) -> set[str]:
    """Return the stems of all forms of a folded word of a name, often just one."""
    forms = russian.cases(word) if language == "ru" else [word]
    return {stem(form, language) for form in forms}


def add_stems(found: defaultdict[str, int], text: str, language: str, weight: int) -> int:
    """Add `weight` to `found` for each occurrence of each stem in a text; return the number of words in the text."""
    length, stems_of = 0, _stems(language)
    for piece, times in Counter(text.split()).items():
        for each in stems_of[piece]:
            found[each] += weight * times
            length += times
    return length


class _Stems(dict[str, tuple[str, ...]]):
    """A cache of the stems of a piece of text between two spaces, in one language; the same pieces occur many times.

    Folding never looks across a space, so the pieces of a text have the same words as the whole text.
    """

    def __init__(self, language: str) -> None:
        self._language = language

    def __missing__(self, piece: str) -> tuple[str, ...]:
        if len(self) == _MOST_REMEMBERED:
            self.clear()
        self[piece] = tuple(stem(word, self._language) for word in words_of(piece))
        return self[piece]


_stems = lru_cache(maxsize=64)(_Stems)


def rules_of(languages: Iterable[str]) -> dict[str, dict[str, object]]:
    """Return what the script needs to know of languages, by tag: `rules` for stemming, `keys` of keyboards.

    Languages without rules or without a keyboard are left out of the respective mapping.
    """
    plain = {tag: tag.split("-")[0] for tag in languages}
    return {
        "rules": {tag: RULES[plain[tag]].as_data() for tag in plain if plain[tag] in RULES},
        "keys": {tag: KEYBOARDS[plain[tag]] for tag in plain if plain[tag] in KEYBOARDS},
    }


SPELLED = "people"
MOST_SPELLINGS = 250
"""The most stems in a group: the index stores all others with each of them. The archive's own groups have twelve."""

_CYRILLIC = ("Ѐ", "ӿ")


class Spellings:
    """Groups of stems that stand for one another, such as spellings of one name."""

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        """Merge groups that share a stem.

        A group is ignored if it, or the group that would result from merging, has more than `MOST_SPELLINGS` stems.
        """
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
        """Each group, once."""
        return {id(joined): joined for joined in self._of.values()}.values()

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """All groups, each sorted, in sorted order."""
        return tuple(sorted(tuple(sorted(joined)) for joined in self._sets))

    def among(self, stems: Set[str]) -> list[str]:
        """Return those of the stems that have other spellings, sorted."""
        return sorted(self._first.keys() & stems)

    def others(self, stem: str) -> list[str]:
        """Return the other spellings of a stem, sorted."""
        return [each for each in self.all(stem) if each != stem]

    def __contains__(self, stem: str) -> bool:
        """Return whether a stem has other spellings."""
        return stem in self._of

    def first(self, stem: str) -> str:
        """Return the spelling that represents the group of a stem, or the stem itself if it has no other spelling."""
        return self._first.get(stem, stem)

    def all(self, stem: str) -> tuple[str, ...]:
        """Return all spellings of a stem, sorted, or the stem alone if it has no other spelling."""
        return tuple(sorted(self._of[stem])) if stem in self._of else (stem,)


class Names(msgspec.Struct, frozen=True, array_like=True):
    """The names in the vocabularies, as stems.

    `groups` are stems that stand for one another. `stems` are those of a term's names in all languages, by
    `taxonomy/id`. All are sorted.
    """

    groups: tuple[tuple[str, ...], ...]
    stems: dict[str, tuple[str, ...]]


def names_of(vocabularies: Mapping[str, Mapping[str, Term]]) -> Names:
    """Return the names of all terms of the vocabularies, as stems."""
    stems = {
        f"{taxonomy}/{term.id}": tuple(sorted(name_stems(term)))
        for taxonomy in TAXONOMIES
        for term in vocabularies[taxonomy].values()
    }
    return Names(spellings(vocabularies).groups, stems)


def spellings(vocabularies: Mapping[str, Mapping[str, Term]]) -> Spellings:
    """Return the spellings that the names of all terms imply."""
    groups: list[set[str]] = []
    for taxonomy in TAXONOMIES:
        for term in vocabularies[taxonomy].values():
            groups += _paired(term, taxonomy)
    return Spellings(groups)


def name_stems(term: Term) -> set[str]:
    """Return the stems of a term's names, each by the rules of its language."""
    return {stem for words in _written(term) for stems in words for stem in stems}


def _paired(term: Term, taxonomy: str) -> list[set[str]]:
    """Return the groups of stems that have the same position in a term's names.

    There are none for tags, and none for organisations and places whose names mostly have several words. Names with
    another number of words than most are left out.
    """
    written = _written(term)
    counts = [len(words) for words in written]
    length = Counter(counts).most_common(1)[0][0] if counts else 0
    if taxonomy == "tags" or (taxonomy != SPELLED and length != 1):
        return []
    alike = [words for words in written if len(words) == length]
    groups: list[set[str]] = [set().union(*(words[place] for words in alike)) for place in range(length)]
    return [group for group in groups if len(group) > 1]


def _written(term: Term) -> list[list[set[str]]]:
    """Return each spelling of a term's name as a list of words, each as the set of its possible stems.

    The language of an additional spelling (`also`) is not known, so its words have the stems of all the term's
    languages that use the same script, Cyrillic or not.
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
