"""Related briefings: named by the editor, sharing terms, in one story, or next to it in time.

A shared term weighs the more the fewer briefings have it. For each term only the briefings nearest in
the term's own order are looked at, so the work grows with the archive and not with its square.

Links lead on from briefing to briefing, and in a rich archive at last to all of them. So a story grows ring by ring
around the briefing, and only by whole rings, while it stays small enough to be one.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from newsarchive.archive.index import Archive, derived, publication_order
from newsarchive.archive.models import Briefing
from newsarchive.archive.vocabularies import TAXONOMIES

NEAREST = 25

_DIGITS = 6  # of a weight that count: sums of the same weights in another order may differ after them
_APART = 10**-_DIGITS


class _Terms:
    """The terms of an archive: how much each weighs, and which briefings have it, by their ranks.

    A rank is a briefing's place in the order of publication: numbers are compared and counted faster than briefings.
    """

    def __init__(self, archive: Archive) -> None:
        """Look all terms through once."""
        self._archive = archive
        self._ranks = {briefing.slug: rank for rank, briefing in enumerate(archive.by_publication)}
        total = len(archive.listed)
        self._sharing = {
            term: (math.log(1 + total / len(sharing)), [self._ranks[each.slug] for each in sharing])
            for term, sharing in archive.by_term.items()
        }

    def rank(self, briefing: Briefing) -> int:
        """Return the rank that a briefing has, or would have if it were listed."""
        found = self._ranks.get(briefing.slug)
        if found is None:
            found = bisect_left(self._archive.by_publication, publication_order(briefing), key=publication_order)
        return found

    def weights(self, briefing: Briefing) -> dict[int, float]:
        """Return the weights of the briefings that share a term with this one, by rank, itself among them."""
        place = self.rank(briefing)
        weights: dict[int, float] = defaultdict(float)
        for taxonomy in TAXONOMIES:
            for term in briefing.terms(taxonomy):
                weight, ranks = self._sharing.get((taxonomy, term), (0.0, ()))
                for rank in _nearest(place, ranks):
                    weights[rank] += weight
        return weights


def related_to(briefing: Briefing, archive: Archive, most: int = 4) -> list[Briefing]:
    """Return at most `most` listed briefings: by hand in the editor's order, then by weight, then newest."""
    by_hand = [
        archive.by_slug[slug]
        for slug in briefing.front.related
        if slug != briefing.slug and slug in archive.by_slug and archive.by_slug[slug].listed
    ]
    chosen = by_hand[:most]
    if len(chosen) < most:
        chosen += _by_terms(briefing, archive, chosen, most - len(chosen))
    return chosen


def _by_terms(briefing: Briefing, archive: Archive, chosen: list[Briefing], most: int) -> list[Briefing]:
    terms, ordered = derived(archive, _Terms), archive.by_publication
    weights = terms.weights(briefing)
    for taken in (briefing, *chosen):
        if taken.listed:
            weights.pop(terms.rank(taken), None)
    # most share one common term: only those that can be among the first are looked at closely
    least = sorted(weights.values(), reverse=True)[:most][-1:]
    ranks = (rank for rank, weight in weights.items() if weight >= least[0] - _APART)
    heavy = [(-round(weights[rank], _DIGITS), -archive.positions[ordered[rank].slug], ordered[rank]) for rank in ranks]
    return [each for *_, each in sorted(heavy)[:most]]


def _nearest(place: int, ranks: Sequence[int]) -> Sequence[int]:
    """Return the ranks around a place in a list that ascends."""
    if len(ranks) <= 2 * NEAREST:
        return ranks
    first = max(0, min(bisect_left(ranks, place) - NEAREST, len(ranks) - 2 * NEAREST))
    return ranks[first : first + 2 * NEAREST]


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
