"""Characters: which are invisible, which are stacked, and words of other scripts in Latin letters.

An *invisible* character shows nothing by itself (soft hyphen, joiner, tag letter), is not assigned, or is for private
use. The ranges are those of Default_Ignorable_Code_Point in Unicode, of which Python has no table, then blank letters
and signs (Braille, the object replacement character, music, Khitan) and format controls that are not visible.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from unidecode import unidecode

_RANGES = (
    "AD 34F 61C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F FEFF FFA0 FFF0-FFF8 "
    "1BCA0-1BCA3 1D173-1D17A E0000-E0FFF FFF9-FFFB 13430-13438 2800 FFFC 1D159 16FE4"
)
_PICTOGRAPHS = "\U0001f300-\U0001faff"  # visible even if newer than Python's tables, and no letters

MOST_MARKS = 30
"""The largest number of combining marks on one letter, as in the Stream-Safe Text Format (UAX #15, section 13).

Unicode normalisation takes time with the square of their number, so long runs could keep a build busy for hours.
"""

_LATIN_TO_ASCII = {"ə": "e", "ı": "i", "ğ": "g", "ş": "s", "ç": "c", "ö": "o", "ü": "u", "ß": "ss"}
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya".split(" "),
        strict=True,
    )
)
# the Azerbaijani Cyrillic alphabet of 1958, then Ukrainian and Belarusian letters
_OTHERS = {"ә": "e", "ғ": "g", "ҝ": "g", "ј": "y", "ө": "o", "ү": "u", "һ": "h", "ҹ": "c"}
_OTHERS |= {"і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u"}
_LATIN = str.maketrans(_LATIN_TO_ASCII | _CYRILLIC | _OTHERS)


@cache
def _invisible() -> re.Pattern[str]:
    parts = (part.partition("-") for part in _RANGES.split())
    ranges = "".join(f"{chr(int(first, 16))}-{chr(int(last or first, 16))}" for first, _, last in parts)
    return re.compile(f"[{ranges}]")


@cache
def is_invisible(character: str) -> bool:
    """Return whether a character shows nothing by itself, is not assigned, or is for private use."""
    if character <= "\x7f":
        return False
    unknown = unicodedata.category(character) in ("Cn", "Co")
    return bool(_invisible().match(character)) or (unknown and not re.match(f"[{_PICTOGRAPHS}]", character))


def has_invisible(text: str) -> bool:
    """Return whether a text has an invisible character."""
    return not text.isascii() and any(map(is_invisible, set(text)))


def lower(text: str) -> str:
    """Return text in lower case and composed (NFC); unlike `str.lower`, it turns İ into i without a combining dot."""
    return unicodedata.normalize("NFC", text).replace("İ", "i").lower()


def transliterate(text: str) -> str:
    """Return text in lower-case ASCII: `"Məmməd Əliyev"` -> `"memmed eliyev"`; what has no spelling is dropped."""
    return unidecode(lower(text).translate(_LATIN)).lower()


def without_stacks(text: str) -> str:
    """Return a text in which each run of combining marks is cut to its first `MOST_MARKS`."""
    if text.isascii():
        return text
    marks = {character for character in set(text) if _is_mark(character)}
    if not marks:
        return text
    run = re.compile(f"[{re.escape(''.join(sorted(marks)))}]{{{MOST_MARKS + 1},}}")
    return run.sub(lambda found: found[0][:MOST_MARKS], text)


@cache
def _is_mark(character: str) -> bool:
    """Return whether a character combines with the one before it; some do only when decomposed (U+0F73)."""
    if unicodedata.combining(character):
        return True
    parts = unicodedata.decomposition(character) and unicodedata.normalize("NFKD", character)
    return bool(parts and unicodedata.combining(parts[0]))
