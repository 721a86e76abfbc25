"""The script of words and languages, and ASCII slugs from any script.

Our own tables come first: Azerbaijani `ə` becomes `e` (the usual choice in Latin-only addresses), where
Unidecode would turn it into `@` and lose it, and Russian follows the common passport-like scheme. What
they lack (Arabic, Georgian, other Latin letters) falls back to Unidecode.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from babel.core import get_global
from unidecode import unidecode

from .alphabets import lower

_LATIN = "Latn"
_CODES = {
    "LATIN": _LATIN,
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
}


def script_of(words: str) -> str:
    """Return the ISO 15924 code of the first letter's script; empty for words without a letter that we know."""
    for letter in words:
        if letter.isalpha():
            return _CODES.get(unicodedata.name(letter, "").split(" ")[0], "")
    return ""


@lru_cache(maxsize=256)
def script_of_language(tag: str) -> str:
    """Return the code of the script that a language is written in: the tag's own, else CLDR's likely one."""
    parts = tag.split("-")
    if len(parts) > 1 and len(parts[1]) == 4:
        return parts[1]
    likely = str(get_global("likely_subtags").get(parts[0], ""))
    return next((part for part in likely.split("_")[1:] if len(part) == 4), _LATIN)


@lru_cache(maxsize=4096)
def language_of_name(name: str, own: str, page: str) -> str:
    """Return in which language a name stands on a page: the page's, unless it is written in the own one's other script.

    A name of one's own script may be a translation (`Radio Liberty` as the publisher of a Russian text).
    """
    written = script_of(name)
    foreign = written not in ("", script_of_language(page)) and written == script_of_language(own)
    return own if foreign else page


_BRITISH = "GB"


def territorial_locale(tag: str) -> str:
    """Return a language tag with the tag's own territory, else CLDR's likely one; empty where there is none.

    Plain `en` is British, as our dates and spelling are.
    """
    language, *others = tag.split("-")
    territories = [part for part in others if len(part) == 2]
    if territories:
        return f"{language}_{territories[0]}"
    known = get_global("likely_subtags")
    likely = str(known.get(tag.replace("-", "_")) or known.get(language, "")).split("_")[-1]
    territory = _BRITISH if tag == "en" else likely
    return f"{language}_{territory}" if len(territory) == 2 and territory.isupper() else ""


_LATIN_TO_ASCII = str.maketrans({"ə": "e", "ı": "i", "ğ": "g", "ş": "s", "ç": "c", "ö": "o", "ü": "u", "ß": "ss"})
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
    return unidecode(folded.translate(_LATIN_TO_ASCII).translate(_CYRILLIC)).lower()


def slugify(text: str, language: str) -> str:
    """Return a kebab-case slug: `Xədicə İsmayılova` gives `xedice-ismayilova`; empty where nothing is left."""
    ascii_text = _SILENT.sub("", transliterate(text, language))
    return _SEPARATORS.sub("-", ascii_text).strip("-")
