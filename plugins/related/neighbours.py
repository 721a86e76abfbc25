"""Previous and next briefing in the order of what happened."""

from __future__ import annotations

from plugins.archive.index import Archive
from plugins.archive.records import Briefing


def neighbours(briefing: Briefing, archive: Archive) -> tuple[Briefing | None, Briefing | None]:
    """Return the briefing before and the one after; both None for one that listings do not show."""
    place = archive.positions.get(briefing.slug)
    if place is None:
        return None, None
    listed = archive.listed
    return (
        listed[place - 1] if place else None,
        listed[place + 1] if place + 1 < len(listed) else None,
    )
