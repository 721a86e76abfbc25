"""What readers learn of the copies of a briefing's sources: on pages, in books, feeds and data.

A copy of a page contains words and people of others. So the newsroom's own is never published: readers learn that it
was kept, and on which day.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from .fields import Source
from .index import Edition
from .kept import KeptSource, Reason, memento_moment
from .models import Briefing

_UNKNOWN = KeptSource()


class ShownCopies(msgspec.Struct, frozen=True, array_like=True):
    """What readers get of a source besides its own address; what is absent is empty or None.

    Attributes:
        kept: The day on which the newsroom made its copy.
        memento: The web address of a copy elsewhere, usually in a public archive, and its day in `memento_day`.
        reason: Why there is no copy of either kind.
        dead_since: The day on which the source was first found missing.
    """

    kept: dt.date | None = None
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
    found = edition.archive.kept.get(source.url, _UNKNOWN)
    memento = source.archived or found.memento
    if found is _UNKNOWN and not memento:
        return _NOTHING
    moment = memento_moment(memento)
    copy = found.copy
    return ShownCopies(
        kept=copy.day if copy else None,
        memento=memento,
        memento_day=moment.date() if moment else None,
        reason="" if memento else found.reason,
        dead_since=found.dead_since,
    )


_NOTHING = ShownCopies()


def copies_of(briefing: Briefing, edition: Edition) -> tuple[ShownCopies, ...]:
    """Return what readers learn of each source of a briefing, in the order of the sources."""
    return tuple(shown_copies(source, edition) for source in briefing.front.sources)


def notes_below(briefing: Briefing, edition: Edition) -> list[str]:
    """Return the keys of the sentences below a briefing's sources: at most one, that copies are missing."""
    told = [each.is_told for each in copies_of(briefing, edition)]
    if all(told):
        return []
    return ["source.others-not-kept" if any(told) else "source.none-kept"]
