"""The script of words and languages, and ASCII slugs from any script.

Our own tables come first. They transliterate Azerbaijani `ə` to `e`, as is usual in Latin-only addresses, while
Unidecode would yield `@`, which is then lost. Russian is transliterated as in passports. All other letters (Arabic,
Georgian, other Latin letters) are transliterated by Unidecode.
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
    """Return the ISO 15924 code of the first letter's script; empty if it is unknown or there is no letter."""
    for letter in words:
        if letter.isalpha():
            return _CODES.get(unicodedata.name(letter, "").split(" ")[0], "")
    return ""


@lru_cache(maxsize=256)
def script_of_language(tag: str) -> str:
    """Return the ISO 15924 code of a language's script: the one in the tag, else CLDR's likely script."""
    parts = tag.split("-")
    if len(parts) > 1 and len(parts[1]) == 4:
        return parts[1]
    likely = str(get_global("likely_subtags").get(parts[0], ""))
    return next((part for part in likely.split("_")[1:] if len(part) == 4), _LATIN)


@lru_cache(maxsize=4096)
def language_of_name(name: str, own: str, page: str) -> str:
    """Return the language in which to mark up a name on a page: the page's language, or `own`.

    The result is `own` only if the name is in the script of `own` and the page's language has another. Otherwise the
    name may be a translation (`Radio Liberty` as the publisher of a Russian text).
    """
    written = script_of(name)
    foreign = written not in ("", script_of_language(page)) and written == script_of_language(own)
    return own if foreign else page


_BRITISH = "GB"


def territorial_locale(tag: str) -> str:
    """Return language and territory (`en_GB`): the tag's territory, else CLDR's likely one; empty if there is none.

    Plain `en` is British, like our dates and spelling.
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
    # the Azerbaijani Cyrillic alphabet of 1958, then Ukrainian and Belarusian letters, for names
    | {"ә": "e", "ғ": "g", "ҝ": "g", "ј": "y", "ө": "o", "ү": "u", "һ": "h", "ҹ": "c"}
    | {"і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u"}
)
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_SILENT = re.compile(r"['`’ʼ]")  # apostrophes, and the marks that Unidecode writes for ejectives


def transliterate(text: str, language: str) -> str:
    """Return the text in lower-case ASCII. Characters that cannot be transliterated are dropped."""
    folded = lower(unicodedata.normalize("NFC", text), language)
    return unidecode(folded.translate(_LATIN_TO_ASCII).translate(_CYRILLIC)).lower()


def slugify(text: str, language: str) -> str:
    """Return a kebab-case slug (`xedice-ismayilova` for `Xədicə İsmayılova`); empty if nothing is left."""
    ascii_text = _SILENT.sub("", transliterate(text, language))
    return _SEPARATORS.sub("-", ascii_text).strip("-")
