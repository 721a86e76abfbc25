"""Dates, numbers and lists as each language writes them (CLDR, through Babel)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import DateTimeFormat, format_date, format_skeleton, get_date_format
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

    A month without a day takes CLDR's skeleton, which knows the nominative: октябрь, not октября.
    """
    if date.day:
        return _long_day(date.year, date.month, date.day, language)
    if date.month:
        return format_skeleton("yMMMM", dt.date(date.year, date.month, 1), locale=locale_of(language))
    return str(date.year)


def _long_day(year: int, month: int, day: int, language: str) -> str:
    pattern = _month_pattern(month, language)
    if pattern is None:
        return format_date(dt.date(year, month, day), "long", locale=locale_of(language))
    return pattern.format(day=day, year=year)


@lru_cache(maxsize=1024)
def _month_pattern(month: int, language: str) -> str | None:
    """Return how a language writes the days of a month, with `{day}` and `{year}`.

    None where its pattern asks for more of a date than these. The pages of an archive write thousands of dates, and
    CLDR's patterns are slow to fill.
    """
    locale = locale_of(language)
    pattern = str(get_date_format("long", locale=locale).format)
    known = DateTimeFormat(dt.date(2000, month, 1), locale)
    parts = {"d": "{day}", "y": "{year}"}
    for name in re.findall(r"%\((\w+)\)s", pattern.replace("%%", "")):
        if name not in parts and set(name) not in ({"M"}, {"L"}):
            return None
        parts.setdefault(name, known[name])
    return pattern % parts


def decimal(number: int, language: str) -> str:
    """Write a whole number with the language's separators and digits."""
    return format_decimal(number, locale=locale_of(language))


def joined(items: Sequence[str], language: str) -> str:
    """Join names as a sentence does: `a, b and c`."""
    return format_list(list(items), style="standard", locale=locale_of(language))
