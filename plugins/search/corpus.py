"""All texts that the indexes are made from, each with a digest of what it depends on; read where that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, partial

from plugins.archive.cached import CacheFormat
from plugins.archive.index import Archive, Edition
from plugins.archive.kept import Kept
from plugins.archive.records import Briefing
from plugins.archive.vocabularies import TAXONOMIES, Term

from .documents import Weigher
from .names import Names, names_of
from .postings import numbers
from .readings import READING, Shown, read, results_in, words_in
from .signature import code_digest, digest, frame_digest, term_digests, text_key

_NAMES: CacheFormat[Names] = CacheFormat(Names)


class Corpus:
    """The listed briefings of an edition, as the search sees them.

    `numbers` are theirs by slug, ascending, the same in every language. `shown` has by language and slug the text
    that is read, `versions` a digest of that and of its terms' names. `code`, `frame` and `vocabularies` are digests of
    what all briefings share: what reads them, what stands around each, and the names.
    """

    def __init__(self, edition: Edition, kept: Kept) -> None:
        """Look at every briefing, and read none."""
        self.edition = edition
        self.numbers = numbers(briefing.slug for briefing in edition.archive.listed)
        self.code = code_digest()
        self.frame = frame_digest(edition, self.code)
        terms = term_digests(edition.archive.listed_terms)
        self.vocabularies = digest(list(terms.values()))
        self.shown: dict[str, dict[str, Shown]] = {tag: {} for tag in edition.site.tags}
        self.versions: dict[str, dict[str, bytes]] = {tag: {} for tag in edition.site.tags}
        self._kept = kept
        self._readings: dict[bytes, memoryview] = {}
        for briefing in edition.archive.listed:
            names = digest(*(terms[kind, term] for kind in TAXONOMIES for term in briefing.terms(kind)))
            for shown in _shown(briefing, edition.site.tags, self.frame, edition.archive):
                version = shown.key + names
                for language in shown.languages:
                    self.shown[language][briefing.slug] = shown
                    self.versions[language][briefing.slug] = version

    @cached_property
    def weigher(self) -> Weigher:
        """What weighs words, with the names of the vocabularies."""
        vocabularies = self.edition.archive.listed_terms
        key = digest("names", self.code, self.vocabularies)
        (names,) = self._kept.made_all([vocabularies], [key], _made_names, _NAMES.decode)
        return Weigher(names)

    def read(self, texts: Iterable[Shown]) -> None:
        """Read texts, each once, on all cores: what was read before is kept."""
        items = list({shown.key: shown for shown in texts if shown.key not in self._readings}.values())
        if not items:
            return
        keys = [shown.key for shown in items]
        readings = self._kept.made_all(items, keys, partial(read, edition=self.edition), READING.payload)
        self._readings.update(zip(keys, readings, strict=True))

    def weights(self, shown: Shown) -> dict[str, int]:
        """Return the weight of each word of a briefing that was read."""
        return self.weigher.weights(words_in(self._readings[shown.key]), shown.briefing)

    def results(self, shown: Shown, language: str) -> list[bytes]:
        """Return the files of a briefing's result; it is read if nobody did."""
        if shown.key not in self._readings:
            self.read([shown])
        return results_in(self._readings[shown.key], language)


def _made_names(vocabularies: Mapping[str, Mapping[str, Term]]) -> bytes:
    return _NAMES.encode(names_of(vocabularies))


def _shown(briefing: Briefing, languages: Iterable[str], frame: bytes, archive: Archive) -> Iterable[Shown]:
    """Yield each text that any reader is shown. Of the original a translation takes the date and the sources."""
    readers: dict[str, list[str]] = {}
    for language in languages:
        readers.setdefault(briefing.shown(language).language, []).append(language)
    for tag, own in readers.items():
        text, front = briefing.texts[tag], briefing.front
        left_out = archive.silent_links(text)
        key = digest(frame, briefing.slug, tag, own, text_key(text), front.date, front.sources, left_out)
        yield Shown(briefing, text, tuple(own), key)
