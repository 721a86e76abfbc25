"""Dates as other systems write them: ISO 8601 and its variants, RFC 5322, and days with an English month."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate

from newsarchive.archive.dates import ArchiveDate, parse_date

_DAY = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})(?![0-9])")
_AMERICAN = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_EUROPEAN = re.compile(r"(?:[A-Za-z]{3,9},? )?([0-9]{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? ([0-9]{4})")
_LONGEST = 60


def parse_old_day(value: str) -> dt.date | None:
    """Return the day of a date or moment, in the time zone in which it is written, or None if it is no day.

    `0000-00-00 00:00:00`, which WordPress writes into drafts, is none.
    """
    value = value.strip()[:_LONGEST]
    iso = _DAY.match(value)
    if iso:
        return _day(iso[1], iso[3], iso[4])
    american, european = _AMERICAN.match(value), _EUROPEAN.match(value)
    if american:
        value = f"{american[2]} {american[1]} {american[3]}"
    elif european:
        value = f"{european[1]} {european[2]} {european[3]}"
    try:
        parsed = parsedate(f"{value} 00:00:00") if american or european else None
    except (TypeError, ValueError, IndexError):
        return None
    return _day(*parsed[:3]) if parsed else None


def parse_old_date(value: str) -> ArchiveDate | dt.date | None:
    """Return a day as `parse_old_day` does, or the `ArchiveDate` of a year or month (`2019`, `2019-03`), or None."""
    try:
        date = parse_date(value.strip())
    except ValueError:
        return parse_old_day(value)
    return date.start if date.precision == "day" else date


def _day(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
