"""The words of every briefing, and how each result is shown.

What is read of a text does not depend on the vocabularies, so a term's new name invalidates no reading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from typing import NamedTuple

import msgspec

from newsarchive.archive import addresses
from newsarchive.archive.index import Archive, Edition
from newsarchive.archive.models import Briefing, Text
from newsarchive.archive.pages import CacheFormat, Kept
from newsarchive.archive.vocabularies import TAXONOMIES, Term
from newsarchive.digests import digest_of
from newsarchive.html.strings import plain
from newsarchive.pages.entries import entry, only_in

from .postings import WEIGHTS, numbers, steps
from .shards import to_json
from .words import Names, Spellings, add_stems, names_of

MOST_OF_A_TEXT = 8_000
"""The most bytes of a result's file, so that it stays below 16 KB even if the server does not compress."""


def result_name(number: int, part: int) -> str:
    """Return the name of a file of a result, relative to its search page; `part` is 0 for the first file."""
    return f"r{number:x}.{part}.json" if part else f"r{number:x}.json"


def result_files(briefing: Briefing, body: str, edition: Edition, language: str) -> list[bytes]:
    """Return the files of a result: what a list prints of it with the text's first part, then the other parts.

    Keys of the first file: `t` title, `s` summary, `a` address, `l` language, `r` direction (if it differs from the
    page's), `d` date, `i` date in ISO 8601, `n` label (if any), `x` text, `m` number of further files (if any).
    """
    shown = entry(briefing, edition, language)
    here = addresses.search(language)
    head: dict[str, object] = {
        "t": shown.title,
        "s": shown.summary,
        "a": addresses.relative(here, shown.address, clean=edition.site.clean_addresses),
        "l": shown.language,
        "d": shown.date,
        "i": shown.date_iso,
    }
    if shown.direction != edition.site.direction(language):
        head["r"] = shown.direction
    if shown.label:
        head["n"] = shown.label
    first, *others = _parts(body, MOST_OF_A_TEXT - len(to_json(head)))
    if others:
        head["m"] = len(others)
    return [to_json({**head, "x": first}), *map(to_json, others)]


def _parts(text: str, first: int) -> list[str]:
    """Return a text in parts of at most `first` and then `MOST_OF_A_TEXT` bytes, split at spaces."""
    parts, data, room = [], text.encode(), first
    while len(data) > room:
        cut = data.rfind(b" ", 1, room + 1)
        if cut < 0:  # a single word is longer than a part
            break
        parts.append(data[:cut].decode())
        data, room = data[cut + 1 :], MOST_OF_A_TEXT
    return [*parts, data.decode()]


class Shown(NamedTuple):
    """A text to index, and the languages whose readers are shown it.

    `key` is its cache key: a digest of everything that its reading depends on.
    """

    briefing: Briefing
    text: Text
    languages: tuple[str, ...]
    key: bytes


class WordCounts(msgspec.Struct, array_like=True):
    """The weighted occurrences of each stem in a text and its sources, and the number of words in the text."""

    counts: dict[str, int]
    length: int


class Results(msgspec.Struct, array_like=True):
    """The files of a result in each language. The words of the reading are left undecoded."""

    words: msgspec.Raw
    files: dict[str, list[bytes]]


class _Reading(msgspec.Struct, array_like=True):
    words: WordCounts
    files: dict[str, list[bytes]]


_WORDS = msgspec.msgpack.Decoder(tuple[WordCounts, msgspec.Raw])
_RESULTS = msgspec.msgpack.Decoder(Results)


def read(shown: Shown, edition: Edition) -> bytes:
    """Return the reading of a text (its words and its results), encoded for the cache."""
    body = plain(edition.html(shown.text))
    files = {language: result_files(shown.briefing, body, edition, language) for language in shown.languages}
    return msgspec.msgpack.encode(_Reading(_words(shown, body), files))


def words_in(reading: bytes) -> WordCounts:
    """Return the words of an encoded reading."""
    return _WORDS.decode(reading)[0]


def results_in(reading: bytes, language: str) -> list[bytes]:
    """Return the files of a result in a language, from an encoded reading."""
    return _RESULTS.decode(reading).files[language]


def _words(shown: Shown, body: str) -> WordCounts:
    front, language = shown.text.front, shown.text.language
    counts: defaultdict[str, int] = defaultdict(int)
    length = add_stems(counts, front.title, language, WEIGHTS["title"])
    length += add_stems(counts, front.summary, language, WEIGHTS["summary"])
    whole = f"{body} {front.image.caption}" if front.image else body
    length += add_stems(counts, whole, language, WEIGHTS["body"])
    for source in shown.briefing.front.sources:
        add_stems(counts, f"{source.title} {source.publisher}", source.lang, WEIGHTS["sources"])
    return WordCounts(counts, length)


class Weigher:
    """A calculator of word weights, from a briefing's text and from the names of its terms in every language."""

    def __init__(self, names: Names) -> None:
        """Prepare the spellings and the stems of all terms' names."""
        self.spellings = Spellings(names.groups)
        self._stems = {term: frozenset(map(self.spellings.first, stems)) for term, stems in names.stems.items()}

    def weights(self, words: WordCounts, briefing: Briefing) -> dict[str, int]:
        """Return the weight of each word of a briefing, with a name's weight for each of its spellings.

        `words.counts` is modified and must not be used again.
        """
        counts = self._with_names(words.counts, briefing)
        step = steps(set(counts.values()), words.length)
        weights = {stem: step[times] for stem, times in counts.items()}
        for stem in self.spellings.among(weights.keys()):
            weights |= dict.fromkeys(self.spellings.all(stem), weights[stem])
        return weights

    def _with_names(self, counts: dict[str, int], briefing: Briefing) -> dict[str, int]:
        """Return the counts with one spelling for each name, and with the names of the briefing's terms added.

        `counts` is modified.
        """
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
    """Return the marks by which filters find a text, such as `lang:az`, `year:2023` and `tag:privacy`."""
    tags = (f"tag:{tag}" for tag in briefing.terms("tags"))
    return (f"lang:{text.language}", f"year:{briefing.date.year}", *tags)


_NAMES: CacheFormat[Names] = CacheFormat(Names)


class Corpus:
    """The listed briefings of an edition, as the search indexes them.

    `numbers` are the numbers of the briefings by slug, ascending and the same in every language. `shown` is the text
    to index by language and slug; `versions` are digests of that text and of its terms' names. `frame` and
    `vocabularies` are digests of what all briefings share: what results have in common, and all names.
    """

    def __init__(self, edition: Edition, kept: Kept) -> None:
        """Compute the numbers, keys and versions of all briefings, without reading any text."""
        self.edition = edition
        self.numbers = numbers(briefing.slug for briefing in edition.archive.listed)
        self.frame = frame_digest(edition)
        terms = term_digests(edition.archive.listed_terms)
        self.vocabularies = digest_of(list(terms.values()))
        self.shown: dict[str, dict[str, Shown]] = {tag: {} for tag in edition.site.tags}
        self.versions: dict[str, dict[str, bytes]] = {tag: {} for tag in edition.site.tags}
        self._kept = kept
        self._readings: dict[bytes, bytes] = {}
        for briefing in edition.archive.listed:
            names = digest_of(*(terms[kind, term] for kind in TAXONOMIES for term in briefing.terms(kind)))
            for shown in _shown(briefing, edition.site.tags, self.frame, edition.archive):
                version = shown.key + names
                for language in shown.languages:
                    self.shown[language][briefing.slug] = shown
                    self.versions[language][briefing.slug] = version

    @cached_property
    def weigher(self) -> Weigher:
        """The weigher with the names of all terms that listed briefings have."""
        vocabularies = self.edition.archive.listed_terms
        key = digest_of("names", self.vocabularies)
        (names,) = self._kept.made_all([vocabularies], [key], _made_names, _NAMES.decode)
        return Weigher(names)

    def read(self, texts: Iterable[Shown]) -> None:
        """Read the texts that were not read yet, each once and on all cores; readings in the cache are reused."""
        items = list({shown.key: shown for shown in texts if shown.key not in self._readings}.values())
        if not items:
            return
        keys = [shown.key for shown in items]
        readings = self._kept.made_all(items, keys, partial(read, edition=self.edition), bytes)
        self._readings.update(zip(keys, readings, strict=True))

    def weights(self, shown: Shown) -> dict[str, int]:
        """Return the weight of each word of a text, which must have been read."""
        return self.weigher.weights(words_in(self._readings[shown.key]), shown.briefing)

    def results(self, shown: Shown, language: str) -> list[bytes]:
        """Return the files of a text's result in a language; the text is read first if necessary."""
        if shown.key not in self._readings:
            self.read([shown])
        return results_in(self._readings[shown.key], language)


def _made_names(vocabularies: Mapping[str, Mapping[str, Term]]) -> bytes:
    return _NAMES.encode(names_of(vocabularies))


def _shown(briefing: Briefing, languages: Iterable[str], frame: bytes, archive: Archive) -> Iterable[Shown]:
    """Yield each text of a briefing that is shown to any reader.

    Its key covers the date and the sources of the original, which translations inherit.
    """
    readers: dict[str, list[str]] = {}
    for language in languages:
        readers.setdefault(briefing.shown(language).language, []).append(language)
    for tag, own in readers.items():
        text, front = briefing.texts[tag], briefing.front
        left_out = archive.silent_links(text)
        key = digest_of(frame, briefing.slug, tag, own, text_key(text), front.date, front.sources, left_out)
        yield Shown(briefing, text, tuple(own), key)


def frame_digest(edition: Edition) -> bytes:
    """Return a digest of what all results have in common: form of links, languages, labels, directions."""
    site = edition.site
    labels = [only_in(tag, edition, reader) for reader in site.tags for tag in site.tags]
    directions = [site.direction(tag) for tag in site.tags]
    return digest_of("result", site.clean_addresses, site.tags, labels, directions)


def text_key(text: Text) -> bytes:
    """Return the cache key of a text, or a digest of all its fields if it has no key."""
    return text.key or digest_of(text)


def term_digests(vocabularies: Mapping[str, Mapping[str, Term]]) -> dict[tuple[str, str], bytes]:
    """Return a digest of the names of each term, by taxonomy and id."""
    return {
        (taxonomy, term.id): digest_of(taxonomy, term.id, sorted(term.names.items()), term.also)
        for taxonomy in TAXONOMIES
        for term in vocabularies[taxonomy].values()
    }
