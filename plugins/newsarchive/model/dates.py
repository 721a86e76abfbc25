"""Dates with the precision that is known: a year, a month or a day (ISO 8601).

The parsers raise ValueError; `model.fields` reports it as a fault with the position of the date.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

import msgspec

EARLIEST_YEAR = 1900
LATEST_YEAR = 9999
_YEAR = "(?:19|[2-9][0-9])[0-9]{2}"
_MONTH = "(?:0[1-9]|1[0-2])"
_DAY = f"{_YEAR}-{_MONTH}-(?:0[1-9]|[12][0-9]|3[01])"
_HOUR = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"

# the forms of dates as regular expressions, of ECMA-262, too, for JSON Schema; they cannot tell how long a month is
DATE_PATTERN = f"^(?:{_YEAR}(?:-{_MONTH})?|{_DAY})$"
DAY_PATTERN = f"^{_DAY}$"
PUBLISHED_PATTERN = f"^{_DAY}(?:[T ]{_HOUR}(?::[0-5][0-9])?(?:Z|[+-]{_HOUR}))?$"


class ArchiveDate(msgspec.Struct, frozen=True, order=True, array_like=True):
    """A calendar date of which perhaps only the year, or the year and month, is known; unknown parts are 0.

    Dates sort by their first possible day, then the less precise first: `2023 < 2023-01 < 2023-01-01 < 2023-02`.
    """

    year: int
    month: int = 0
    day: int = 0

    @property
    def start(self) -> dt.date:
        """The first day that the date can mean: 1 January 2023 for the year 2023."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def end(self) -> dt.date:
        """The last day that the date can mean: 31 December 2023 for the year 2023."""
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def iso(self) -> str:
        """The date in ISO 8601 format, without unknown parts: `2023`, `2023-10` or `2023-10-12`."""
        if self.day:
            return f"{self.year:04}-{self.month:02}-{self.day:02}"
        return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"


def parse_date(value: str) -> ArchiveDate:
    """Return the date that is written as `2023`, `2023-10` or `2023-10-12`.

    Raise ValueError for any other string, and for a year before 1900.
    """
    if not re.fullmatch(DATE_PATTERN, value):
        raise ValueError(value)
    date = ArchiveDate(*map(int, value.split("-")))
    dt.date(date.year, date.month or 1, date.day or 1)  # raises ValueError for a day that the month does not have
    return date


def parse_day(value: str) -> dt.date:
    """Return the day that is written as `2023-10-12`; raise ValueError as `parse_date`, and for a year or a month."""
    date = parse_date(value)
    if not date.day:
        raise ValueError(value)
    return date.start


def parse_published(value: str) -> dt.date:
    """Return the first UTC day on which a build may publish a text, from the value of its field `published`.

    That is a day, or a moment with its offset from UTC; else ValueError is raised. A moment in the course of a UTC day
    gives the next day, lest the text appear too early: `2026-11-24T09:00+04:00` gives 25 November.
    """
    if not re.fullmatch(PUBLISHED_PATTERN, value):
        raise ValueError(value)
    moment = dt.datetime.fromisoformat(value)
    if moment.tzinfo is None:
        return moment.date()
    try:
        utc = moment.astimezone(dt.UTC)
        return utc.date() if utc.time() == dt.time() else utc.date() + dt.timedelta(days=1)
    except OverflowError:  # in the last hours of the year 9999
        raise ValueError(value) from None
