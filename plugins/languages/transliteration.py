"""ASCII slugs from titles in any script.

Our own tables come first: Azerbaijani `ə` becomes `e` (the usual choice in Latin-only addresses), where
Unidecode would turn it into `@` and lose it, and Russian follows the common passport-like scheme. What
they lack (Arabic, Georgian, other Latin letters) falls back to Unidecode.
"""

from __future__ import annotations

import re
import unicodedata

from unidecode import unidecode

from .case import lower

_LATIN = str.maketrans({"ə": "e", "ı": "i", "ğ": "g", "ş": "s", "ç": "c", "ö": "o", "ü": "u", "ß": "ss"})
_CYRILLIC = str.maketrans(
    dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
            strict=True,
        )
    )
    # the Azerbaijani Cyrillic alphabet of 1958, and Ukrainian and Belarusian names
    | {"ә": "e", "ғ": "g", "ҝ": "g", "ј": "y", "ө": "o", "ү": "u", "һ": "h", "ҹ": "c"}
    | {"і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u"}
)
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_SILENT = re.compile(r"['`’ʼ]")  # apostrophes, and the marks by which Unidecode writes ejectives


def transliterate(text: str, language: str) -> str:
    """Return the text in lower-case ASCII; empty where nothing of it can be spelt."""
    folded = lower(unicodedata.normalize("NFC", text), language)
    return unidecode(folded.translate(_LATIN).translate(_CYRILLIC)).lower()


def slugify(text: str, language: str) -> str:
    """Return a kebab-case slug: `Xədicə İsmayılova` gives `xedice-ismayilova`; empty where nothing is left."""
    ascii_text = _SILENT.sub("", transliterate(text, language))
    return _SEPARATORS.sub("-", ascii_text).strip("-")
