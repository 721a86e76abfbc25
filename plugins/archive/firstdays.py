"""The day on which each text first went online here: from the ledger, never guessed from the date of events.

The ledger is `revisions.tsv`. A text that it does not know was never published, and counts as published on the build's
day. `published` in a text's front matter holds it back until that day; with `brought_from` it is the day of the first
publication elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from .faults import Fault, fault
from .records import Briefing, Text, Work
from .revisions import recorded_of
from .states import Recorded


def goes_online(text: Text, work: Work) -> dt.date:
    """Return the day until which a text of a work is held back; `date.min` where nothing holds it back.

    A translation never goes online before its original's day.
    """
    claims = (text.front.published, work.front.published)
    return max(filter(None, claims), default=dt.date.min)


def with_first_days(briefing: Briefing, recorded: Recorded, today: dt.date) -> Briefing:
    """Return the briefing with the first day of each of its texts; a text that waits has the day it waits for."""
    days = {}
    for language, text in briefing.texts.items():
        known = recorded_of(briefing, language, recorded)
        days[language] = _first_day(text, briefing, known[0].date if known else today, today)
    return msgspec.structs.replace(briefing, days=days)


def _first_day(text: Text, work: Work, known: dt.date, today: dt.date) -> dt.date:
    if text.front.brought_from and text.front.published:
        return text.front.published
    held_until = goes_online(text, work)
    if held_until > today:
        return held_until
    return max(known, text.front.published or known)


def contradicted_days(briefing: Briefing, recorded: Recorded) -> Iterator[Fault]:
    """Yield texts that claim a day of publication, or of a change, before the first publication that the ledger knows.

    A text that was brought from elsewhere may claim an earlier day of publication.
    """
    for language, text in briefing.texts.items():
        known = recorded_of(briefing, language, recorded)
        if not known or text.front.brought_from:
            continue
        first, claimed, modified = known[0].date, text.front.published, text.front.modified
        if claimed and claimed < first:
            yield fault("published-before-ledger", text.place("published"), text.path, published=claimed, first=first)
        if modified and modified < first:
            place = text.place("modified")
            yield fault("modified-before-published", place, text.path, modified=modified, published=first)
