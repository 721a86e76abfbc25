"""Published revisions and first days of each text, and whether each change to it was declared.

`revisions.tsv` in the content has a line for each: slug, language, number, day, revision, kind, and how many
corrections the text had, sorted. The revision is `Text.revision`, 12 hex digits over title, summary, captions,
corrections and body. An eighth column, `withheld`, marks the states of a briefing that once withheld its earlier
words: whatever becomes of the correction that said so, they are not shown again, and but for the last state the
revision is zeros. In the same column `hidden`, or `withheld-hidden`, marks states in which no list led to the text.
Of a text that is withdrawn the days and kinds stay, with zeros: one that is restored is no news.

The ledger is `revisions.tsv`. A text that it does not know was never published, and counts as published on the build's
day. `published` in a text's front matter holds it back until that day; with `brought_from` it is the day of the first
publication elsewhere.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

import msgspec

from .diagnostics import Fault, fault
from .index import Archive
from .ledger import refuse_row, rows_of, table
from .models import NO_DIGEST, Briefing, Recorded, Revision, RevisionKind, Text, Work
from .vocabularies import SLUG

REVISIONS = "revisions.tsv"
_COLUMNS = 7
_MARKS = {(True, False): "withheld", (False, True): "hidden", (True, True): "withheld-hidden"}
"""The last column, by whether a state's words are withheld and whether it was hidden; of neither there is none."""

_REVISION = re.compile(r"[0-9a-f]{12}\Z")
_LANGUAGE = re.compile(r"[A-Za-z0-9-]+\Z")

KINDS: tuple[RevisionKind, ...] = ("first", "late", "correction", "minor", "restored")

LATE = dt.timedelta(days=31)
"""A text may go online so long after the day that it waits for: runs were off, or something else stopped the build."""


def parse_revisions(content: str) -> tuple[dict[tuple[str, str], tuple[Revision, ...]], list[Fault]]:
    """Read the file. Faults are those of lines that say nothing, or stand in no order."""
    faults: list[Fault] = []
    found: dict[tuple[str, str], list[Revision]] = defaultdict(list)
    for row in rows_of(content, REVISIONS, _COLUMNS, faults, marks=tuple(_MARKS.values())):
        slug, language, number, *rest = row.columns
        revision = _revision(*rest) if SLUG.match(slug) and _LANGUAGE.match(language) else None
        if revision is None or number != str(len(found[slug, language]) + 1):
            refuse_row(row, REVISIONS, _COLUMNS, faults)
        else:
            found[slug, language].append(revision)
    return {key: tuple(revisions) for key, revisions in found.items() if revisions}, faults


def recorded_of(briefing: Briefing, language: str, recorded: Recorded) -> tuple[Revision, ...]:
    """Return what was published of a briefing's text, also under its earlier slugs."""
    slugs = (briefing.slug, *(slug for slug in reversed(briefing.front.redirect_from) if "/" not in slug))
    return next((recorded[slug, language] for slug in slugs if (slug, language) in recorded), ())


def published(
    text: Text, recorded: tuple[Revision, ...], day: dt.date, *, hidden: bool = False
) -> tuple[Revision, ...]:
    """Return the revisions of a text once it is published on `day`: those recorded, and its own where that is new.

    `hidden`: no list leads to it.
    """
    last = recorded[-1] if recorded else None
    if last and last.digest == text.revision:
        return (*recorded[:-1], msgspec.structs.replace(last, hidden=last.hidden and hidden))
    kind = _kind(text, last) if last else _first_kind(text, day)
    return (*recorded, Revision(day, text.revision, kind, len(text.front.corrections), hidden=hidden))


def _kind(text: Text, last: Revision) -> RevisionKind:
    """Return why a state was published after the one that was recorded last."""
    if last.digest == NO_DIGEST:
        return "restored"
    return "minor" if len(text.front.corrections) <= last.corrections else "correction"


def listed(revisions: tuple[Revision, ...]) -> tuple[Revision, ...]:
    """Return the revisions that readers were led to: all they may see of a text that is listed."""
    return tuple(each for each in revisions if not each.hidden)


def _first_kind(text: Text, day: dt.date) -> RevisionKind:
    claimed = text.front.published
    return "late" if claimed and not text.front.brought_from and claimed < day <= claimed + LATE else "first"


def unexplained(briefing: Briefing, recorded: Recorded, *, stops: bool) -> Iterator[Fault]:
    """Yield texts whose words are others than were published, with neither a new correction nor `minor: true`.

    `stops`: the texts are about to be published; else it is a warning.
    """
    for language, text in briefing.texts.items():
        last = next(reversed(recorded_of(briefing, language, recorded)), None)
        if last is None or last.digest in (text.revision, NO_DIGEST) or not is_shown(briefing, language):
            continue
        if len(text.front.corrections) <= last.corrections and not text.front.minor:
            place, day = text.place("modified"), last.date.isoformat()
            yield fault("words-changed", place, text.path, not stops, date=day, revision=last.digest)


def left_minor(briefing: Briefing, recorded: Recorded) -> Iterator[Fault]:
    """Yield texts that still say `minor: true` of a change that is published: the next would pass unseen."""
    for language, text in briefing.texts.items():
        known = recorded_of(briefing, language, recorded)
        if text.front.minor and known and known[-1].digest == text.revision:
            yield fault("minor-left", text.place("minor"), text.path, True)


def with_published(archive: Archive, recorded: Recorded, day: dt.date) -> dict[tuple[str, str], tuple[Revision, ...]]:
    """Return what is recorded once an archive is published on `day`; of a withdrawn text days and kinds alone."""
    found = dict(recorded)
    for briefing in archive.briefings:
        withholding = withholds(briefing, recorded)
        for language, text in briefing.texts.items():
            status, before = briefing.status(language), recorded_of(briefing, language, recorded)
            if status == "withdrawn":
                revisions = tuple(msgspec.structs.replace(each, digest=NO_DIGEST) for each in before)
            elif is_shown(briefing, language):
                revisions = published(text, before, day, hidden=status == "hidden")
                revisions = withheld(revisions) if withholding else revisions
            else:
                continue
            # what was recorded under an earlier slug is now under this one
            for slug in (briefing.slug, *briefing.front.redirect_from):
                found.pop((slug, language), None)
            if revisions:
                found[briefing.slug, language] = revisions
    return found


def withholds(briefing: Briefing, recorded: Recorded) -> bool:
    """Whether words that a briefing had before must not be shown again, for somebody's safety.

    It is enough that a correction in one language says so, or once said so: what was wrong in it stood in the others.
    """
    if any(each.withhold for text in briefing.texts.values() for each in text.front.corrections):
        return True
    return any(each.withheld for language in briefing.texts for each in recorded_of(briefing, language, recorded))


def withheld(revisions: tuple[Revision, ...]) -> tuple[Revision, ...]:
    """Return revisions whose words are never shown again, the earlier ones without a digest.

    Most of what went into a digest is public, so that a name or number which went could be found by trying.
    """
    *earlier, last = (msgspec.structs.replace(each, withheld=True) for each in revisions)
    return (*(msgspec.structs.replace(each, digest=NO_DIGEST) for each in earlier), last)


def silenced(archive: Archive) -> list[str]:
    """Return a line for each file for whose former words nothing may be kept, sorted: other bytes are another line."""
    found = []
    for briefing in archive.briefings:
        files = [text for tag, text in briefing.texts.items() if briefing.status(tag) == "withdrawn"]
        if withholds(briefing, archive.recorded):
            letters = archive.letters.get(briefing.folder, ())
            files = [*briefing.texts.values(), *(letter.text for letter in letters)]
        found += [f"{each.path} {each.revision} {each.key.hex()}" for each in files]
    return sorted(found)


def unkept_files(archive: Archive) -> frozenset[str]:
    """Return the paths of withdrawn texts and of letters on briefings that are withdrawn in all languages.

    Nothing keeps their words, which may still stand in the files.
    """
    gone: set[str] = set()
    for briefing in archive.briefings:
        withdrawn = {text.path for tag, text in briefing.texts.items() if briefing.status(tag) == "withdrawn"}
        gone |= withdrawn
        if len(withdrawn) == len(briefing.texts):
            gone |= {letter.text.path for letter in archive.letters.get(briefing.folder, ())}
    return frozenset(gone)


def revisions_file(recorded: Recorded) -> bytes:
    """Return the file of revisions."""
    return table(
        (slug, language, number, *_columns(each))
        for (slug, language), revisions in sorted(recorded.items())
        for number, each in enumerate(revisions, start=1)
    )


def _columns(revision: Revision) -> tuple[object, ...]:
    columns = (revision.date.isoformat(), revision.digest, revision.kind, revision.corrections)
    mark = _MARKS.get((revision.withheld, revision.hidden))
    return (*columns, mark) if mark else columns


def is_shown(briefing: Briefing, language: str) -> bool:
    """Whether a text has words that readers are shown, under its address at least."""
    return briefing.status(language) in ("published", "hidden")


def _revision(date: str, digest: str, kind: str, corrections: str, mark: str = "") -> Revision | None:
    try:
        day = dt.date.fromisoformat(date)
    except ValueError:
        return None
    if not _REVISION.match(digest) or kind not in KINDS or not (corrections.isascii() and corrections.isdigit()):
        return None
    marks = next((each for each, name in _MARKS.items() if name == mark), (False, False))
    return Revision(day, digest, kind, int(corrections[:6]), *marks)


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
