"""Alphabetical order, case and script by language.

A language is always a tag such as `az` or `az-Cyrl`. The languages of `_ALPHABETS` are sorted by their alphabets. Other
letters are sorted by code point without their accents, which decide only between equal texts. Spaces come first, then
digits, then the language's own letters, then others; punctuation is ignored.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from babel.core import get_global

_DOTTED = frozenset({"az", "tr", "crh", "tt"})
_TO_LOWER = str.maketrans({"I": "ı", "İ": "i"})
_TO_UPPER = str.maketrans({"i": "İ", "ı": "I"})


def has_dotless_i(language: str) -> bool:
    """Return whether a language distinguishes dotted i from dotless ı, as Turkish does."""
    return language.split("-")[0] in _DOTTED


def lower(text: str, language: str) -> str:
    """Return text in lower case and in Unicode form NFC: `I` becomes `ı` in Azerbaijani and Turkish.

    Unlike `str.lower`, it turns İ into i without a combining dot.
    """
    text = unicodedata.normalize("NFC", text)
    if has_dotless_i(language):
        return text.translate(_TO_LOWER).lower()
    return text.replace("İ", "i").lower()


def upper(text: str, language: str) -> str:
    """Return text in upper case: `i` becomes `İ` in Azerbaijani and Turkish."""
    return (text.translate(_TO_UPPER) if has_dotless_i(language) else text).upper()


_ALPHABETS = {
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
    "en": "abcdefghijklmnopqrstuvwxyz",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ky": "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "fa": "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
}

_PLACES = {
    language: {letter: place for place, letter in enumerate(letters)} for language, letters in _ALPHABETS.items()
}

SortKey = tuple[tuple[tuple[int, int], ...], str, str]

_SPACE, _DIGIT, _OWN, _OTHER = range(4)


def sort_key(text: str, language: str) -> SortKey:
    """Return a key that sorts texts in the alphabetical order of a language; equal only for equal texts."""
    folded = lower(text, language)
    places = _PLACES.get(language.split("-")[0], {})
    primary = tuple(place for letter in folded for place in _weigh(letter, places))
    return primary, folded, text


def initial(text: str, language: str) -> str:
    """Return the capital letter or digit under which an index lists a text: `"əmək"` -> `"Ə"`; empty if it has neither.

    An accented letter that is not in the alphabet is listed under its base letter: É under E.
    """
    first = next((each for each in lower(text, language) if each.isalnum()), "")
    letter = first if first in _ALPHABETS.get(language.split("-")[0], "") else unicodedata.normalize("NFD", first)[:1]
    # Georgian begins no word with its capitals, which many telephones cannot show
    return letter if letter == letter.title() else upper(letter, language)


def _weigh(letter: str, places: dict[str, int]) -> list[tuple[int, int]]:
    """Return what a lower-case letter is sorted by: pairs of its class (space, digit, own, other) and its place there.

    A letter outside the alphabet is sorted as its parts (é as e) or by its code point (ß); punctuation gives no pair.
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
    **{"LATIN": _LATIN, "CYRILLIC": "Cyrl", "ARABIC": "Arab", "GEORGIAN": "Geor"},
    **{"ARMENIAN": "Armn", "GREEK": "Grek", "HEBREW": "Hebr"},
}


def script_of(words: str) -> str:
    """Return the ISO 15924 code (`Latn`, `Cyrl`) of a text's first letter; empty for no letter or a rare script."""
    for letter in words:
        if letter.isalpha():
            return _CODES.get(unicodedata.name(letter, "").split(" ")[0], "")
    return ""


@lru_cache(maxsize=256)
def script_of_language(tag: str) -> str:
    """Return the ISO 15924 code of a language's script: that of the tag (`az-Cyrl`), else the likely one (CLDR)."""
    parts = tag.split("-")
    if len(parts) > 1 and len(parts[1]) == 4:
        return parts[1]
    likely = str(get_global("likely_subtags").get(parts[0], ""))
    return next((part for part in likely.split("_")[1:] if len(part) == 4), _LATIN)


@lru_cache(maxsize=4096)
def language_of_name(name: str, own: str, page: str) -> str:
    """Return the tag for the `lang` attribute of a name, such as a publisher's: `own` or `page`.

    It is `own`, the language that the name probably is in, only if the name is in that language's script and the page's
    language has another one. Otherwise the name may be a translation (`Radio Liberty` in a Russian text).
    """
    written = script_of(name)
    foreign = written not in ("", script_of_language(page)) and written == script_of_language(own)
    return own if foreign else page


@lru_cache(maxsize=64)
def territorial_locale(tag: str) -> str:
    """Return language and territory (`en_GB`), as Open Graph requires them; empty if no territory is known.

    It is the tag's own territory, else the likely one (CLDR); plain `en` is British, like our dates and spelling.
    """
    language, *others = tag.split("-")
    known = get_global("likely_subtags")
    likely = str(known.get(tag.replace("-", "_")) or known.get(language, "")).split("_")[-1]
    territory = next((part for part in others if len(part) == 2), "GB" if tag == "en" else likely)
    return f"{language}_{territory}" if len(territory) == 2 and territory.isupper() else ""
