"""The build's only clock: its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping


class DayError(ValueError):
    """The environment names no day."""


def build_day(environment: Mapping[str, str]) -> dt.date:
    """Return the day in UTC of `SOURCE_DATE_EPOCH` (reproducible-builds.org), by default today.

    DayError names a malformed variable.
    """
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return dt.datetime.now(dt.UTC).date()
    seconds = int(epoch) if epoch.isascii() and epoch.isdigit() else -1
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).date() if seconds >= 0 else _refuse(epoch)
    except (OverflowError, OSError, ValueError):
        return _refuse(epoch)


def require_past(day: dt.date) -> None:
    """DayError for a day that has not begun: a publication for it would put all online that waits."""
    today = dt.datetime.now(dt.UTC).date()
    if day > today:
        raise DayError(
            f"SOURCE_DATE_EPOCH sets the day of this publication to {day}, and today is {today}: texts would go online"
            " before their day; take the variable out of the environment"
        )


def _refuse(epoch: str) -> dt.date:
    raise DayError(f"SOURCE_DATE_EPOCH is a number of seconds, not {epoch!r}")
