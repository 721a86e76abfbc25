"""Words as readers type them: no case, no diacritics that a keyboard may lack, no ё.

Folding is the same in every language, so a query needs no language to be folded. `I`, `İ`, `ı` and `i` become
`i`, so that upper case is right for Azerbaijani without knowing that it is. `browser/words.js` folds by the
same rules; `tests/search/test_agreement.py` holds the two together.
"""

from __future__ import annotations

import re
import unicodedata

from plugins.archive.characters import is_ignorable

LETTERS = {"ə": "e", "ı": "i"}
"""Letters that lose nothing by normal form D, and yet are typed as another."""

SHORTEST = 2
"""A single letter or digit is no word to look for."""

_PARTING = "\u200b\u200c\u200d"  # these end a word, although nobody sees them
_SHORT_I = "и\u0306"
_WORD = re.compile(r"[^\W_]+")


class _Table(dict[int, str]):
    """What becomes of each letter of normal form D, by its number; found out once."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        mark = unicodedata.category(letter)[0] == "M"
        hidden = is_ignorable(letter) and letter not in _PARTING
        self[number] = "" if mark or hidden else LETTERS.get(letter, letter)
        return self[number]


_TABLE = _Table()


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
