"""Words as unevenly common as a language's are (Zipf's law), made from numbers alone."""

from __future__ import annotations

import random
from functools import cache

VOCABULARY = 150_000
"""Words of a language; the n-th most common is n times rarer than the first."""

_SYLLABLES = {
    "az": "ka ro və ni sta prə qo lov tra mu dən ji yö sı rə bi çan şo za fü".split(),
    "en": "ka ro ve ni sta pre go lov tra mu den shi po slo re bi chan sho za fe".split(),
    "ru": "ка ро ве ни ста пре го лов тра му ден жи по сло ре би чан шо за фе".split(),
}


@cache
def word(rank: int, language: str) -> str:
    """Return the word of a rank: no two have the same."""
    syllables, letters = _SYLLABLES[language], ""
    rank += 20
    while rank:
        rank, place = divmod(rank, len(syllables))
        letters = syllables[place] + letters
    return letters


def name(number: int, language: str) -> str:
    """Return the name of a person, in one of its spellings."""
    return f"{word(number * 31, language)} {word(number * 997, language)}"


def drawn(chance: random.Random, count: int) -> int:
    """Draw a rank, 1 to `count` - 1: the n-th about n times more seldom than the first."""
    return int(count ** chance.random())


def words(chance: random.Random, count: int, language: str) -> str:
    """Draw so many words, with spaces between them."""
    return " ".join(word(drawn(chance, VOCABULARY), language) for _ in range(count))
