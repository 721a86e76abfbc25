"""Whether the rest of a briefing was read for the words that a correction withholds.

A correction with `withhold: true` removes words from the site for good, history included: a name that should not have
been printed, for example. The same words may stand in translations of the briefing and in readers' letters below it.
Nobody can search for them, because they are not known to the build. So each of these files must show by a date or a
confirmed translation that an editor has reviewed it since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator

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
    last = {tag: next(reversed(recorded_of(briefing, tag, recorded)), None) for tag in briefing.texts}
    anew = any(_withholds_anew(text, last[tag]) for tag, text in briefing.texts.items())
    original = briefing.original
    for taxonomy in NAMES if anew and is_shown(briefing, original.language) else ():
        if names := briefing.terms(taxonomy):
            place = original.place(taxonomy)
            yield fault(
                "withheld-words", place, original.path, True, field=taxonomy, found=", ".join(names), hint="listed"
            )
    unread = {}
    for tag, text in briefing.texts.items():
        version = last[tag]
        unchanged = version if anew and version and version.digest == text.revision else None
        # a backdated correction must not make the old text look reviewed
        since = max(day, unchanged.date + dt.timedelta(1)) if unchanged and unchanged.date < today else day
        if not _was_read(text, day, since, unchanged):
            unread[tag] = since
    for tag, since in unread.items():
        if is_shown(briefing, tag) and not _is_confirmed(briefing.texts[tag], briefing, unread):
            path = briefing.texts[tag].path
            yield fault("withheld-words", TOP, path, not stops, date=since.isoformat(), hint="elsewhere")
    letters = archive.letters.get(briefing.folder, ())
    for letter in letters if any(map(briefing.readable, briefing.texts)) else ():
        if max(letter.date.start, letter.text.front.modified or dt.date.min) < day:
            yield fault("withheld-words", TOP, letter.text.path, not stops, date=day.isoformat(), hint="letter")


def _was_read(text: Text, day: dt.date, since: dt.date, unchanged: Revision | None) -> bool:
    """Return whether a text has the correction of `day` that withholds, or declares a change since `since`.

    A correction that was published with the same words (`unchanged`) does not count: it was made for another reason.
    """
    corrections = sorted(text.front.corrections, key=lambda each: each.date)
    if any(each.withhold and each.date == day for each in corrections):
        return True
    declared = [text.front.modified, *(each.date for each in corrections[unchanged.corrections if unchanged else 0 :])]
    return any(each and each >= since for each in declared)


def _is_confirmed(text: Text, briefing: Briefing, unread: Container[str]) -> bool:
    """Return whether a text is confirmed as a translation of a text that was read or is itself confirmed."""
    source = briefing.texts.get(text.front.translates)
    if source is None or text.front.translated_revision != source.revision:
        return False
    return source.language not in unread or _is_confirmed(source, briefing, unread)


def _withholds_anew(text: Text, last: Revision | None) -> bool:
    """Return whether a text has a correction that withholds words and that has not been published yet.

    It has been published if the last version is marked as withheld and no correction was added since.
    """
    corrections = text.front.corrections
    published = last is not None and last.withheld and last.corrections >= len(corrections)
    return any(each.withhold for each in corrections) and not published
