"""Alphabetical order, case and script by language.

Azerbaijani, Russian, Turkish and English are sorted by their alphabets, letter by letter. All other letters are
sorted by code point without their accents, which decide only between equal texts. Spaces come first, then digits,
then letters of the language's own alphabet, then all others; quotation marks and other punctuation are ignored.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from babel.core import get_global

from newsarchive.archive.characters import is_unknown

_DOTTED = frozenset({"az", "tr", "crh", "tt"})
_TO_LOWER = str.maketrans({"I": "ı", "İ": "i"})
_TO_UPPER = str.maketrans({"i": "İ", "ı": "I"})


def has_dotless_i(language: str) -> bool:
    """Return whether the language distinguishes dotted i from dotless ı."""
    return language.split("-")[0] in _DOTTED


def lower(text: str, language: str) -> str:
    """Return the text in lower case and normal form C.

    Unlike `str.lower`, it turns İ into i without a combining dot.
    """
    text = unicodedata.normalize("NFC", text)
    if has_dotless_i(language):
        return text.translate(_TO_LOWER).lower()
    return text.replace("İ", "i").lower()


def upper(text: str, language: str) -> str:
    """Return the text in upper case. Capitals that are newer than Unicode 14.0 are not used, so all Pythons agree."""
    own = text.translate(_TO_UPPER) if has_dotless_i(language) else text
    return "".join(each if is_unknown(each.upper()[0]) else each.upper() for each in own)


_ALPHABETS = {
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
    "en": "abcdefghijklmnopqrstuvwxyz",
}

SortKey = tuple[tuple[tuple[int, int], ...], str, str]

_SPACE, _DIGIT, _OWN, _OTHER = range(4)


def sort_key(text: str, language: str) -> SortKey:
    """Return a key that sorts texts in the language's order. Keys are equal only for equal texts."""
    folded = lower(unicodedata.normalize("NFC", text), language)
    places = _places(language.split("-")[0])
    primary = tuple(place for letter in folded for place in _weigh(letter, places))
    return primary, folded, text


def initial(text: str, language: str) -> str:
    """Return the capital letter or digit under which an index lists a text, or an empty string if the text has none.

    An accented letter that the alphabet does not contain is listed under its base letter: É under E.
    """
    first = next((each for each in lower(text, language) if each.isalnum()), "")
    if first in _places(language.split("-")[0]):
        return upper(first, language)
    return upper(unicodedata.normalize("NFD", first)[:1], language)


@lru_cache(maxsize=64)
def _places(language: str) -> dict[str, int]:
    return {letter: place for place, letter in enumerate(_ALPHABETS.get(language, ""))}


def _weigh(letter: str, places: dict[str, int]) -> list[tuple[int, int]]:
    """Return the sort weights of one letter.

    A letter outside the alphabet has the weights of its decomposition (é as e), or if it has none, of its code point
    (ß).
    """
    if letter in places:
        return [(_OWN, places[letter])]
    if letter.isdigit():
        return [(_DIGIT, unicodedata.digit(letter, 0))]
    if letter.isspace() or letter in "-–—/":
        return [(_SPACE, 0)]
    parts = unicodedata.normalize("NFD", letter)
    if len(parts) > 1:
        return [weight for part in parts for weight in _weigh(part, places)]
    return [(_OTHER, ord(letter))] if letter.isalpha() else []


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
