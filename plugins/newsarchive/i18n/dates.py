"""Dates, numbers, lists and names of languages as each language writes them (CLDR, through Babel)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import DateTimeFormat, format_date, format_skeleton, get_date_format
from babel.lists import format_list
from babel.numbers import format_decimal

from newsarchive.archive.dates import ArchiveDate, parse_date
from newsarchive.archive.diagnostics import did_you_mean

from .scripts import transliterate

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


_PARTS = re.compile(r"\d+|[^\W\d_]+")
_SHORTEST = 3
"""Letters by which a month is known: `nov`."""

_MOST_WORDS = 4
"""Words beside day, month and year: `Monday, 3rd of`, `г.`, `-ci il`."""


def meant_date(typed: str, languages: Iterable[str]) -> ArchiveDate | None:
    """Return the date that is meant by `3 November 2025`, `3 noyabr 2025`, `03.11.2025` or `2025/11/3`; else None.

    Months are known in the languages given and in English. A month and a year, or a year, are a date, too.
    """
    parts = _PARTS.findall(typed.strip())
    numbers = [str(int(part)) for part in parts if part.isdecimal() and len(part) <= 4]
    words = [part for part in parts if not part.isdecimal()]
    if len(numbers) + len(words) != len(parts) or len(words) > _MOST_WORDS:
        return None
    months = {month for word in words if (month := _month(word, (*languages, "en")))}
    years = [number for number in numbers if len(number) == 4]
    if len(years) != 1 or len(months) > 1 or (words and not months):
        return None
    rest = [number for number in numbers if number not in years]
    if months:
        # the day is the only other number
        ordered = [years[0], str(months.pop()), *rest]
    else:
        ordered = [years[0], *(rest if numbers[0] in years else reversed(rest))]
    return _date(ordered) if len(ordered) <= 3 else None


def _date(parts: list[str]) -> ArchiveDate | None:
    try:
        return parse_date("-".join(part.zfill(2) for part in parts))
    except ValueError:
        return None


def _month(word: str, languages: tuple[str, ...]) -> int:
    """Return the number of the month that a word names or begins to name; 0 where it is none, or one of several."""
    found = {month for language in languages for month in _months_like(transliterate(word, language), language)}
    return found.pop() if len(found) == 1 else 0


def _months_like(word: str, language: str) -> Iterable[int]:
    """Yield the months whose name begins with a word, or of whose name it is an inflected form."""
    for name, month in _months(language).items():
        inflected = len(name) > _SHORTEST and word.startswith(name)
        if word == name or inflected or (len(word) >= _SHORTEST and name.startswith(word)):
            yield month


@lru_cache(maxsize=64)
def _months(language: str) -> dict[str, int]:
    """Return the months of a language by their names, alone and within a date, and by their short names."""
    forms = locale_of(language).months
    return {
        transliterate(str(name).rstrip("."), language): month
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for month, name in forms[context][width].items()
    }


def language_name(tag: str, language: str) -> str:
    """Return what speakers of `language` call the language `tag`; the tag itself where CLDR does not say."""
    return str(locale_of(language).languages.get(tag.split("-")[0], tag))


def languages_by_name(language: str) -> dict[str, str]:
    """Return the tags of languages by what speakers of `language` call them, case folded; no kinds of a language."""
    named = sorted(locale_of(language).languages.items())
    return {str(name).casefold(): tag for tag, name in named if "_" not in tag}


def meant_language(typed: str, own: Mapping[str, str], languages: Iterable[str], among: Collection[str] = ()) -> str:
    """Return the tag of the language that was meant by a name or by another tag; empty where none is near.

    Args:
        typed: What somebody wrote.
        own: Tags of the site's languages by what each calls itself.
        languages: Those in whose words a language may be named.
        among: The tags that can be meant; where there are none, all that CLDR knows.
    """
    names = {name: tag for each in languages for name, tag in languages_by_name(each).items()}
    names |= {name.casefold(): tag for name, tag in own.items()}
    named = {name: tag for name, tag in names.items() if not among or tag in among}
    near = did_you_mean(typed.strip().casefold(), [*named, *own.values()])
    return named.get(near, near)
