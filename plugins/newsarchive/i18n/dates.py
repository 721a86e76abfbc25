"""Dates, numbers, lists and names of languages as each language writes them (CLDR, through Babel).

`meant_date` and `meant_language` guess what an editor meant by an invalid value, for the suggestion in a fault.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import DateTimeFormat, format_date, format_skeleton, get_date_format
from babel.lists import format_list
from babel.numbers import parse_pattern

from newsarchive.model.dates import ArchiveDate, parse_date
from newsarchive.model.diagnostics import did_you_mean
from newsarchive.model.index import Words

from .slugs import transliterate

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
    """Return a template for the long dates of a month, such as `{day} oktyabr {year}`: filling CLDR's own is slow.

    It is None if other parts of the language's dates change, such as the weekday.
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


_KILOBYTE = 1000
_SMALLEST_MEGABYTE = 1_000_000
_NO_BREAK_SPACE = "\u00a0"


def size_in_words(size: int, words: Words, language: str) -> str:
    """Return a number of bytes in words, as “103 KB” or “1.6 MB”, that stay on one line."""
    if size < _SMALLEST_MEGABYTE:
        phrase = words(language, "editions.kb", size=decimal(max(1, round(size / _KILOBYTE)), language))
    else:
        megabytes = (Decimal(size) / _SMALLEST_MEGABYTE).quantize(Decimal("0.1"))
        phrase = words(language, "editions.mb", size=decimal(megabytes, language))
    return phrase.replace(" ", _NO_BREAK_SPACE)


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


_PARTS = re.compile(r"\d+|[^\W\d_]+")
_SHORTEST = 3
"""The least letters that identify a month, as in `nov`."""

_MOST_WORDS = 4
"""The most words in a date: `Monday, 3rd of November` has four."""


def meant_date(typed: str, languages: Iterable[str]) -> ArchiveDate | None:
    """Return the date that an editor meant by an invalid value, or None if it is not clear.

    `3 November 2025`, `3 noyabr 2025`, `03.11.2025` and `2025/11/3` are the same date; month and day may be absent. The
    month may be named in one of the given languages or in English. With slashes it may stand first, so `10/31/2026` is
    a date, and `10/11/2026` is not clear.
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
        # a date with a named month has no other number than the year and the day
        ordered = [years[0], str(months.pop()), *rest]
    else:
        ordered = [years[0], *(rest if numbers[0] in years else reversed(rest))]
    if len(ordered) > 3:
        return None
    date, month_first = _date(ordered), None
    if "/" in typed and not months and numbers[0] not in years:
        month_first = _date([*years, *rest])
    return (date or month_first) if date == month_first or not (date and month_first) else None


def _date(parts: list[str]) -> ArchiveDate | None:
    """Return the date with these parts (year, and perhaps month and day), or None if invalid."""
    try:
        return parse_date("-".join(part.zfill(2) for part in parts))
    except ValueError:
        return None


def _month(word: str, languages: tuple[str, ...]) -> int:
    """Return the one month, 1 to 12, that a word names or abbreviates in any of the languages, else 0."""
    found = {month for language in languages for month in _months_like(transliterate(word, language), language)}
    return found.pop() if len(found) == 1 else 0


def _months_like(word: str, language: str) -> Iterable[int]:
    """Yield the months, 1 to 12, that an ASCII word may mean: it is the name, its beginning, or an inflected form."""
    for name, month in _months(language).items():
        inflected = len(name) > _SHORTEST and word.startswith(name)
        if word == name or inflected or (len(word) >= _SHORTEST and name.startswith(word)):
            yield month


@lru_cache(maxsize=64)
def _months(language: str) -> dict[str, int]:
    """Return the months, 1 to 12, by their names, full and abbreviated, transliterated to ASCII."""
    forms = locale_of(language).months
    return {
        transliterate(str(name).rstrip("."), language): month
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for month, name in forms[context][width].items()
    }


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


def meant_language(typed: str, own: Mapping[str, str], languages: Iterable[str], among: Collection[str] = ()) -> str:
    """Return the tag that an editor meant by a language's name or by a site's tag, despite a slip; empty if none fits.

    Args:
        own: The tags of the site's languages, by each language's own name.
        languages: The tags of the languages in which it may be named.
        among: The tags that a name may mean, by default all in CLDR; the site's own tags are always recognised.
    """
    names = {name: tag for each in languages for name, tag in languages_by_name(each).items()}
    names |= {name.casefold(): tag for name, tag in own.items()}
    named = {name: tag for name, tag in names.items() if not among or tag in among}
    near = did_you_mean(typed.strip().casefold(), [*named, *own.values()])
    return named.get(near, near)
