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
"""The taxonomies whose terms are names: people, organisations and places."""


def unwithheld(
    archive: Archive, briefing: Briefing, recorded: Recorded, today: dt.date, *, stops: bool
) -> Iterator[Fault]:
    """Yield a fault for each shown text or letter that was not reviewed since words were withheld in its briefing.

    A text counts as reviewed if it has a correction or `modified` on that day or later, or if it is confirmed
    (`translated_revision`) as a translation of a reviewed text. A letter counts as reviewed if it is dated or
    `modified` then or later. Before the withholding is published, also warn of the names under which the briefing is
    listed: a name may be what was withheld.

    Args:
        archive: The archive, for its letters.
        briefing: The briefing to check.
        recorded: The published revisions.
        today: The day of the build.
        stops: Whether the texts are about to be published; if not, the faults on texts and letters are warnings.
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
    """Return for each text the day since which it must have been reviewed.

    It is `dt.date.min` for a text with a correction that withholds words on `day`, the latest such day of the
    briefing. A correction may be backdated, or start to withhold only after its publication. So if a correction
    withholds for the first time (`anew`), a text that has not changed since its last publication must be reviewed
    after that publication.
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
    """Return whether a text changed on or after its day in `days`, or is a confirmed translation of one that did."""
    if (text.changed or dt.date.min) >= days[text.language]:
        return True
    source = briefing.texts.get(text.front.translates)
    confirmed = source is not None and text.front.translated_revision == source.revision
    return confirmed and source is not None and _was_read(source, briefing, days)


def _withholds_anew(text: Text, last: Revision | None) -> bool:
    """Return whether a text has a correction that withholds and has not been published as one that withholds."""
    corrections = text.front.corrections
    published = last is not None and last.withheld and last.corrections >= len(corrections)
    return any(each.withhold for each in corrections) and not published


def _last(briefing: Briefing, language: str, recorded: Recorded) -> Revision | None:
    return next(reversed(recorded_of(briefing, language, recorded)), None)
