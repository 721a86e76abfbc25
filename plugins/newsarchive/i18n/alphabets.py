"""Alphabetical order, case and script by language.

A language is always a tag such as `az` or `az-Cyrl`. Lists of terms and names are sorted by `sort_key` and grouped by
`initial`.

Azerbaijani, Russian, Turkish and English are sorted by their alphabets, letter by letter. All other letters are sorted
by code point without their accents, which decide only between equal texts. Spaces come first, then digits, then letters
of the language's own alphabet, then all others; quotation marks and other punctuation are ignored.
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
    """Return whether a language, given by its tag, distinguishes dotted i from dotless ı, as Turkish does."""
    return language.split("-")[0] in _DOTTED


def lower(text: str, language: str) -> str:
    """Return text in lower case and in Unicode normalization form C: `I` becomes `ı` in Azerbaijani and Turkish.

    Unlike `str.lower`, it turns İ into i without a combining dot.
    """
    text = unicodedata.normalize("NFC", text)
    if has_dotless_i(language):
        return text.translate(_TO_LOWER).lower()
    return text.replace("İ", "i").lower()


def upper(text: str, language: str) -> str:
    """Return text in upper case: `i` becomes `İ` in Azerbaijani and Turkish.

    A letter whose capital is newer than Unicode 14.0 stays as it is, so that the result does not depend on the version
    of Python.
    """
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
    """Return a key for `sorted` that sorts texts in the alphabetical order of a language, given by its tag.

    Keys are equal only for equal texts.
    """
    folded = lower(unicodedata.normalize("NFC", text), language)
    places = _places(language.split("-")[0])
    primary = tuple(place for letter in folded for place in _weigh(letter, places))
    return primary, folded, text


def initial(text: str, language: str) -> str:
    """Return the capital letter or digit under which an alphabetical index lists a text: `"əmək"` -> `"Ə"`.

    An accented letter that the alphabet does not contain is listed under its base letter: É under E. The result is
    empty if the text has no letter and no digit.
    """
    first = next((each for each in lower(text, language) if each.isalnum()), "")
    if first in _places(language.split("-")[0]):
        return upper(first, language)
    return upper(unicodedata.normalize("NFD", first)[:1], language)


@lru_cache(maxsize=64)
def _places(language: str) -> dict[str, int]:
    """Return the index of each letter in the alphabet of a language; empty for a language without its own order."""
    return {letter: place for place, letter in enumerate(_ALPHABETS.get(language, ""))}


def _weigh(letter: str, places: dict[str, int]) -> list[tuple[int, int]]:
    """Return what a letter is sorted by: pairs of its class (space, digit, own letter, other) and its place in it.

    A letter outside the alphabet is sorted as its parts (é as e) or, if it has none, by its code point (ß). The list is
    empty for punctuation, which is ignored.

    Args:
        letter: The letter, in lower case.
        places: The index of each letter in the language's alphabet.
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
    """Return the ISO 15924 code (`Latn`, `Cyrl`) of the script of the first letter in a text.

    The result is empty if there is no letter, or if its script is rare, that is, not one of those in `_CODES`.
    """
    for letter in words:
        if letter.isalpha():
            return _CODES.get(unicodedata.name(letter, "").split(" ")[0], "")
    return ""


@lru_cache(maxsize=256)
def script_of_language(tag: str) -> str:
    """Return the ISO 15924 code (`Latn`, `Cyrl`) of the script in which a language is written.

    It is the one in the tag, else the likely one according to CLDR: `"az-Cyrl"` -> `"Cyrl"`, `"ru"` -> `"Cyrl"`.
    """
    parts = tag.split("-")
    if len(parts) > 1 and len(parts[1]) == 4:
        return parts[1]
    likely = str(get_global("likely_subtags").get(parts[0], ""))
    return next((part for part in likely.split("_")[1:] if len(part) == 4), _LATIN)


@lru_cache(maxsize=4096)
def language_of_name(name: str, own: str, page: str) -> str:
    """Return the language tag for the `lang` attribute of a name on a page: that of the page, or the name's own.

    It is the name's own only if the name is in the script of `own` and the page's language has another script.
    Otherwise the name may be a translation (`Radio Liberty` as the publisher of a Russian text).

    Args:
        name: The name, such as that of a source's publisher.
        own: The tag of the language that the name probably is in.
        page: The tag of the language of the page.
    """
    written = script_of(name)
    foreign = written not in ("", script_of_language(page)) and written == script_of_language(own)
    return own if foreign else page


_BRITISH = "GB"


def territorial_locale(tag: str) -> str:
    """Return language and territory (`en_GB`) for a language tag, as Open Graph requires them.

    The territory is the tag's own, else the likely one according to CLDR; plain `en` is British, like our dates and
    spelling. The result is empty if no territory is known.
    """
    language, *others = tag.split("-")
    territories = [part for part in others if len(part) == 2]
    if territories:
        return f"{language}_{territories[0]}"
    known = get_global("likely_subtags")
    likely = str(known.get(tag.replace("-", "_")) or known.get(language, "")).split("_")[-1]
    territory = _BRITISH if tag == "en" else likely
    return f"{language}_{territory}" if len(territory) == 2 and territory.isupper() else ""
