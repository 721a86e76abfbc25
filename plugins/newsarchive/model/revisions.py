"""Published revisions and first days of each text, and whether each change to it was declared.

A publication is one run of `newsarchive publish`; a revision is one state of a text that a publication put online.
The table `revisions.tsv` in the content folder has one line for each, sorted by slug, language and number:

- slug, language and number of the revision, counted from 1 for each text;
- the day on which it was published;
- the revision (`Text.revision`): 12 hex digits of a digest over title, summary, the picture's `alt` and `caption`,
  corrections and body;
- its kind, one of `KINDS`;
- the number of corrections that the text had;
- a mark, only if there is one: `withheld`, `hidden` or `withheld-hidden`.

`withheld` marks every revision of a briefing that has withheld earlier words. These words are never shown again, even
if the correction that withheld them is removed, and the digests of all but the last revision are replaced by zeros.
`hidden` marks revisions published while no listing linked to the text. For a withdrawn text, days and kinds remain and
all digests are zeros, so a restored text does not count as new.

A text without a line in the table was never published; it counts as published on the day of the build. `published` in a
text's front matter holds it back until that day; with `brought_from` it is the day of first publication elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, Literal, get_args

import msgspec
from msgspec.structs import replace

from .addresses import SLUG
from .diagnostics import Fault, fault
from .field_types import REVISION_FORM
from .index import Archive
from .ledger import REVISIONS
from .models import NO_DIGEST, Briefing, Recorded, Revision, RevisionKind, Text, Work
from .tables import cells_of, row_of, rows_of, table

KINDS: tuple[RevisionKind, ...] = get_args(RevisionKind)

LATE = dt.timedelta(days=31)
"""How late, after the day in its field `published`, a text may go online without a fault: a build may have failed."""


class _Row(msgspec.Struct, array_like=True):
    slug: Annotated[str, msgspec.Meta(pattern=f"^{SLUG.pattern}")]
    language: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]+\Z")]
    number: int
    date: dt.date
    digest: Annotated[str, msgspec.Meta(pattern=f"^{REVISION_FORM.pattern}")]
    kind: RevisionKind
    corrections: Annotated[int, msgspec.Meta(ge=0, lt=10**6)]
    mark: Annotated[str, msgspec.Meta(pattern=r"^(?:withheld|hidden|withheld-hidden)?\Z")] = ""


def parse_revisions(content: str) -> tuple[dict[tuple[str, str], tuple[Revision, ...]], list[Fault]]:
    """Parse `revisions.tsv`; return the revisions by (slug, language), oldest first, and faults for lines left out."""
    faults: list[Fault] = []
    found: dict[tuple[str, str], tuple[Revision, ...]] = {}

    def make(cells: list[str]) -> _Row:
        row = row_of(_Row, cells)
        if row.number != len(found.get((row.slug, row.language), ())) + 1:
            raise ValueError(row.number)
        return row

    for _, row in rows_of(content, REVISIONS, faults, make):
        marks = row.mark.startswith("withheld"), row.mark.endswith("hidden")
        revision = Revision(row.date, row.digest, row.kind, row.corrections, *marks)
        found[row.slug, row.language] = (*found.get((row.slug, row.language), ()), revision)
    return found, faults


def recorded_of(briefing: Briefing, language: str, recorded: Recorded) -> tuple[Revision, ...]:
    """Return a briefing's published versions, oldest first, under its present slug or else the latest earlier one."""
    found = recorded.get((briefing.slug, language), ())
    if found or not briefing.front.redirect_from:
        return found
    earlier = (slug for slug in reversed(briefing.front.redirect_from) if "/" not in slug)
    return next((recorded[slug, language] for slug in earlier if (slug, language) in recorded), ())


def published(
    text: Text, recorded: tuple[Revision, ...], day: dt.date, *, hidden: bool = False
) -> tuple[Revision, ...]:
    """Return all published versions of a text, oldest first, as they are after a publication on `day`.

    If the text's words have changed, a new one is added. If not, but the text is no longer `hidden`, the mark `hidden`
    of the last version is removed.
    """
    last = recorded[-1] if recorded else None
    claimed, corrections = text.front.published, len(text.front.corrections)
    kind: RevisionKind
    if last and last.digest == text.revision:
        return (*recorded[:-1], replace(last, hidden=last.hidden and hidden))
    if last is None:
        late = claimed and not text.front.brought_from and claimed < day <= claimed + LATE
        kind = "late" if late else "first"
    elif last.digest == NO_DIGEST:
        kind = "restored"
    else:
        kind = "minor" if corrections <= last.corrections else "correction"
    return (*recorded, Revision(day, text.revision, kind, corrections, hidden=hidden))


def listed(revisions: tuple[Revision, ...]) -> tuple[Revision, ...]:
    """Return those of a text's versions that were not hidden; the history page of a listed text shows only these."""
    return tuple(each for each in revisions if not each.hidden)


def shown_revisions(briefing: Briefing, language: str, recorded: Recorded, day: dt.date) -> tuple[Revision, ...]:
    """Return the versions that the history page of a text lists, oldest first, after a publication on `day`.

    Hidden versions are left out, unless the text is still hidden. A text that is not online has none. Those whose words
    must not be shown are marked as `withheld`.
    """
    revisions = unmarked_revisions(briefing, language, recorded, day)
    return withheld(revisions) if revisions and withholds(briefing, recorded) else revisions


def unmarked_revisions(briefing: Briefing, language: str, recorded: Recorded, day: dt.date) -> tuple[Revision, ...]:
    """Return `shown_revisions` without the marks `withheld`, for those who need only their number and days."""
    if not is_shown(briefing, language):
        return ()
    revisions = published(briefing.texts[language], recorded_of(briefing, language, recorded), day)
    # the last version of a published text is never hidden
    return listed(revisions) if briefing.status(language) == "published" else revisions


def unexplained(briefing: Briefing, recorded: Recorded, *, stops: bool) -> Iterator[Fault]:
    """Yield a fault for each text whose words changed after publication without a new correction or `minor`.

    `minor` covers the revision that it names, and no later change. Texts that readers cannot see are not checked.
    Unless `stops` (a publication), the faults are warnings.
    """
    for language, text in briefing.texts.items():
        last = next(reversed(recorded_of(briefing, language, recorded)), None)
        if last is None or last.digest in (text.revision, NO_DIGEST) or not is_shown(briefing, language):
            continue
        if len(text.front.corrections) <= last.corrections and text.front.minor != text.revision:
            place, day = text.place("modified"), last.date.isoformat()
            values = {"date": day, "revision": last.digest, "present": text.revision}
            yield fault("words-changed", place, text.path, not stops, **values)


def with_published(archive: Archive, recorded: Recorded, day: dt.date) -> dict[tuple[str, str], tuple[Revision, ...]]:
    """Return the published versions of all texts, by (slug, language), as they are after a publication on `day`.

    The versions of a withdrawn text lose their digests, and so do all but the last version of each text if its briefing
    withholds earlier words. Versions under an earlier slug move to the present one.
    """
    found = dict(recorded)
    for briefing in archive.briefings:
        withholding = withholds(briefing, recorded)
        for language, text in briefing.texts.items():
            status, before = briefing.status(language), recorded_of(briefing, language, recorded)
            if status == "withdrawn":
                revisions = tuple(replace(each, digest=NO_DIGEST) for each in before)
            elif is_shown(briefing, language):
                revisions = published(text, before, day, hidden=status == "hidden")
                revisions = withheld(revisions) if withholding else revisions
            else:
                continue
            # the revisions recorded under an earlier slug move to the current one
            for slug in (briefing.slug, *briefing.front.redirect_from):
                found.pop((slug, language), None)
            if revisions:
                found[briefing.slug, language] = revisions
    return found


def withholds(briefing: Briefing, recorded: Recorded) -> bool:
    """Return whether the words of earlier versions of a briefing must never be shown again, in any language.

    One correction (`withhold`) or mark is enough: words that were wrong in one language were also in the others.
    """
    if any(each.withhold for text in briefing.texts.values() for each in text.front.corrections):
        return True
    return any(each.withheld for language in briefing.texts for each in recorded_of(briefing, language, recorded))


def withheld(revisions: tuple[Revision, ...]) -> tuple[Revision, ...]:
    """Return a text's published versions, at least one, marked as `withheld`.

    The digests of all but the last are replaced by zeros: most of the words behind a digest are public, so a removed
    name or number could be found by trying candidates.
    """
    *earlier, last = (replace(each, withheld=True) for each in revisions)
    return (*(replace(each, digest=NO_DIGEST) for each in earlier), last)


def silenced(archive: Archive) -> list[str]:
    """Return one line for each file whose former words must not stay in the build's cache, sorted.

    These are withdrawn texts; and if a correction withholds a briefing's earlier words, all its texts and letters.
    """
    found = []
    for briefing in archive.briefings:
        files = [text for tag, text in briefing.texts.items() if briefing.status(tag) == "withdrawn"]
        if withholds(briefing, archive.recorded):
            letters = archive.letters.get(briefing.folder, ())
            files = [*briefing.texts.values(), *(letter.text for letter in letters)]
        found += [f"{each.path} {each.revision} {each.key.hex()}" for each in files]
    return sorted(found)


def revisions_file(recorded: Recorded) -> bytes:
    """Return the bytes of the file `revisions.tsv`."""
    return table(
        cells_of(_Row(*key, number, each.date, each.digest, each.kind, each.corrections, _mark(each)))
        for key, revisions in sorted(recorded.items())
        for number, each in enumerate(revisions, start=1)
    )


def _mark(revision: Revision) -> str:
    return "-".join(name for name in ("withheld", "hidden") if getattr(revision, name))


def is_shown(briefing: Briefing, language: str) -> bool:
    """Return whether a briefing's text in `language` is online: it is published, or hidden (online, but not linked)."""
    return briefing.status(language) in ("published", "hidden")


def goes_online(text: Text, work: Work) -> dt.date:
    """Return the first day on which a text may be online, its own or the original's, or `date.min` for any day."""
    claims = (text.front.published, work.front.published)
    return max(filter(None, claims), default=dt.date.min)


def held_back(text: Text, work: Work, day: dt.date) -> Literal["", "draft", "waiting"]:
    """Return why a text is not yet public on a day: it or the original is a draft, or it waits for its day.

    An empty string means that it is public. A draft that also waits is a draft.
    """
    if "draft" in (text.front.status, work.front.status):
        return "draft"
    return "waiting" if goes_online(text, work) > day else ""


def with_first_days(briefing: Briefing, recorded: Recorded, today: dt.date) -> Briefing:
    """Return a briefing with the days on which each text was first published, and `Briefing.unlisted`.

    `Briefing.days` has the day of the first recorded version; for a text from another site the day there, for a waiting
    one the day for which it waits, for any other new one `today`; or a later day in `published`, by which a hidden text
    becomes news. `Briefing.added` has the day here in all cases.
    """
    days, added, unlisted = {}, {}, set()
    for language, text in briefing.texts.items():
        known = recorded_of(briefing, language, recorded)
        first = known[0].date if known else today
        claimed, held_until = text.front.published, goes_online(text, briefing)
        if text.front.brought_from and claimed:
            days[language] = claimed
        else:
            days[language] = held_until if held_until > today else max(first, claimed or first)
        added[language] = first if text.front.brought_from else days[language]
        if known and not listed(known):
            unlisted.add(language)
    return replace(briefing, days=days, added=added, unlisted=frozenset(unlisted))


def contradicted_days(briefing: Briefing, recorded: Recorded, today: dt.date, *, stops: bool) -> Iterator[Fault]:
    """Yield a fault for each text that claims to have been published or changed before it was first published here.

    Texts from another site are not checked. A text that had to wait for its day may go online up to `LATE` after it; a
    new text that is later gets a warning, or a fault if `stops` (a publication).
    """
    for language, text in briefing.texts.items():
        known = recorded_of(briefing, language, recorded)
        if text.front.brought_from:
            continue
        place, claimed, modified = text.place("published"), text.front.published, text.front.modified
        if not known:
            if is_shown(briefing, language) and claimed and claimed < today - LATE:
                yield fault("published-unrecorded", place, text.path, not stops, published=claimed, today=today)
            continue
        first = known[0]
        if claimed and claimed < first.date and first.kind != "late":
            yield fault("published-unrecorded", place, text.path, published=claimed, first=first.date, hint="ledger")
        if modified and modified < first.date:
            place = text.place("modified")
            yield fault("days-disagree", place, text.path, modified=modified, published=first.date, hint="modified")


def taken_offline(
    texts: Iterable[Text], waiting: Collection[str], drafts: Collection[str], recorded: Recorded
) -> Iterator[Fault]:
    """Yield a fault for each published text that became one of the `drafts` or is `waiting`: it must be withdrawn."""
    for text in texts:
        known = recorded.get((text.folder.rpartition("/")[2], text.language))
        if known and text.path in drafts and text.front.status == "draft":
            yield fault("offline", text.place("status"), text.path, first=known[0].date, hint="draft")
        if known and text.path in waiting and text.front.published:
            place, until = text.place("published"), text.front.published
            yield fault("offline", place, text.path, published=until, first=known[0].date, hint="published")
