"""Upper and lower case by language: i/İ and ı/I in Azerbaijani and Turkish (Unicode SpecialCasing)."""

from __future__ import annotations

import unicodedata

from plugins.archive.characters import is_unknown

_DOTTED = frozenset({"az", "tr", "crh", "tt"})
_TO_LOWER = str.maketrans({"I": "ı", "İ": "i"})
_TO_UPPER = str.maketrans({"i": "İ", "ı": "I"})


def has_dotless_i(language: str) -> bool:
    """Whether the language tells a dotted i from a dotless one."""
    return language.split("-")[0] in _DOTTED


def lower(text: str, language: str) -> str:
    """Return the text in lower case, in normal form C: no combining dot is left behind, as by `str.lower`."""
    text = unicodedata.normalize("NFC", text)
    if has_dotless_i(language):
        return text.translate(_TO_LOWER).lower()
    return text.replace("İ", "i").lower()


def upper(text: str, language: str) -> str:
    """Return the text in upper case, under every Python: a letter whose capital came after Unicode 14.0 stays small."""
    own = text.translate(_TO_UPPER) if has_dotless_i(language) else text
    return "".join(each if is_unknown(each.upper()[0]) else each.upper() for each in own)
