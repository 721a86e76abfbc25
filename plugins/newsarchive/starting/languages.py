"""Name, direction and quotation marks of any language of CLDR.

Names and directions come from CLDR through Babel, which leaves quotation marks out: those are in a table here.
"""

from __future__ import annotations

from typing import Literal

from babel import Locale
from babel.core import UnknownLocaleError

from newsarchive.archive.field_types import LANGUAGE_TAG
from newsarchive.archive.settings import Language
from newsarchive.i18n.dates import meant_language

_NAMES = {"az": "Azərbaycanca", "en": "English", "ru": "Русский"}
"""Names as our own site writes them, where CLDR has another form."""

_QUOTES = {
    ("«»", "“”"): "ar az el es fa hy it nb nn no pt-PT sq",
    ("«»", "„“"): "be ky os ru tg tt uk",
    ("«»", "‹›"): "de-CH fr fr-CH",
    ("„“", "«»"): "ka lt mk",
    ("„“", "‚‘"): "bg cs de dsb et hsb is lb sk sl",
    ("„”", "«»"): "pl ro",
    ("„”", "»«"): "hu",
    ("„”", "‚’"): "bs hr sr",
    ("”“", "’‘"): "ur",
    ("””", "’’"): "fi he sv",
    ("「」", "『』"): "ja yue zh-Hant",
}
"""The outer and the inner pair, with the languages that use them (CLDR, `delimiters`, and our own catalogues)."""

_ELSEWHERE = ("“”", "‘’")
_BY_TAG = {tag: pairs for pairs, tags in _QUOTES.items() for tag in tags.split()}
_SPACED_DASHES = frozenset(("az", "be", "bg", "kk", "ky", "ru", "sr", "uk"))


class LanguageFault(ValueError):  # noqa: N818 - it is about what somebody typed
    """There is no such language; the message says what to type instead."""


def language_of(tag: str) -> Language:
    """Return the row of the setting `LANGUAGES` for a BCP 47 tag such as `ka` or `pt-BR`.

    Raises:
        LanguageFault: The tag is malformed, or CLDR does not have the language.
    """
    try:
        locale = Locale.parse(tag, sep="-") if LANGUAGE_TAG.match(tag) else None
    except (UnknownLocaleError, ValueError):
        locale = None
    if locale is None:
        meant = meant_language(tag, {}, ("en",), tags_of_cldr())
        hint = f"did you mean {meant}?" if meant else "write, for example, ka, pt-BR or az-Cyrl"
        raise LanguageFault(f"CLDR has no language with the tag {tag!r}; {hint}") from None
    base = locale.language
    name = _NAMES.get(tag) or _headline(locale.get_display_name() or tag)
    direction: Literal["ltr", "rtl"] = "rtl" if locale.character_order == "right-to-left" else "ltr"
    quotes = _BY_TAG.get(tag) or _BY_TAG.get(base) or _ELSEWHERE
    return Language(tag, name, direction, quotes, spaced_dash=base in _SPACED_DASHES)


def english_name(tag: str) -> str:
    """Return the English name of a language, such as `Georgian`, for questions and comments."""
    return Locale.parse(tag, sep="-").get_display_name("en") or tag


def tags_of_cldr() -> tuple[str, ...]:
    """Return the tags of all languages that Babel has, without countries, sorted."""
    # imported late: the list is read from a folder
    from babel.localedata import locale_identifiers

    return tuple(sorted({each.partition("_")[0] for each in locale_identifiers()} - {"root"}))


def _headline(name: str) -> str:
    """Return a name as the first word of a line: `français` -> `Français`, and scripts without case as they are."""
    return name[:1].title() + name[1:]
