"""What readers get of the copies of a briefing's sources: on pages, in books, feeds and data.

A copy of a page contains words and people of others. So readers usually learn only that it was kept, and on which day;
the file itself is published if the newsroom chooses so for that source (`publish: body`), and as long as a published
text names it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from . import addresses
from .fields import Source
from .index import Archive, Edition, derived
from .kept import Attempt, KeptSource, Reason, memento_moment
from .models import Briefing

_UNKNOWN = KeptSource()


class ShownCopies(msgspec.Struct, frozen=True, array_like=True):
    """What readers get of a source besides its own address; what is absent is empty, 0 or None.

    Attributes:
        kept: The day on which the newsroom made its copy.
        file: The address on this site of the file with that copy, if it is published, and its `size` in bytes.
        memento: The web address of a copy elsewhere, usually in a public archive, and its day in `memento_day`.
        reason: Why there is no copy of either kind.
        dead_since: The day on which the source was first found missing.
    """

    kept: dt.date | None = None
    file: str = ""
    size: int = 0
    memento: str = ""
    memento_day: dt.date | None = None
    reason: Reason | str = ""
    dead_since: dt.date | None = None

    @property
    def is_told(self) -> bool:
        """Whether readers learn of a copy, or why there is none."""
        return bool(self.kept or self.memento or self.reason)


def shown_copies(source: Source, edition: Edition) -> ShownCopies:
    """Return what readers get of a source; the address that an editor gave as `archived` is before all others."""
    archive = edition.archive
    found = archive.kept.get(source.url, _UNKNOWN)
    memento = source.archived or found.memento
    if found is _UNKNOWN and not memento:
        return _NOTHING
    # only a publication has the files
    published = edition.publication is not None and source.url in published_copies(archive)
    moment = memento_moment(memento)
    copy = found.copy
    return ShownCopies(
        kept=copy.day if copy else None,
        file=addresses.kept_copy(copy.digest) if copy and published else "",
        size=copy.size if copy and published else 0,
        memento=memento,
        memento_day=moment.date() if moment else None,
        reason="" if memento else found.reason,
        dead_since=found.dead_since,
    )


_NOTHING = ShownCopies()


def copies_of(briefing: Briefing, edition: Edition) -> tuple[ShownCopies, ...]:
    """Return what readers get of each source of a briefing, in the order of the sources."""
    return tuple(shown_copies(source, edition) for source in briefing.front.sources)


def notes_below(briefing: Briefing, edition: Edition) -> list[str]:
    """Return the keys of the sentences below a briefing's sources: that copies are missing, and what opens files."""
    shown = copies_of(briefing, edition)
    notes = []
    if not all(each.is_told for each in shown):
        notes.append("source.others-not-kept" if any(each.is_told for each in shown) else "source.none-kept")
    if any(each.file for each in shown):
        notes.append("source.wacz")
    return notes


def published_copies(archive: Archive) -> Mapping[str, Attempt]:
    """Return the copies whose files a publication has, by the address of the source, sorted.

    These are copies that this program fetched itself, of sources with `publish: body` of a text that is in lists.
    """
    return derived(archive, _published_copies)


def copy_addresses(archive: Archive) -> Mapping[str, str]:
    """Return the addresses of the published copies, each with the slug of the earliest briefing that publishes it."""
    copies = published_copies(archive)
    return {
        addresses.kept_copy(copies[source.url].digest): briefing.slug
        for briefing in (reversed(archive.listed) if copies else ())
        for source in briefing.front.sources
        if source.publish == "body" and source.url in copies
    }


def _published_copies(archive: Archive) -> Mapping[str, Attempt]:
    chosen = {
        source.url
        for briefing in (archive.listed if archive.kept else ())
        for source in briefing.front.sources
        if source.publish == "body" and briefing.front.status == "published"
    }
    found = {url: archive.kept[url].copy for url in sorted(chosen & archive.kept.keys())}
    return {url: copy for url, copy in found.items() if copy and copy.outcome == "fetched"}
