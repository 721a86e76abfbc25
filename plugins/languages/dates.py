"""Dates, numbers and lists as each language writes them (CLDR, through Babel)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from plugins.archive.dates import ArchiveDate

_INTERNATIONAL_ENGLISH = "en_001"


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """Return CLDR's locale of a language tag.

    Plain `en` is international English (day before month), which also serves a language that CLDR lacks.
    """
    if language == "en":
        return Locale.parse(_INTERNATIONAL_ENGLISH)
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_INTERNATIONAL_ENGLISH)


@lru_cache(maxsize=4096)
def long_date(date: ArchiveDate | dt.date, language: str) -> str:
    """Write a date with the precision it has: `12 October 2023`, `October 2023` or `2023`, in any language.

    The pages of an archive write the same dates many times, and CLDR's patterns are slow to fill. A month without a
    day takes CLDR's skeleton, which knows the nominative: октябрь, not октября.
    """
    locale = locale_of(language)
    if isinstance(date, dt.date):
        return format_date(date, "long", locale=locale)
    if date.precision == "day":
        return format_date(date.start, "long", locale=locale)
    if date.precision == "month":
        return format_skeleton("yMMMM", date.start, locale=locale)
    return str(date.year)


def decimal(number: int, language: str) -> str:
    """Write a whole number with the language's separators and digits."""
    return format_decimal(number, locale=locale_of(language))


def joined(items: Sequence[str], language: str) -> str:
    """Join names as a sentence does: `a, b and c`."""
    return format_list(list(items), style="standard", locale=locale_of(language))
