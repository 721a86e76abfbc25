"""From typed words to stems: folding, rules of each language, spellings of names.

Folding is the same in every language, so a query needs no language to be folded. `I`, `İ`, `ı` and `i` become
`i`, so that upper case is right for Azerbaijani without knowing that it is. `browser/words.js` folds by the
same rules; `tests/search/test_agreement.py` holds the two together.

The vocabularies hold each name in all languages. The words of a person's name are paired by their place, since a
name is spelled and not translated; names of organisations and places are paired where they are one word, spelled
(Turan, Туран) or translated (Georgia, Gürcüstan): European Court and Европейский суд share no word by place. A name of
several words is still found in all languages, by every briefing that is about it (see `documents`).
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
"""Letters that lose nothing by normal form D, and yet are typed as another."""

SHORTEST = 2
"""A single letter or digit is no word to look for."""

_PARTING = "\u200b\u200c\u200d"  # these end a word, although nobody sees them
_SHORT_I = "и\u0306"
_WORD = re.compile(r"[^\W_]+")


class _WordTable(dict[int, str]):
    """What becomes of each letter of normal form D, by its number; found out once."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        mark = unicodedata.category(letter)[0] == "M"
        hidden = is_ignorable(letter) and letter not in _PARTING
        self[number] = "" if mark or hidden else LETTERS.get(letter, letter)
        return self[number]


_TABLE = _WordTable()


def fold(text: str) -> str:
    """Return the text in lower case without marks: `İsmayılova` and `ISMAYILOVA` give `ismayilova`.

    Normal form D takes ş, ğ, ç, ö, ü, İ and ё apart; only й keeps its mark: to readers it is another letter than и.
    """
    return unicodedata.normalize("NFD", text.lower()).replace(_SHORT_I, "й").translate(_TABLE)


def words_of(text: str) -> list[str]:
    """Return the folded words of a text in order: runs of letters and digits of at least `SHORTEST`.

    An apostrophe parts a word from its ending: `Bakı'nın` gives `baki`, `nin`; `court's` gives `court`.
    """
    return [word for word in _WORD.findall(fold(text)) if len(word) >= SHORTEST]


RULES: dict[str, StemRules] = {"az": azerbaijani.RULES, "en": english.RULES, "ru": russian.RULES}


KEYBOARDS = {
    "az": "qüertyuiopöğasdfghjklıəzxcvbnmçş",
    "en": "qwertyuiop[]asdfghjkl;'zxcvbnm,.",
    "ru": "йцукенгшщзхъфывапролджэячсмитьбю",
}
"""The letters of each keyboard in one order of keys: a query typed on the wrong one can be read on another."""

LONGEST = 24
"""Letters of a stem that count: enough for every word, and short enough for a file's name in any script."""

_MOST_REMEMBERED = 2**18


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word in a language."""
    rules = RULES.get(language.split("-")[0])
    return (rules.stem(word) if rules else word)[:LONGEST]


def name_stems_of(word: str, language: str) -> set[str]:
    """Return the stems that the forms of a name's folded word have: one, but where the rules would take it apart."""
    forms = russian.cases(word) if language == "ru" else [word]
    return {stem(form, language) for form in forms}


def add_stems(found: defaultdict[str, int], text: str, language: str, weight: int) -> int:
    """Add to `found`, by stem, `weight` for each time that it stands in a text; return how many words the text has."""
    length, stems_of = 0, _stems(language)
    for piece, times in Counter(text.split()).items():
        for each in stems_of[piece]:
            found[each] += weight * times
            length += times
    return length


class _Stems(dict[str, tuple[str, ...]]):
    """The stems of what stands between two spaces, in one language; an archive says the same many times.

    Folding looks at no letter beyond a space, so a text's pieces have the words that it has.
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
    """Return what the script knows of languages: `rules` by tag, and `keys`, their keyboards."""
    plain = {tag: tag.split("-")[0] for tag in languages}
    return {
        "rules": {tag: RULES[plain[tag]].as_data() for tag in plain if plain[tag] in RULES},
        "keys": {tag: KEYBOARDS[plain[tag]] for tag in plain if plain[tag] in KEYBOARDS},
    }


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
