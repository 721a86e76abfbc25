"""What the search reads of a briefing, and how often each word counts in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plugins.archive.index import Archive
from plugins.archive.records import Briefing, Text
from plugins.archive.vocabularies import TAXONOMIES

from .languages import stems_of
from .names import Spellings, name_stems, spellings
from .prose import plain
from .weighing import frequencies, steps


@dataclass(frozen=True)
class Document:
    """A briefing in the index of one language: the text that a reader of it is shown, and its words' weights.

    `body` is the text without marks. `marks` are what filters look for: `lang:az`, `year:2023`, `tag:privacy`.
    """

    briefing: Briefing
    text: Text
    body: str
    weights: dict[str, int]
    marks: tuple[str, ...]


class Reader:
    """Reads the briefings of one archive. A text in another language than the index's is read by that one's rules."""

    def __init__(self, archive: Archive) -> None:
        """Read the vocabularies, whose names all briefings share."""
        self._archive = archive
        self.spellings = spellings(archive.vocabularies)
        self._names = {
            (taxonomy, term.id): name_stems(term)
            for taxonomy in TAXONOMIES
            for term in archive.vocabularies[taxonomy].values()
        }

    def document(self, briefing: Briefing, language: str) -> Document:
        """Return a briefing as the index of a language has it."""
        text = briefing.shown(language)
        body = plain(text.html)
        own = {part: stems_of(words, text.language) for part, words in _parts(text, body)}
        fields = {**own, **self._terms(briefing), "sources": _sources(briefing)}
        counted = frequencies({field: self._spelled(stems) for field, stems in fields.items()})
        length = sum(stems.total() for stems in own.values())
        return Document(briefing, text, body, _weights(counted, length, self.spellings), _marks(briefing, text))

    def _spelled(self, stems: Mapping[str, int]) -> Counter[str]:
        """Return counts with one spelling for all."""
        found: Counter[str] = Counter()
        for stem, times in stems.items():
            found[self.spellings.first(stem)] += times
        return found

    def _terms(self, briefing: Briefing) -> dict[str, dict[str, int]]:
        """Return the stems of all names of the briefing's terms, in all languages, each once."""
        found: dict[str, set[str]] = {"names": set(), "tags": set()}
        for taxonomy in TAXONOMIES:
            for term in briefing.terms(taxonomy):
                found["tags" if taxonomy == "tags" else "names"] |= self._names[taxonomy, term]
        return {field: dict.fromkeys(map(self.spellings.first, stems), 1) for field, stems in found.items()}


def _parts(text: Text, body: str) -> Iterator[tuple[str, str]]:
    yield "title", text.front.title
    yield "summary", text.front.summary
    yield "body", f"{body} {text.front.image.caption}" if text.front.image else body


def _sources(briefing: Briefing) -> Counter[str]:
    found: Counter[str] = Counter()
    for source in briefing.front.sources:
        found += stems_of(f"{source.title} {source.publisher}", source.lang)
    return found


def _weights(counted: Counter[str], length: int, spellings: Spellings) -> dict[str, int]:
    # of hundreds of words most count the same few times
    step = {frequency: steps(frequency, length) for frequency in set(counted.values())}
    weights = {stem: step[frequency] for stem, frequency in counted.items()}
    for stem in [each for each in counted if each in spellings]:
        weights |= dict.fromkeys(spellings.all(stem), weights[stem])
    return weights


def _marks(briefing: Briefing, text: Text) -> tuple[str, ...]:
    tags = (f"tag:{tag}" for tag in briefing.terms("tags"))
    return (f"lang:{text.language}", f"year:{briefing.date.year}", *tags)
