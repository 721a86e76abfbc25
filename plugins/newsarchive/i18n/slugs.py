"""ASCII slugs and transliterations of words in any script.

A slug is the part of a web address that names a text or term. Our own tables come first: Unidecode would turn
Azerbaijani `ə` into `@`, which is then lost, and Russian is transliterated as in passports. Unidecode does the rest.
"""

from __future__ import annotations

import re
import unicodedata

from unidecode import unidecode

from .alphabets import lower

_LATIN_TO_ASCII = str.maketrans({"ə": "e", "ı": "i", "ğ": "g", "ş": "s", "ç": "c", "ö": "o", "ü": "u", "ß": "ss"})
_CYRILLIC = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
            strict=True,
        )
    )
    # the Azerbaijani Cyrillic alphabet of 1958, then Ukrainian and Belarusian letters, for names
    | {"ә": "e", "ғ": "g", "ҝ": "g", "ј": "y", "ө": "o", "ү": "u", "һ": "h", "ҹ": "c"}
    | {"і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u"}
)
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_SILENT = re.compile(r"['`’ʼ]")  # apostrophes, and the marks that Unidecode writes for ejectives


def transliterate(text: str, language: str) -> str:
    """Return text in lower-case ASCII: `"Məmməd Əliyev"` -> `"memmed eliyev"`.

    The language decides whether `I` is a dotless i. What cannot be transliterated is dropped.
    """
    folded = lower(unicodedata.normalize("NFC", text), language)
    return unidecode(folded.translate(_LATIN_TO_ASCII).translate(_CYRILLIC)).lower()


def slugify(text: str, language: str) -> str:
    """Return text as a slug, `"Xədicə İsmayılova"` -> `"xedice-ismayilova"`; empty if it has no letter or digit."""
    ascii_text = _SILENT.sub("", transliterate(text, language))
    return _SEPARATORS.sub("-", ascii_text).strip("-")
