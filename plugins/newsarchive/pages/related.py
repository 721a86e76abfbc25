"""Related briefings: in one story, named by the editor, or sharing terms.

The page of a briefing suggests what to read next, in one list by the date of the events: the briefings of its story, or
if it has none, those that are related to it. Only listed briefings are chosen, that is, published ones that lists
show: none that is withdrawn or that its editors keep out of lists.

*Sharing terms*: a term is a tag, person, organisation or place. The fewer briefings have it, the more it counts if two
briefings share it. For each term only the `2 * NEAREST` briefings that were published next to a briefing are compared,
so the time of a build grows linearly with the archive and not with its square.

*Story*: the briefings that editors linked, directly or through others, in the field `related`. In a richly linked
archive that would be nearly all. So a story grows step by step, by all briefings that are one link further away, and
stops before the step that would exceed the maximum.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from newsarchive.model.index import Archive, Edition, derived, publication_order, remembered
from newsarchive.model.models import Briefing

from .entries import entry

NEAREST = 25

_DIGITS = 6  # decimals of a weight that count: beyond them, floating-point sums depend on the order of addition
_APART = 10**-_DIGITS


class _Terms:
    """For each tag, person, organisation and place (term), the briefings that have it, and how much sharing it counts.

    A briefing is stored as its rank, its index in `Archive.by_publication`: integers are compared and counted faster.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._ranks = {briefing.slug: rank for rank, briefing in enumerate(archive.by_publication)}
        total = len(archive.listed)
        self._sharing = {
            term: (math.log(1 + total / len(sharing)), [self._ranks[each.slug] for each in sharing])
            for term, sharing in archive.by_term.items()
        }

    def rank(self, briefing: Briefing) -> int:
        """Return the index of a briefing in the order of publication, or the one it would have if it were listed."""
        found = self._ranks.get(briefing.slug)
        if found is None:
            found = bisect_left(self._archive.by_publication, publication_order(briefing), key=publication_order)
        return found

    def weights(self, briefing: Briefing) -> dict[int, float]:
        """Return, by rank, the sum of what each term counts that another briefing shares with this one.

        Briefings that share no term are left out, and for each term so are all but the `2 * NEAREST` published next to
        this one. The briefing itself is included if lists show it.
        """
        place = self.rank(briefing)
        weights: dict[int, float] = defaultdict(float)
        for term in briefing.all_terms:
            weight, ranks = self._sharing.get(term, (0.0, ()))
            for rank in _nearest(place, ranks):
                weights[rank] += weight
        return weights


def related_to(briefing: Briefing, archive: Archive, most: int = 4) -> list[Briefing]:
    """Return the briefings to suggest on a briefing's page, at most `most`, the most related first.

    Those that the editor named in the field `related` come first, in the editor's order; then those that share the most
    and rarest terms with this one, the newer first if two share equally much.
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
    """Return the at most `2 * NEAREST` of the ascending `ranks` that lie around `place`."""
    if len(ranks) <= 2 * NEAREST:
        return ranks
    first = max(0, min(bisect_left(ranks, place) - NEAREST, len(ranks) - 2 * NEAREST))
    return ranks[first : first + 2 * NEAREST]


LEAST = 3
MOST = 5


def story_of(briefing: Briefing, archive: Archive, most: int = MOST) -> list[Briefing]:
    """Return the at most `most` briefings of a briefing's story, itself included, earliest first.

    The list is empty if the story has fewer than `LEAST`. If those linked directly to this briefing are too many
    already, the ones that this briefing names are preferred, then those nearest in time.
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


def _chosen(briefing: Briefing, archive: Archive) -> list[Briefing]:
    """Return the briefings in a briefing's thread, by date."""
    return story_of(briefing, archive) or sorted(
        related_to(briefing, archive), key=lambda each: archive.positions[each.slug]
    )


def thread_of(briefing: Briefing, edition: Edition, language: str) -> dict[str, object] | None:
    """Return what to read next on a briefing's page, earliest first: its story, or else what is related; or None.

    Each row is an entry; `own` marks the briefing on whose page it is.
    """
    archive = edition.archive
    chosen = remembered(archive, briefing.folder, None, _chosen, briefing, archive)
    if not chosen:
        return None
    rows = [{"entry": entry(work, edition, language), "own": work is briefing} for work in chosen]
    key = "briefing.story" if any(work is briefing for work in chosen) else "briefing.related"
    return {"title": edition.words(language, key), "rows": rows}
