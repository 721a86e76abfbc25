"""Scripts: which one words are written in, and which one a language is written in (UAX #24; CLDR, likely subtags)."""

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
