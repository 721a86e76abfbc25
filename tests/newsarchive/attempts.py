"""Lines of `kept.tsv` and `links.tsv` for tests, and editions of archives that have them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from msgspec.structs import replace

from newsarchive.model.fields import Source
from newsarchive.model.index import Edition
from newsarchive.model.models import Briefing
from newsarchive_sources.kept import Attempt, Failing, kept_sources
from tests.newsarchive.editions import edition_of

A, B = "https://source.test/a?x=1&y=$2", "https://source.test/b"
WAYBACK = f"https://web.archive.org/web/20260311090000/{A}"
FILE = f"source.test/20260312-{'c' * 64}.wacz"


def at(day: int, hour: int = 10) -> dt.datetime:
    """Return a moment in March 2026."""
    return dt.datetime(2026, 3, day, hour, 20, 30, tzinfo=dt.UTC)


def copy_of(address: str, day: int, outcome: str = "fetched", **more: object) -> Attempt:
    """Return an attempt that made a copy."""
    values = {"file": FILE, **more}
    return Attempt(address, at(day).date(), outcome, **values)  # type: ignore[arg-type]


def failure(address: str, day: int, outcome: str = "robots", memento: str = "") -> Attempt:
    """Return an attempt that made none."""
    return Attempt(address, at(day).date(), outcome, memento=memento)  # type: ignore[arg-type]


def dead(address: str, day: int = 20) -> Failing:
    """Return the line of a source that was missing twice."""
    return Failing(address, 404, at(day).date(), at(day + 1).date(), 2)


def source(url: str, **more: object) -> Source:
    """Return a source in English, with a title, a publisher and no date."""
    return Source(url, "Title", "Publisher", "en", **more)  # type: ignore[arg-type]


def edition_with(
    *works: Briefing, lines: Iterable[Attempt] = (), gone: Iterable[Failing] = (), **more: object
) -> Edition:
    """Return the edition of an archive with these lines."""
    edition = edition_of(*works, **more)
    notes = kept_sources(lines, {each.address: each for each in gone})
    return replace(edition, archive=replace(edition.archive, source_notes=notes))
