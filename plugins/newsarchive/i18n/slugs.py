"""ASCII slugs and transliterations of words in any script.

A slug is the part of a web address that names a text or term, in ASCII. Names are also compared by their
transliterations.

Our own tables come first. They transliterate Azerbaijani `ə` to `e`, as is usual in Latin-only addresses, while
Unidecode would yield `@`, which is then lost. Russian is transliterated as in passports. All other letters (Arabic,
Georgian, other Latin letters) are transliterated by Unidecode.
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
    """Return text of any script in lower-case ASCII: `"Məmməd Əliyev"` -> `"memmed eliyev"`.

    Characters that cannot be transliterated are dropped.

    Args:
        text: The text.
        language: The tag of its language, which decides whether `I` is a dotless i.
    """
    folded = lower(unicodedata.normalize("NFC", text), language)
    return unidecode(folded.translate(_LATIN_TO_ASCII).translate(_CYRILLIC)).lower()


def slugify(text: str, language: str) -> str:
    """Return text as a slug for web addresses: `"Xədicə İsmayılova"` -> `"xedice-ismayilova"`.

    It is in ASCII, with a hyphen for each run of anything but letters and digits. The result is empty if nothing is
    left.

    Args:
        text: The text.
        language: The tag of its language, which decides whether `I` is a dotless i.
    """
    ascii_text = _SILENT.sub("", transliterate(text, language))
    return _SEPARATORS.sub("-", ascii_text).strip("-")
