"""The build's only clock: its day, from `SOURCE_DATE_EPOCH` or today.

Nothing else in the package asks for the current date while it builds, so the same content built for the same day gives
the same bytes. `SOURCE_DATE_EPOCH` is a number of seconds since 1970 (reproducible-builds.org).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping


class DayError(ValueError):
    """Raised if `SOURCE_DATE_EPOCH` is malformed or, in a publication, in the future."""


def build_day(environment: Mapping[str, str]) -> dt.date:
    """Return the day of the build in UTC: that of `SOURCE_DATE_EPOCH`, or today; raise DayError if that is no date."""
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return dt.datetime.now(dt.UTC).date()
    seconds = int(epoch) if epoch.isascii() and epoch.isdigit() else -1
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).date() if seconds >= 0 else _refuse(epoch)
    except (OverflowError, OSError, ValueError):
        return _refuse(epoch)


def require_past(day: dt.date) -> None:
    """Raise DayError if the day of a publication is in the future (UTC): texts would go online before their day."""
    today = dt.datetime.now(dt.UTC).date()
    if day > today:
        raise DayError(
            f"SOURCE_DATE_EPOCH sets the day of this publication to {day}, and today is {today}: texts would go online"
            " before their day; take the variable out of the environment"
        )


def _refuse(epoch: str) -> dt.date:
    raise DayError(f"SOURCE_DATE_EPOCH is a number of seconds, not {epoch!r}")
