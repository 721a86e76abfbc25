"""Whether the rest of a briefing was read for the words that a correction withholds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from .diagnostics import TOP, Fault, fault
from .index import Archive
from .models import Briefing, Recorded, Revision, Text
from .revisions import is_shown, recorded_of
from .vocabularies import TAXONOMIES

NAMES = TAXONOMIES[1:]
"""Vocabularies whose terms are names."""


def unwithheld(
    archive: Archive, briefing: Briefing, recorded: Recorded, today: dt.date, *, stops: bool
) -> Iterator[Fault]:
    """Yield a briefing's shown texts and letters of which nobody said that they were read since words were withheld.

    Before that is published, yield the names under which the briefing is listed, too: one may be what was withheld.
    A text was read that has itself a correction or `modified` of that day or later, or that was confirmed as a
    translation of a text that was; a letter that came or was `modified` since. `stops`: they are about to be published.
    """
    corrections = [each for text in briefing.texts.values() for each in text.front.corrections]
    day = max((each.date for each in corrections if each.withhold), default=None)
    if day is None:
        return
    anew = any(_withholds_anew(text, _last(briefing, tag, recorded)) for tag, text in briefing.texts.items())
    if anew and is_shown(briefing, briefing.original.language):
        yield from _listed_names(briefing)
    days = _days(briefing, recorded, day, today, anew=anew)
    for language, text in briefing.texts.items():
        if is_shown(briefing, language) and not _was_read(text, briefing, days):
            yield fault("withhold-elsewhere", TOP, text.path, not stops, date=days[language].isoformat())
    letters = archive.letters.get(briefing.folder, ())
    for letter in letters if any(map(briefing.readable, briefing.texts)) else ():
        if max(letter.date.start, letter.text.front.modified or dt.date.min) < day:
            yield fault("withhold-letter", TOP, letter.text.path, not stops, date=day.isoformat())


def _listed_names(briefing: Briefing) -> Iterator[Fault]:
    for taxonomy in NAMES:
        names = briefing.terms(taxonomy)
        if names:
            place, path = briefing.original.place(taxonomy), briefing.original.path
            yield fault("withhold-listed", place, path, True, field=taxonomy, found=", ".join(names))


def _days(briefing: Briefing, recorded: Recorded, day: dt.date, today: dt.date, *, anew: bool) -> Mapping[str, dt.date]:
    """Return since when each text must have been read; `dt.date.min` for one that itself withholds words on the day.

    A correction may be dated back, or withhold only after it was published. So of a text that did not change since its
    last publication, that publication is no answer to a correction that withholds anew.
    """
    days = {}
    for language, text in briefing.texts.items():
        last = _last(briefing, language, recorded)
        if any(each.withhold and each.date == day for each in text.front.corrections):
            days[language] = dt.date.min
        elif anew and last and last.digest == text.revision and last.date < today:
            days[language] = max(day, last.date + dt.timedelta(1))
        else:
            days[language] = day
    return days


def _was_read(text: Text, briefing: Briefing, days: Mapping[str, dt.date]) -> bool:
    if (text.changed or dt.date.min) >= days[text.language]:
        return True
    source = briefing.texts.get(text.front.translates)
    confirmed = source is not None and text.front.translated_revision == source.revision
    return confirmed and source is not None and _was_read(source, briefing, days)


def _withholds_anew(text: Text, last: Revision | None) -> bool:
    """Whether a text has a correction that withholds and was not published yet, or did not withhold then."""
    corrections = text.front.corrections
    published = last is not None and last.withheld and last.corrections >= len(corrections)
    return any(each.withhold for each in corrections) and not published


def _last(briefing: Briefing, language: str, recorded: Recorded) -> Revision | None:
    return next(reversed(recorded_of(briefing, language, recorded)), None)
