"""Related briefings: named by the editor, sharing terms, in one story, or next to it in time.

The fewer briefings have a term, the more it weighs if two briefings share it. For each term only the `2 * NEAREST`
briefings nearest in order of publication are considered, so the work grows linearly with the archive and not with its
square.

A story is found by following editors' links from a briefing, breadth first. In a richly linked archive they would at
last reach every briefing. So the story grows by whole rings (all briefings at one more link's distance), and stops
before the ring that would exceed the maximum.
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

_DIGITS = 6  # decimals of a weight that count: beyond them, floating-point sums depend on the order of addition
_APART = 10**-_DIGITS


class _Terms:
    """The weight of each term of an archive, and the ranks of the briefings that have it.

    A rank is a briefing's index in the order of publication. Integers are compared and counted faster than briefings.
    """

    def __init__(self, archive: Archive) -> None:
        """Compute the weights and ranks of all terms."""
        self._archive = archive
        self._ranks = {briefing.slug: rank for rank, briefing in enumerate(archive.by_publication)}
        total = len(archive.listed)
        self._sharing = {
            term: (math.log(1 + total / len(sharing)), [self._ranks[each.slug] for each in sharing])
            for term, sharing in archive.by_term.items()
        }

    def rank(self, briefing: Briefing) -> int:
        """Return the rank of a briefing; for a briefing that is not listed, the rank that it would have."""
        found = self._ranks.get(briefing.slug)
        if found is None:
            found = bisect_left(self._archive.by_publication, publication_order(briefing), key=publication_order)
        return found

    def weights(self, briefing: Briefing) -> dict[int, float]:
        """Return by rank the summed weight of the terms that each nearby briefing shares with this one.

        The briefing's own rank is included if it is listed.
        """
        place = self.rank(briefing)
        weights: dict[int, float] = defaultdict(float)
        for taxonomy in TAXONOMIES:
            for term in briefing.terms(taxonomy):
                weight, ranks = self._sharing.get((taxonomy, term), (0.0, ()))
                for rank in _nearest(place, ranks):
                    weights[rank] += weight
        return weights


def related_to(briefing: Briefing, archive: Archive, most: int = 4) -> list[Briefing]:
    """Return at most `most` listed briefings that are related to a briefing.

    Those that the editor named come first, in the editor's order. Others follow by the weight of their shared terms;
    of equal weights the newer events come first.
    """
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
    # speed: most candidates share only one common term, so only those that can be among the first are sorted
    least = sorted(weights.values(), reverse=True)[:most][-1:]
    ranks = (rank for rank, weight in weights.items() if weight >= least[0] - _APART)
    heavy = [(-round(weights[rank], _DIGITS), -archive.positions[ordered[rank].slug], ordered[rank]) for rank in ranks]
    return [each for *_, each in sorted(heavy)[:most]]


def _nearest(place: int, ranks: Sequence[int]) -> Sequence[int]:
    """Return the (at most) `2 * NEAREST` ranks around a rank, from an ascending list."""
    if len(ranks) <= 2 * NEAREST:
        return ranks
    first = max(0, min(bisect_left(ranks, place) - NEAREST, len(ranks) - 2 * NEAREST))
    return ranks[first : first + 2 * NEAREST]


def neighbours(briefing: Briefing, archive: Archive) -> tuple[Briefing | None, Briefing | None]:
    """Return the previous and the next listed briefing by date of events, each None if there is none.

    Both are None if the briefing itself is not listed.
    """
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
    """Return the listed briefings of a briefing's story by date, or an empty list if there are fewer than `LEAST`.

    The briefing itself is included. If its direct links alone would exceed `most`, those that it names itself are
    preferred, and then those nearest in time.
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
