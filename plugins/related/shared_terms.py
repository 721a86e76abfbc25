"""Related briefings: those the editor names, then those that share the rarest terms.

A shared term weighs the more the fewer briefings have it. For each term only the briefings nearest in
the term's own order are looked at, so the work grows with the archive and not with its square.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict

from plugins.archive.index import Archive, publication_order
from plugins.archive.records import Briefing
from plugins.archive.vocabularies import TAXONOMIES

NEAREST = 25


def related_to(briefing: Briefing, archive: Archive, most: int = 4) -> list[Briefing]:
    """Return at most `most` listed briefings: by hand in the editor's order, then by weight, then newest."""
    by_hand = [
        archive.by_slug[slug]
        for slug in briefing.front.related
        if slug != briefing.slug and slug in archive.by_slug and archive.by_slug[slug].listed
    ]
    chosen = by_hand[:most]
    if len(chosen) < most:
        taken = {briefing.slug, *(each.slug for each in chosen)}
        weights = _weights(briefing, archive)
        ranked = sorted(
            (slug for slug in weights if slug not in taken),
            key=lambda slug: (-round(weights[slug], 6), -archive.positions[slug]),
        )
        chosen += [archive.by_slug[slug] for slug in ranked[: most - len(chosen)]]
    return chosen


def _weights(briefing: Briefing, archive: Archive) -> dict[str, float]:
    total = len(archive.listed)
    weights: dict[str, float] = defaultdict(float)
    for taxonomy in TAXONOMIES:
        for term in briefing.terms(taxonomy):
            sharing = archive.by_term.get((taxonomy, term), ())
            weight = math.log(1 + total / max(len(sharing), 1))
            for other in _nearest(briefing, sharing):
                weights[other.slug] += weight
    return weights


def _nearest(briefing: Briefing, sharing: tuple[Briefing, ...]) -> tuple[Briefing, ...]:
    """Return the briefings around this one's place in a list that is in order of publication."""
    if len(sharing) <= 2 * NEAREST:
        return sharing
    place = bisect_left(sharing, publication_order(briefing), key=publication_order)
    first = max(0, min(place - NEAREST, len(sharing) - 2 * NEAREST))
    return sharing[first : first + 2 * NEAREST]
