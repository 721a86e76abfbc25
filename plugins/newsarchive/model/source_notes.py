"""What is known of the briefings' sources, and what readers learn of it: on pages, in books, feeds and data.

A copy of a page contains words and people of others. So the newsroom's own is never published: readers learn that it
was kept, and on which day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Literal, get_args

import msgspec
from msgspec.structs import replace

from .fields import Source
from .models import Briefing

Reason = Literal["robots", "refused", "gone", "large", "unreadable"]
"""Why a source has no copy: `refused` demands a login or payment, `unreadable` is empty or of a type not kept."""

Outcome = Literal["fetched", "brought", "asked", Reason]
"""What came of an attempt to keep a source: `brought` is a file that an editor saved, `asked` only a copy elsewhere."""

NO_COPY_REASONS: tuple[Reason, ...] = get_args(Reason)
COPIES: tuple[Outcome, ...] = ("fetched", "brought")
"""The outcomes of attempts that made a copy."""

_STAMP = re.compile(r"/([0-9]{14})(?:[a-z]{2}_)?/")


class SourceNote(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a source besides what its briefing says; what is absent is empty or None.

    Attributes:
        day: The day of the attempt to keep it that counts: of the newsroom's copy, if there is one.
        outcome: What came of that attempt.
        memento: The web address of a copy elsewhere, usually in a public archive (a Memento, RFC 7089).
        dead_since: The day on which the source was first found missing.
        token: The SHA-256 digest of the time-stamp token (RFC 3161) of the newsroom's copy.
    """

    day: dt.date | None = None
    outcome: Outcome | Literal[""] = ""
    memento: str = ""
    dead_since: dt.date | None = None
    token: str = ""

    @property
    def kept(self) -> dt.date | None:
        """The day on which the newsroom made its copy."""
        return self.day if self.outcome in COPIES else None

    @property
    def memento_day(self) -> dt.date | None:
        """The day of the copy elsewhere, if its address tells it."""
        moment = memento_moment(self.memento)
        return moment.date() if moment else None

    @property
    def reason(self) -> Reason | Literal[""]:
        """Why there is no copy of either kind."""
        return next((each for each in NO_COPY_REASONS if each == self.outcome and not self.memento), "")

    @property
    def is_told(self) -> bool:
        """Whether readers learn of a copy, or why there is none."""
        return bool(self.kept or self.memento or self.reason)


Notes = Mapping[str, SourceNote] | None
"""What is known of sources, by address (`Source.url`); None if no plugin describes sources."""


def memento_moment(memento: str) -> dt.datetime | None:
    """Return the moment in the address of a copy in a public archive (`…/web/20260312102030/http…`), or None."""
    match = _STAMP.search(memento)
    try:
        return dt.datetime.strptime(match[1], "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC) if match else None
    except ValueError:
        return None


def note_of(source: Source, notes: Notes) -> SourceNote:
    """Return what is known of a source; the address that an editor gave as `archived` is before all others."""
    note = (notes or {}).get(source.url) or SourceNote()
    return replace(note, memento=source.archived) if source.archived else note


def told_of(briefing: Briefing, notes: Notes) -> tuple[tuple[object, ...], ...]:
    """Return what readers are told of each source of a briefing, for the keys of what is made of it."""
    found = (note_of(source, notes) for source in briefing.front.sources)
    return tuple((note.kept, note.memento, note.reason, note.dead_since) for note in found)


def notes_below(briefing: Briefing, notes: Notes) -> list[str]:
    """Return the keys of the sentences below a briefing's sources: at most one, that copies are missing.

    Without a plugin that describes sources, nobody keeps copies, and there is no such sentence.
    """
    told = [note_of(source, notes).is_told for source in briefing.front.sources]
    if notes is None or all(told):
        return []
    return ["source.others-not-kept" if any(told) else "source.none-kept"]
