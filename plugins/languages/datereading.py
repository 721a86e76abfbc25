"""Dates as people write them in any language, read by CLDR's names of months (through Babel), the day first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from plugins.archive.dates import ArchiveDate, parse_date

from .dates import locale_of
from .transliteration import transliterate

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
