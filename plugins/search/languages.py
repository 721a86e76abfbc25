"""Which rules stem which language; a language without rules is searched by its words as they are folded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache

from . import azerbaijani, english, russian
from .folding import words_of
from .stemming import Rules

RULES: dict[str, Rules] = {"az": azerbaijani.RULES, "en": english.RULES, "ru": russian.RULES}


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
