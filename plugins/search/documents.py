"""A briefing in the index of one language: how much each word weighs, and the marks that filters look for."""

from __future__ import annotations

from collections import defaultdict

from plugins.archive.records import Briefing, Text
from plugins.archive.vocabularies import TAXONOMIES

from .names import Names, Spellings
from .readings import Words
from .weighing import WEIGHTS, steps


class Weigher:
    """Weighs the words of briefings: those that were read of a text, and the names of its terms in every language."""

    def __init__(self, names: Names) -> None:
        """Take the names that all briefings share."""
        self.spellings = Spellings(names.groups)
        self._stems = {term: frozenset(map(self.spellings.first, stems)) for term, stems in names.stems.items()}

    def weights(self, words: Words, briefing: Briefing) -> dict[str, int]:
        """Return the weight of each word, a name's in every spelling. The counts in `words` are used up."""
        counts = self._with_names(words.counts, briefing)
        step = steps(set(counts.values()), words.length)
        weights = {stem: step[times] for stem, times in counts.items()}
        for stem in self.spellings.among(weights.keys()):
            weights |= dict.fromkeys(self.spellings.all(stem), weights[stem])
        return weights

    def _with_names(self, counts: dict[str, int], briefing: Briefing) -> dict[str, int]:
        """Return counts with one spelling for all, and with the names of the briefing's terms."""
        added: dict[str, int] = defaultdict(int)
        for stem in self.spellings.among(counts.keys()):
            added[self.spellings.first(stem)] += counts.pop(stem)
        for field, taxonomies in (("tags", TAXONOMIES[:1]), ("names", TAXONOMIES[1:])):
            terms = [f"{taxonomy}/{term}" for taxonomy in taxonomies for term in briefing.terms(taxonomy)]
            for stem in sorted(frozenset().union(*(self._stems[term] for term in terms))):
                added[stem] += WEIGHTS[field]
        for stem, times in added.items():
            counts[stem] = counts.get(stem, 0) + times
        return counts


def marks(briefing: Briefing, text: Text) -> tuple[str, ...]:
    """Return what filters look for: `lang:az`, `year:2023`, `tag:privacy`."""
    tags = (f"tag:{tag}" for tag in briefing.terms("tags"))
    return (f"lang:{text.language}", f"year:{briefing.date.year}", *tags)
