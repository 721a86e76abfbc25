"""Which rules stem which language; a language without rules is searched by its words as they are folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

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


def stem(word: str, language: str) -> str:
    """Return the stem of a folded word in a language."""
    rules = RULES.get(language.split("-")[0])
    return (rules.stem(word) if rules else word)[:LONGEST]


def name_stems_of(word: str, language: str) -> set[str]:
    """Return the stems that the forms of a name's folded word have: one, but where the rules would take it apart."""
    forms = russian.cases(word) if language == "ru" else [word]
    return {stem(form, language) for form in forms}


def stems_of(text: str, language: str) -> Counter[str]:
    """Return how often each stem stands in a text."""
    rules = RULES.get(language.split("-")[0])
    found: Counter[str] = Counter()
    # a text says the same word twice, on average
    for word, times in Counter(words_of(text)).items():
        found[(rules.stem(word) if rules else word)[:LONGEST]] += times
    return found


def rules_of(languages: Iterable[str]) -> dict[str, dict[str, object]]:
    """Return what the script knows of languages: `rules` by tag, and `keys`, their keyboards."""
    plain = {tag: tag.split("-")[0] for tag in languages}
    return {
        "rules": {tag: RULES[plain[tag]].as_data() for tag in plain if plain[tag] in RULES},
        "keys": {tag: KEYBOARDS[plain[tag]] for tag in plain if plain[tag] in KEYBOARDS},
    }
