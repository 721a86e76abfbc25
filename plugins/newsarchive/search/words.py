"""From typed words to stems: folding, rules of each language, spellings of names.

The index does not contain the words of the texts but their stems. A word is first *folded*, that is, reduced to lower
case without diacritics, alike in every language, and then stemmed, that is, reduced to a part that all its grammatical
forms share. The script in the browser does the same with a query (`tests/newsarchive/search/test_agreement.py`).

*Spellings* are stems that stand for one another, so that a search in one language finds texts in the others. They come
from the vocabularies, which have each name in all languages. The words of a person's name are paired by position,
because a name is spelled and not translated. Names of organisations and places are paired only if they are a single
word, whether it is spelled (Turan, Туран) or translated (Georgia, Gürcüstan): the words of European Court and
Европейский суд do not correspond by position. A name of several words is still found in all languages, in every
briefing that has the term (see `corpus`).

What readers type and no text has comes from two more sources. Spellings *by rule* are those of people's names in the
other script (`i18n.slugs.respelled`: Гаджиев as Gadzhiev). Words *to search for* are those of the field `search`; as
names, they are paired where they have as many words as the name.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from functools import lru_cache

import msgspec

from newsarchive.i18n.alphabets import lower
from newsarchive.i18n.slugs import respelled
from newsarchive.model.characters import is_ignorable
from newsarchive.model.vocabularies import ALL_LANGUAGES, Term

from . import azerbaijani, english, russian
from .shards import name_of
from .stemming import StemRules

LETTERS = {"ə": "e", "ı": "i"}
"""Letters that readers often type as another one and that Unicode does not decompose (NFD), as it does ü: ə as e."""

SHORTEST = 2
"""The fewest characters of a word that is indexed; a single letter or digit is not."""

_PARTING = "\u200b\u200c\u200d"  # invisible characters that separate words
_SHORT_I = "и\u0306"
_WORD = re.compile(r"[^\W_]+")


class _WordTable(dict[int, str]):
    """A table for `str.translate` that folds characters of text in the decomposed form NFD, filled on demand."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        mark = unicodedata.category(letter)[0] == "M"
        hidden = is_ignorable(letter) and letter not in _PARTING
        self[number] = "" if mark or hidden else LETTERS.get(letter, letter)
        return self[number]


_TABLE = _WordTable()


def fold(text: str) -> str:
    """Return a text in lower case without diacritics and invisible characters.

    `I`, `İ`, `ı` and `i` all become `i`, ə becomes e, and ё becomes е. Only й is kept, which readers do not see as и.
    """
    return unicodedata.normalize("NFD", text.lower()).replace(_SHORT_I, "й").translate(_TABLE)


def words_of(text: str) -> list[str]:
    """Return the folded words of a text: runs of at least `SHORTEST` letters and digits.

    An apostrophe separates a word from its ending: `Bakı'nın` gives `baki` and `nin`; `court's` gives `court`.
    """
    return [word for word in _WORD.findall(fold(text)) if len(word) >= SHORTEST]


RULES: dict[str, StemRules] = {"az": azerbaijani.RULES, "en": english.RULES, "ru": russian.RULES}

STOP_WORDS = {"az": azerbaijani.STOP_WORDS, "en": english.STOP_WORDS, "ru": russian.STOP_WORDS}
"""By language, folded words that do not count in a query that has others. The index has them: a title may be one."""


def stop_words(language: str) -> str:
    """Return the `STOP_WORDS` of a language with spaces between them, or an empty string; `az-Cyrl` has those of az."""
    return STOP_WORDS.get(language.split("-")[0], "")


KEYBOARDS = {
    "az": "qüertyuiopöğasdfghjklıəzxcvbnmçş",
    "en": "qwertyuiop[]asdfghjkl;'zxcvbnm,.",
    "ru": "йцукенгшщзхъфывапролджэячсмитьбю",
}
"""The characters of each keyboard, key by key, for queries that were typed on the wrong one (`ghbdtn` is `привет`)."""

LONGEST = 24
"""The largest number of letters in a stem; longer ones are cut, because files are named after stems."""

_MOST_REMEMBERED = 2**18


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word, cut to `LONGEST` letters.

    Only the first part of the language code counts (`az` in `az-Cyrl`); without rules, the word is its own stem.
    """
    rules = RULES.get(language.split("-")[0])
    return (rules.stem(word) if rules else word)[:LONGEST]


def _word_stems(word: str, language: str) -> set[str]:
    return {stem(word, language)}


def name_stems_of(word: str, language: str) -> set[str]:
    """Return the stems of all grammatical cases of one folded word of a name; only Russian has rules for them."""
    forms = russian.cases(word) if language == "ru" else [word]
    return {stem(form, language) for form in forms}


def add_stems(found: defaultdict[str, int], text: str, language: str, weight: int) -> int:
    """Count the word stems of a text into `found`, adding `weight` for each, and return the number of its words."""
    length, stems_of = 0, _stems(language)
    for piece, times in Counter(text.split()).items():
        for each in stems_of[piece]:
            found[each] += weight * times
            length += times
    return length


class _Stems(dict[str, tuple[str, ...]]):
    """A cache that maps the text between two spaces (`court's`) to the stems of its words, in one language.

    The same words occur many times, and folding never looks across a space.
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
    """Return the stemming `rules` and the keyboards (`keys`) by language code, for the script."""
    plain = {tag: tag.split("-")[0] for tag in languages}
    return {
        "rules": {tag: RULES[plain[tag]].as_data() for tag in plain if plain[tag] in RULES},
        "keys": {tag: KEYBOARDS[plain[tag]] for tag in plain if plain[tag] in KEYBOARDS},
    }


SPELLED = "people"
MOST_SPELLINGS = 250
"""The most stems in a group of spellings of one name; real names have about twelve.

The index stores with each stem all others of its group, so large groups would make it large.
"""

_CYRILLIC = re.compile("[Ѐ-ӿ]")


class Spellings:
    """Groups of stems that stand for one another, such as `turan` and `тура`, the stems of Turan and Туран.

    A stem is in at most one group.
    """

    def __init__(self, groups: Iterable[Iterable[str]], by_rule: Iterable[str] = ()) -> None:
        """Merge groups that have a stem in common; ignore those with more than `MOST_SPELLINGS`, before or after.

        The stems `by_rule` are found as others are, but are not listed as spellings of others: texts hardly have them.
        """
        self._of: dict[str, set[str]] = {}
        self.by_rule = frozenset(by_rule)
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
        return {id(joined): joined for joined in self._of.values()}.values()

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """All groups as sorted tuples, in sorted order."""
        return tuple(sorted(tuple(sorted(joined)) for joined in self._sets))

    def among(self, stems: Set[str]) -> list[str]:
        """Return those of the given stems that have other spellings, sorted."""
        return sorted(self._first.keys() & stems)

    def others(self, stem: str) -> list[str]:
        """Return the other spellings of a stem that texts may have, sorted; empty if it has none."""
        return [each for each in self.all(stem) if each != stem and each not in self.by_rule]

    def __contains__(self, stem: str) -> bool:
        """Return whether a stem has other spellings."""
        return stem in self._of

    def first(self, stem: str) -> str:
        """Return the spelling that stands for all spellings of a name: the first in sorted order."""
        return self._first.get(stem, stem)

    def all(self, stem: str) -> tuple[str, ...]:
        """Return all spellings of a stem, sorted, itself included; a tuple of only the stem if it has no other."""
        return tuple(sorted(self._of[stem])) if stem in self._of else (stem,)


class Names(msgspec.Struct, frozen=True, array_like=True):
    """The names of all terms, that is, of all tags, people, organisations and places, as stems.

    Attributes:
        groups: The groups of stems that are spellings of one name (Turan, Туран), sorted, each group sorted, too.
        by_rule: The sorted stems of these groups that no vocabulary has, but a rule gives.
        stems: By `<taxonomy>/<id>`, such as `tags/privacy`, the stems of a term's names in all languages, each with the
            number of words in the shortest name that has it.
        searched: Of the term's words to search for, the sorted stems of those that stand alone, without its names'.
        phrased: The sorted stems of the others, which are words of a phrase such as `freedom of the press`.
        called: For each of the term's names and phrases to search for, the sorted keys that the index has for it as a
            whole (`called`); none for people, whose names tell enough word by word.
    """

    groups: tuple[tuple[str, ...], ...]
    by_rule: tuple[str, ...]
    stems: dict[str, dict[str, int]]
    searched: dict[str, tuple[str, ...]]
    phrased: dict[str, tuple[str, ...]]
    called: dict[str, tuple[str, ...]]

    def spellings(self) -> Spellings:
        """Return which stems stand for one another because they are spellings of one name."""
        return Spellings(self.groups, self.by_rule)


def names_of(vocabularies: Mapping[str, Mapping[str, Term]]) -> Names:
    """Return the names of all terms as stems, and which stems are spellings of one name (Turan, Туран)."""
    terms = {f"{taxonomy}/{term.id}": term for taxonomy in vocabularies for term in vocabularies[taxonomy].values()}
    stems = {key: _shortest(_written(term)) for key, term in terms.items()}
    words = {key: _searched(term, key.split("/")[0]) for key, term in terms.items()}
    alone = {key: _stems_in(name for name in words[key] if len(name) == 1) - stems[key].keys() for key in terms}
    phrased = {key: _stems_in(words[key]) - stems[key].keys() - alone[key] for key in terms}
    found = spellings(vocabularies)
    whole = {key: set() if key.startswith(SPELLED) else called(term) for key, term in terms.items()}
    return Names(found.groups, tuple(sorted(found.by_rule)), stems, _sorted(alone), _sorted(phrased), _sorted(whole))


_LONGEST_KEY = 240
"""The most letters in the name of a file that is named after a key for a whole name."""


def called(term: Term) -> set[str]:
    """Return a key for each name and each phrase to search for of a term: its stems, as in `free=:speech`.

    Names of one word have none: the weight of the word tells them from others.

    A query that has these stems, in this order, is the term's own. The key sorts directly after its first stem, so it
    is in the same file, and no other key has these signs. In an index of the name's language, a query has lost its stop
    words, and in others not: there is a key for both.
    """
    names = [(name, [language]) for language, name in term.names.items() if len(words_of(name)) > 1]
    names += [(name, _languages(name, term)) for name in term.also]
    for language, phrases in term.search.items():
        names += [(name, _languages(name, term) if language == ALL_LANGUAGES else [language]) for name in phrases]
    found = set()
    for name, languages in names:
        words = list(dict.fromkeys(words_of(name)))
        for language in languages if words else ():
            stops = stop_words(language).split()
            telling = [word for word in words if word not in stops] or words
            for first, *others in ([stem(word, language) for word in each] for each in (words, telling)):
                found.add("=".join([f"{first}=:{others[0] if others else ''}", *others[1:]]))
    return {key for key in found if len(name_of(key)) <= _LONGEST_KEY}


def _shortest(names: _Written) -> dict[str, int]:
    """Return the stems of names, each with the number of words in the shortest name that has it."""
    found: dict[str, int] = {}
    for name in sorted(names, key=len, reverse=True):
        for stems in name:
            found |= dict.fromkeys(sorted(stems), len(name))
    return found


def _sorted(stems: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted(found)) for key, found in stems.items()}


def spellings(vocabularies: Mapping[str, Mapping[str, Term]]) -> Spellings:
    """Return the groups of stems that stand for one another because they are spellings of one name (Turan, Туран)."""
    groups: list[set[str]] = []
    by_rule: set[str] = set()
    known: set[str] = set()
    for taxonomy, terms in vocabularies.items():
        for term in terms.values():
            for written, ruled in _paired(term, taxonomy):
                groups.append(written | ruled)
                by_rule |= ruled
                known |= written
    return Spellings(groups, by_rule - known)


_Name = list[set[str]]
"""A name as a list of its words, and each word as the set of its possible stems."""

_Written = list[_Name]


def _stems_in(names: Iterable[_Name]) -> set[str]:
    return {stem for words in names for stems in words for stem in stems}


def _paired(term: Term, taxonomy: str) -> list[tuple[set[str], set[str]]]:
    """Return groups of stems that stand for one another, because they have the same position in names of one term.

    For a person with the names Elçin Məmmədov and Эльчин Мамедов these are a group for the first name and one for the
    second. Tags give no groups. Organisations and places give one only if most of their names are a single word. A name
    with another number of words than most names of the term is left out. The second set of each pair has the stems that
    only a rule gives.
    """
    written = _written(term)
    counts = [len(words) for words in written]
    length = Counter(counts).most_common(1)[0][0] if counts else 0
    if taxonomy == "tags" or (taxonomy != SPELLED and length != 1):
        return []
    alike = [words for words in (*written, *_searched(term, taxonomy)) if len(words) == length]
    ruled = [words for words in (_respelled(term) if taxonomy == SPELLED else []) if len(words) == length]
    groups = []
    for place in range(length):
        stems = {stem for words in alike for stem in words[place]}
        groups.append((stems, {stem for words in ruled for stem in words[place]} - stems))
    return [group for group in groups if len(group[0] | group[1]) > 1]


def _written(term: Term) -> _Written:
    """Return all names of a term, in all languages and further ones in the field `also`, which have no language."""
    names = [_words(name, [language]) for language, name in sorted(term.names.items())]
    return names + [_words(name, _languages(name, term)) for name in term.also]


def _searched(term: Term, taxonomy: str) -> _Written:
    """Return the words to search for of a term, as names; those of tags are no names and have the stems of any word."""
    stems_of = _word_stems if taxonomy == "tags" else name_stems_of
    found = []
    for language, phrases in sorted(term.search.items()):
        for phrase in phrases:
            languages = _languages(phrase, term) if language == ALL_LANGUAGES else [language]
            found.append(_words(phrase, languages, stems_of))
    return found


def _respelled(term: Term) -> _Written:
    """Return the names of a term, in the languages for which there are rules, as they are written in the other script.

    Each name is one, whose words have the stems of all spellings that the rules give.
    """
    found = []
    for language, name in sorted(term.names.items()):
        words = []
        for word in _WORD.findall(unicodedata.normalize("NFC", lower(name, language))):
            spelled = respelled(word, language) if len(word) >= SHORTEST else []
            names = [_words(form, _languages(form, term)) for form in spelled]
            words.append(_stems_in(names))
        found.append(words)
    return found


def _languages(name: str, term: Term) -> list[str]:
    """Return by whose rules to stem a name without a language: those of the term's languages with the same script.

    There are two scripts: Cyrillic, and all others.
    """
    return [tag for tag in sorted(term.names) if _cyrillic(name) == (tag in ("ru", "uk", "be", "bg", "sr"))]


def _words(name: str, languages: Collection[str], stems_of: Callable[[str, str], set[str]] = name_stems_of) -> _Name:
    return [{stem for tag in languages for stem in stems_of(word, tag)} for word in words_of(name)]


def _cyrillic(text: str) -> bool:
    return _CYRILLIC.search(text) is not None
