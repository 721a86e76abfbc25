"""Dates, numbers, lists and names of languages as each language writes them (CLDR, through Babel)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import parse_pattern

from newsarchive.model.dates import ArchiveDate
from newsarchive.model.diagnostics import did_you_mean

_INTERNATIONAL_ENGLISH = "en_001"


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """Return Babel's locale for a language tag.

    Plain `en`, and any language that CLDR does not have, is international English (day before month).
    """
    if language == "en":
        return Locale.parse(_INTERNATIONAL_ENGLISH)
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_INTERNATIONAL_ENGLISH)


@lru_cache(maxsize=4096)
def long_date(date: ArchiveDate | dt.date, language: str) -> str:
    """Return a date in words, as precise as it is known: `12 October 2023`, `October 2023` or `2023`.

    A month without a day is formatted by a CLDR skeleton, which uses the nominative: октябрь, not октября.
    """
    locale = locale_of(language)
    if date.day:
        return format_date(dt.date(date.year, date.month, date.day), "long", locale=locale)
    if date.month:
        return format_skeleton("yMMMM", dt.date(date.year, date.month, 1), locale=locale)
    return str(date.year)


def decimal(number: int | Decimal, language: str) -> str:
    """Return a number with the separators of a language, and as many decimals as it has: `12,345.50`.

    Its digits are those of all dates and addresses here: 0 to 9.
    """
    locale = locale_of(language)
    pattern = parse_pattern(locale.decimal_formats[None].pattern)
    exponent = Decimal(number).as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    pattern.frac_prec = (places, places)
    return str(pattern.apply(number, locale))


_AZERBAIJANI_ENDINGS = {
    **dict.fromkeys("1 2 5 7 8 20 50 70 80 1000".split(), "ci"),
    **dict.fromkeys("3 4 100".split(), "cü"),
    **dict.fromkeys("6 40 60 90".split(), "cı"),
    **dict.fromkeys("9 10 30".split(), "cu"),
}
"""The ending of an ordinal in figures, by the part of the number that is spoken last."""


def ordinal(number: int, language: str) -> str:
    """Return a number in figures as it precedes its noun: `2023-cü` (il) in Azerbaijani, the number itself elsewhere.

    Catalogues of other languages can phrase what they need around the number: `page 2`, `события 2023 года`.
    """
    figures = str(number)
    if language.partition("-")[0] != "az" or not number:
        return figures
    zeros = len(figures) - len(figures.rstrip("0"))
    last = "1000" if zeros >= 3 else "100" if zeros == 2 else figures[-1 - zeros :]
    return f"{figures}-{_AZERBAIJANI_ENDINGS[last]}"


def enumerated(items: Sequence[str], language: str) -> str:
    """Return items enumerated as in a sentence: `a, b and c`."""
    return format_list(list(items), style="standard", locale=locale_of(language))


def language_name(tag: str, language: str) -> str:
    """Return the name of a language in another, or its tag if CLDR has none: `("az-Cyrl", "en")` -> `"Azerbaijani"`.

    In Azerbaijani, CLDR has bare adjectives in small letters (azərbaycan, ingilis), which need the word for language.
    """
    base = tag.partition("-")[0]
    name = locale_of(language).languages.get(base)
    if name is None or language.partition("-")[0] != "az":
        return str(name or tag)
    return f"{'Azərbaycan' if base == 'az' else name} dili"


def languages_by_name(language: str) -> dict[str, str]:
    """Return the tags of all languages in CLDR by their case-folded names in one language; no variants (`pt_BR`)."""
    named = sorted(locale_of(language).languages.items())
    return {str(name).casefold(): tag for tag, name in named if "_" not in tag}


def meant_language(typed: str, languages: Iterable[str], among: Collection[str]) -> str:
    """Return which of the languages `among` is meant by a name in one of some `languages`; empty if no name is near."""
    names = {name: tag for each in languages for name, tag in languages_by_name(each).items() if tag in among}
    return names.get(did_you_mean(typed.strip().casefold(), names), "")
