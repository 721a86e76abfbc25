"""The story that a briefing belongs to: those that editors linked with it by hand, in either direction.

Links lead on from briefing to briefing, and in a rich archive at last to all of them. So a story grows ring by ring
around the briefing, and only by whole rings, while it stays small enough to be one.
"""

from __future__ import annotations

from plugins.archive.index import Archive
from plugins.archive.records import Briefing

LEAST = 3
MOST = 5


def story_of(briefing: Briefing, archive: Archive, most: int = MOST) -> list[Briefing]:
    """Return the listed briefings of its story, itself among them, by date; none where they are fewer than three.

    Where already its own links are too many, those that it names come first, then those nearest in time.
    """
    taken, ring = {briefing.slug}, archive.linked.get(briefing.slug, frozenset())
    if len(ring) >= most:
        ring = frozenset(sorted(ring, key=lambda slug: _nearness(slug, briefing, archive))[: most - 1])
    while ring and len(taken) + len(ring) <= most:
        taken |= ring
        ring = frozenset().union(*(archive.linked[slug] for slug in ring)) - taken
    if len(taken) < LEAST:
        return []
    return sorted((archive.by_slug[slug] for slug in taken), key=lambda each: archive.positions[each.slug])


def _nearness(slug: str, briefing: Briefing, archive: Archive) -> tuple[bool, int, str]:
    days = (archive.by_slug[slug].date.start - briefing.date.start).days
    return slug not in briefing.front.related, abs(days), slug
