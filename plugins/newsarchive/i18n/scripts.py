"""The script of words and languages, and the territory of a language."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from babel.core import get_global

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
