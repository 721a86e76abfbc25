"""What the search reads of a briefing, and how often each word counts in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from plugins.archive.index import Archive
from plugins.archive.records import Briefing, Text
from plugins.archive.vocabularies import TAXONOMIES

from .languages import stems_of
from .names import Spellings, name_stems
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


def document(briefing: Briefing, archive: Archive, language: str, spellings: Spellings) -> Document:
    """Return a briefing as the index of a language has it. A text in another language is read by that one's rules."""
    text = briefing.shown(language)
    body = plain(text.html)
    own = {part: stems_of(words, text.language) for part, words in _parts(text, body)}
    fields = {**own, **_names(briefing, archive), "sources": list(_sources(briefing))}
    counted = frequencies({field: [spellings.first(each) for each in stems] for field, stems in fields.items()})
    length = sum(len(stems) for stems in own.values())
    return Document(briefing, text, body, _weights(counted, length, spellings), _marks(briefing, text))


def _parts(text: Text, body: str) -> Iterator[tuple[str, str]]:
    yield "title", text.front.title
    yield "summary", text.front.summary
    yield "body", f"{body} {text.front.image.caption}" if text.front.image else body


def _names(briefing: Briefing, archive: Archive) -> dict[str, list[str]]:
    """Return the stems of all names of the briefing's terms, in all languages, each once."""
    found: dict[str, set[str]] = {"names": set(), "tags": set()}
    for taxonomy in TAXONOMIES:
        for term_id in briefing.terms(taxonomy):
            found["tags" if taxonomy == "tags" else "names"] |= name_stems(archive.vocabularies[taxonomy][term_id])
    return {field: sorted(stems) for field, stems in found.items()}


def _sources(briefing: Briefing) -> Iterator[str]:
    for source in briefing.front.sources:
        yield from stems_of(f"{source.title} {source.publisher}", source.lang)


def _weights(counted: Counter[str], length: int, spellings: Spellings) -> dict[str, int]:
    weights = {}
    for stem, frequency in counted.items():
        weight = steps(frequency, length)
        for each in spellings.all(stem):
            weights[each] = weight
    return weights


def _marks(briefing: Briefing, text: Text) -> tuple[str, ...]:
    tags = (f"tag:{tag}" for tag in briefing.terms("tags"))
    return (f"lang:{text.language}", f"year:{briefing.date.year}", *tags)
