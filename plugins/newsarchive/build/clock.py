"""The build's only clock: its day, from `SOURCE_DATE_EPOCH` or today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping


class DayError(ValueError):
    """The error for a `SOURCE_DATE_EPOCH` that is malformed or, in a publication, in the future."""


def build_day(environment: Mapping[str, str]) -> dt.date:
    """Return the UTC day of `SOURCE_DATE_EPOCH` (reproducible-builds.org), or today if the variable is not set.

    Raises DayError if the variable is malformed.
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
    """Raise DayError if `day` is in the future: such a publication would put texts online before their day."""
    today = dt.datetime.now(dt.UTC).date()
    if day > today:
        raise DayError(
            f"SOURCE_DATE_EPOCH sets the day of this publication to {day}, and today is {today}: texts would go online"
            " before their day; take the variable out of the environment"
        )


def _refuse(epoch: str) -> dt.date:
    raise DayError(f"SOURCE_DATE_EPOCH is a number of seconds, not {epoch!r}")
