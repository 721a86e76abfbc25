"""The day on which each text first went online here: from the ledger, never guessed from the date of events.

The ledger is `revisions.tsv`. A text that it does not know was never published, and counts as published on the build's
day. `published` in a text's front matter holds it back until that day; with `brought_from` it is the day of the first
publication elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

import msgspec

from .faults import Fault, fault
from .records import Briefing, Text, Work
from .revisions import LATE, is_shown, listed, recorded_of
from .states import Recorded, Revision


def goes_online(text: Text, work: Work) -> dt.date:
    """Return the day until which a text of a work is held back; `date.min` where nothing holds it back.

    A translation never goes online before its original's day.
    """
    claims = (text.front.published, work.front.published)
    return max(filter(None, claims), default=dt.date.min)


def with_first_days(briefing: Briefing, recorded: Recorded, today: dt.date) -> Briefing:
    """Return the briefing with the first day of each of its texts, and with those that were never listed.

    A text that waits has the day it waits for.
    """
    days, unlisted = {}, set()
    for language, text in briefing.texts.items():
        known = recorded_of(briefing, language, recorded)
        days[language] = _first_day(text, briefing, known[0].date if known else today, today)
        if known and not listed(known):
            unlisted.add(language)
    return msgspec.structs.replace(briefing, days=days, unlisted=frozenset(unlisted))


def _first_day(text: Text, work: Work, known: dt.date, today: dt.date) -> dt.date:
    if text.front.brought_from and text.front.published:
        return text.front.published
    held_until = goes_online(text, work)
    if held_until > today:
        return held_until
    return max(known, text.front.published or known)


def contradicted_days(briefing: Briefing, recorded: Recorded, today: dt.date, *, stops: bool) -> Iterator[Fault]:
    """Yield texts that claim a day of publication, or of a change, before their first publication here.

    A text that was brought from elsewhere may claim an earlier day, and one that waited for its day may go online a few
    days late. `stops`: the archive is about to be published, so that a false claim of a new text is a fault; else it is
    a warning.
    """
    for language, text in briefing.texts.items():
        known = recorded_of(briefing, language, recorded)
        if text.front.brought_from:
            continue
        if known:
            yield from _contradicted(text, known[0])
        elif is_shown(briefing, language) and text.front.published and text.front.published < today - LATE:
            place, claimed = text.place("published"), text.front.published
            yield fault("published-unrecorded", place, text.path, not stops, published=claimed, today=today)


def _contradicted(text: Text, first: Revision) -> Iterator[Fault]:
    claimed, modified = text.front.published, text.front.modified
    if claimed and claimed < first.date and first.kind != "late":
        place = text.place("published")
        yield fault("published-before-ledger", place, text.path, published=claimed, first=first.date)
    if modified and modified < first.date:
        place = text.place("modified")
        yield fault("modified-before-published", place, text.path, modified=modified, published=first.date)


def taken_offline(
    texts: Iterable[Text], waiting: Collection[str], drafts: Collection[str], recorded: Recorded
) -> Iterator[Fault]:
    """Yield texts that the ledger knows and that their own `published`, or `status: draft`, would take offline.

    `waiting` and `drafts` are the paths of the texts that are held back.
    """
    for text in texts:
        known = recorded.get((text.folder.rpartition("/")[2], text.language))
        if known and text.path in drafts and text.front.status == "draft":
            yield fault("draft-offline", text.place("status"), text.path, first=known[0].date)
        if known and text.path in waiting and text.front.published:
            place, until = text.place("published"), text.front.published
            yield fault("published-offline", place, text.path, published=until, first=known[0].date)
