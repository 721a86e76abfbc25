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
from heapq import nsmallest

from newsarchive.model.index import Archive, Edition, cached, publication_order
from newsarchive.model.models import Briefing

from .entries import entry

NEAREST = 25


def related_to(briefing: Briefing, archive: Archive, most: int = 4) -> list[Briefing]:
    """Return the briefings to suggest on a briefing's page, at most `most`, the most related first.

    Those that the editor named in the field `related` come first, in the editor's order; then those that share the most
    and rarest terms with this one, the newer first if two share equally much.
    """
    by_hand = [archive.by_slug[slug] for slug in briefing.front.related if slug in archive.by_slug]
    chosen = [other for other in by_hand if other.listed and other is not briefing][:most]
    weights, taken = _shared_weights(briefing, archive), {briefing.slug, *(other.slug for other in chosen)}
    # beyond the sixth decimal, sums of weights depend on the order of addition
    order = {slug: (-round(weights[slug], 6), -archive.positions[slug]) for slug in weights if slug not in taken}
    return chosen + [archive.by_slug[slug] for slug in nsmallest(most - len(chosen), order, key=order.__getitem__)]


def _shared_weights(briefing: Briefing, archive: Archive) -> dict[str, float]:
    """Return, by slug, how much the terms count that a briefing shares with those published next to it."""
    weights: dict[str, float] = defaultdict(float)
    for term in briefing.all_terms:
        sharing = archive.by_term.get(term, ())
        place = bisect_left(sharing, publication_order(briefing), key=publication_order)
        first = max(0, min(place - NEAREST, len(sharing) - 2 * NEAREST))
        for other in sharing[first : first + 2 * NEAREST]:
            weights[other.slug] += math.log(1 + len(archive.listed) / len(sharing))
    return weights


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
    return story_of(briefing, archive) or sorted(
        related_to(briefing, archive), key=lambda each: archive.positions[each.slug]
    )


def thread_of(briefing: Briefing, edition: Edition, language: str) -> dict[str, object] | None:
    """Return what to read next on a briefing's page, earliest first: its story, or else what is related; or None.

    Each row is an entry; `own` marks the briefing on whose page it is.
    """
    archive = edition.archive
    chosen = cached(archive, ("related", briefing.folder), lambda: _chosen(briefing, archive))
    if not chosen:
        return None
    rows = [{"entry": entry(work, edition, language), "own": work is briefing} for work in chosen]
    key = "briefing.story" if any(work is briefing for work in chosen) else "briefing.related"
    return {"title": edition.words(language, key), "rows": rows}
