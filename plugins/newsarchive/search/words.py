"""From typed words to stems: folding, and the rules of each language.

The index does not contain the words of the texts but their stems. A word is first *folded*, that is, reduced to lower
case without diacritics, alike in every language, and then stemmed, that is, reduced to a part that all its grammatical
forms share. The script in the browser does the same with a query (`tests/newsarchive/search/test_agreement.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from newsarchive.model.characters import is_ignorable

from . import azerbaijani, english, russian
from .stemming import StemRules

LETTERS = {"ə": "e", "ı": "i"}
"""Letters that readers often type as another one and that Unicode does not decompose (NFD), as it does ü: ə as e."""

SHORTEST = 2
"""The fewest characters of a word that is indexed; a single letter or digit is not."""

LONGEST = 24
"""The most letters of a stem; longer ones are cut, because files are named after stems."""

RULES: dict[str, StemRules] = {"az": azerbaijani.RULES, "en": english.RULES, "ru": russian.RULES}

STOP_WORDS = {"az": azerbaijani.STOP_WORDS, "en": english.STOP_WORDS, "ru": russian.STOP_WORDS}
"""By language, folded words that do not count in a query that has others. The index has them: a title may be one."""

KEYBOARDS = {
    "az": "qüertyuiopöğasdfghjklıəzxcvbnmçş",
    "en": "qwertyuiop[]asdfghjkl;'zxcvbnm,.",
    "ru": "йцукенгшщзхъфывапролджэячсмитьбю",
}
"""The characters of each keyboard, key by key, for queries that were typed on the wrong one (`ghbdtn` is `привет`)."""

WORD = re.compile(r"[^\W_]+")

_PARTING = "\u200b\u200c\u200d"  # invisible characters that separate words
_SHORT_I = "и\u0306"
_MOST_REMEMBERED = 2**18


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
    return [word for word in WORD.findall(fold(text)) if len(word) >= SHORTEST]


def stop_words(language: str) -> str:
    """Return the `STOP_WORDS` of a language with spaces between them, or an empty string; `az-Cyrl` has those of az."""
    return STOP_WORDS.get(language.split("-")[0], "")


@lru_cache(maxsize=_MOST_REMEMBERED)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word, cut to `LONGEST` letters.

    Only the first part of the language code counts (`az` in `az-Cyrl`); without rules, the word is its own stem.
    """
    rules = RULES.get(language.split("-")[0])
    return (rules.stem(word) if rules else word)[:LONGEST]


def add_stems(found: defaultdict[str, int], text: str, language: str, weight: int) -> int:
    """Count the word stems of a text into `found`, adding `weight` for each, and return the number of its words."""
    length = 0
    for piece, times in Counter(text.split()).items():
        for one in _stems(piece, language):
            found[one] += weight * times
            length += times
    return length


@lru_cache(maxsize=_MOST_REMEMBERED)
def _stems(piece: str, language: str) -> tuple[str, ...]:
    """Return the stems of what stands between two spaces (`court's`): folding never looks across a space."""
    return tuple(stem(word, language) for word in words_of(piece))


def rules_of(languages: Iterable[str]) -> dict[str, Mapping[str, StemRules | str]]:
    """Return the stemming `rules` and the keyboards (`keys`) by language code, for the script."""
    known = {tag: plain for tag in languages if (plain := tag.split("-")[0]) in RULES}
    return {
        "rules": {tag: RULES[plain] for tag, plain in known.items()},
        "keys": {tag: KEYBOARDS[plain] for tag, plain in known.items()},
    }


def name_of(word: str) -> str:
    """Return a word as a part of a file name: `gəncə` becomes `g-0259nc-0259`; the digits are UTF-16 code units."""
    return "".join(map(_plain, word))


@cache
def _plain(letter: str) -> str:
    return letter if re.match("[a-z0-9]", letter) else re.sub("(....)", r"-\1", letter.encode("utf-16-be").hex())
