"""Whether the rest of a briefing was read for the words that a correction withholds.

A correction with `withhold: true` removes words from the site for good, history included: a name that should not have
been printed, for example. The same words may stand in translations of the briefing and in readers' letters below it.
Nobody can search for them, because they are not known to the build. So each of these files must show by a date or a
confirmed translation that an editor has reviewed it since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Set

from .diagnostics import TOP, Fault, fault
from .index import Archive
from .models import Briefing, Recorded, Revision, Text
from .revisions import is_shown, recorded_of
from .vocabularies import TAXONOMIES

NAMES = TAXONOMIES[1:]
"""The vocabularies whose entries are proper names: people, organisations and places, but not tags."""


def unwithheld(
    archive: Archive, briefing: Briefing, recorded: Recorded, today: dt.date, *, stops: bool
) -> Iterator[Fault]:
    """Yield a fault for each text and reader's letter that is shown and not reviewed since a correction withheld words.

    - A text counts as reviewed if its latest correction or its `modified` field is not earlier than the correction that
      withholds, or if `translated_revision` confirms that it agrees with a reviewed text. If the withholding is not yet
      published and the text has not changed since its last publication, it must be reviewed after that publication, and
      corrections that were published then do not count.
    - A letter (a reader's reply printed below the briefing) counts as reviewed if its `date` or `modified` field is not
      earlier.

    As long as the withholding itself is not published, warn of each vocabulary of names of which the briefing has
    entries: the withheld words may be one of these. Unless `stops` (a publication), all results are warnings.
    """
    corrections = [each for text in briefing.texts.values() for each in text.front.corrections]
    day = max((each.date for each in corrections if each.withhold), default=None)
    if day is None:
        return
    anew = any(_withholds_anew(text, _last(briefing, tag, recorded)) for tag, text in briefing.texts.items())
    original = briefing.original
    for taxonomy in NAMES if anew and is_shown(briefing, original.language) else ():
        if names := briefing.terms(taxonomy):
            place = original.place(taxonomy)
            yield fault(
                "withheld-words", place, original.path, True, field=taxonomy, found=", ".join(names), hint="listed"
            )
    days = _days(briefing, recorded, day, today, anew=anew)
    read = _read(briefing, recorded, days, anew=anew)
    for language, text in briefing.texts.items():
        if is_shown(briefing, language) and not _was_read(text, briefing, read):
            yield fault("withheld-words", TOP, text.path, not stops, date=days[language].isoformat(), hint="elsewhere")
    letters = archive.letters.get(briefing.folder, ())
    for letter in letters if any(map(briefing.readable, briefing.texts)) else ():
        if max(letter.date.start, letter.text.front.modified or dt.date.min) < day:
            yield fault("withheld-words", TOP, letter.text.path, not stops, date=day.isoformat(), hint="letter")


def _days(briefing: Briefing, recorded: Recorded, day: dt.date, today: dt.date, *, anew: bool) -> Mapping[str, dt.date]:
    """Return, by language, the day on or after which an editor must have reviewed each text of a briefing.

    That is `day`, the latest day of a correction that withholds, or `dt.date.min` (no review) for a text with that
    correction. If `anew` (it is not yet published), a text that has not changed since a publication before today must
    be reviewed after that: a backdated correction must not make the old text look reviewed.
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


def _read(briefing: Briefing, recorded: Recorded, days: Mapping[str, dt.date], *, anew: bool) -> frozenset[str]:
    """Return the languages of the texts that declare a change on the day in `days` or later.

    If `anew`, a correction that was published with the same words does not count: it was made for another reason.
    """
    read = set()
    for language, text in briefing.texts.items():
        last = _last(briefing, language, recorded)
        known = last.corrections if anew and last and last.digest == text.revision else 0
        declared = [text.front.modified, *sorted(each.date for each in text.front.corrections)[known:]]
        if max(filter(None, declared), default=dt.date.min) >= days[language]:
            read.add(language)
    return frozenset(read)


def _was_read(text: Text, briefing: Briefing, read: Set[str]) -> bool:
    """Return whether a text is in a language of `read`, or is confirmed as a translation of a text that was read."""
    if text.language in read:
        return True
    source = briefing.texts.get(text.front.translates)
    if source is None or text.front.translated_revision != source.revision:
        return False
    return _was_read(source, briefing, read)


def _withholds_anew(text: Text, last: Revision | None) -> bool:
    """Return whether a text has a correction that withholds words and that has not been published yet.

    It has been published if the last version is marked as withheld and no correction was added since.
    """
    corrections = text.front.corrections
    published = last is not None and last.withheld and last.corrections >= len(corrections)
    return any(each.withhold for each in corrections) and not published


def _last(briefing: Briefing, language: str, recorded: Recorded) -> Revision | None:
    return next(reversed(recorded_of(briefing, language, recorded)), None)
