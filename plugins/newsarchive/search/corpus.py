"""The words of every briefing, and how each result is shown.

A *reading* is what the search takes from one text: how often each stem (the part that all forms of a word share) occurs
in it, and the *result*, the JSON files from which the script in the browser shows a hit. Readings are cached. They do
not depend on the vocabularies, so a new name of a term (tag, person, organisation, place) invalidates no reading;
`Weigher` adds the names afterwards. The weight of a word says how well a briefing answers a search for it.
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
from newsarchive.html.strings import plain, without_notes
from newsarchive.pages.entries import entry, only_in

from .postings import WEIGHTS, numbers, steps
from .shards import to_json
from .words import Names, Spellings, add_stems, names_of

MOST_OF_A_TEXT = 8_000
"""The most bytes of a text in one JSON file of a search result, so that no file exceeds 16 KB, even uncompressed."""


def result_name(number: int, part: int) -> str:
    """Return the name of a JSON file of a search result, relative to the search page; `part` 0 is the first."""
    return f"r{number:x}.{part}.json" if part else f"r{number:x}.json"


def result_files(briefing: Briefing, body: str, edition: Edition, language: str) -> list[bytes]:
    """Return the JSON files from which the script in the browser shows a briefing as a search result.

    The first file is an object with the keys `t` title, `s` summary, `a` address, `l` language, `r` direction (if it
    differs from the page's), `d` date, `i` date in ISO 8601, `n` label (if any), `x` the first part of the text, and
    `m` the number of further files (if any). Each further file is a string: the next part of `body`, the plain text
    with a line for each block.
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
    """Split a text at spaces, so that the first part has at most `first` bytes and all others at most `MOST_OF_A_TEXT`.

    Where a single word is longer than a part, the text is not split further.
    """
    parts, data, room = [], text.encode(), first
    while len(data) > room:
        cut = data.rfind(b" ", 1, room + 1)
        if cut < 0:  # a single word is longer than a part
            break
        parts.append(data[:cut].decode())
        data, room = data[cut + 1 :], MOST_OF_A_TEXT
    return [*parts, data.decode()]


class Shown(NamedTuple):
    """A text to index, and the languages whose readers find it; without a text of their own, they find the original.

    `key` is a digest of all that the reading depends on, under which it is cached.
    """

    briefing: Briefing
    text: Text
    languages: tuple[str, ...]
    key: bytes


class WordCounts(msgspec.Struct, array_like=True):
    """How often each stem occurs in a text and its sources, and the number of words in the text.

    An occurrence in the title or summary counts as several (`postings.WEIGHTS`).
    """

    counts: dict[str, int]
    length: int


class Results(msgspec.Struct, array_like=True):
    """A reading, decoded except for the word counts; `files` has the JSON files by the language of the search page."""

    words: msgspec.Raw
    files: dict[str, list[bytes]]


class _Reading(msgspec.Struct, array_like=True):
    words: WordCounts
    files: dict[str, list[bytes]]


_WORDS = msgspec.msgpack.Decoder(tuple[WordCounts, msgspec.Raw])
_RESULTS = msgspec.msgpack.Decoder(Results)


def read(shown: Shown, edition: Edition) -> bytes:
    """Return the reading of a text, encoded for the cache: the count of each stem, and the JSON files of the result."""
    body, notes = map(plain, without_notes(edition.html(shown.text)))
    files = {language: result_files(shown.briefing, body, edition, language) for language in shown.languages}
    return msgspec.msgpack.encode(_Reading(_words(shown, f"{body} {notes}"), files))


def words_in(reading: bytes) -> WordCounts:
    """Return how often each word stem occurs in a text, from the bytes that `read` returned for it."""
    return _WORDS.decode(reading)[0]


def results_in(reading: bytes, language: str) -> list[bytes]:
    """Return the JSON files of a text's result on a language's search page, from the bytes that `read` returned."""
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
    """Computes the weights of words: those of a briefing's text, and those of its terms' names in all languages."""

    def __init__(self, names: Names) -> None:
        """Prepare with the names of all terms; all spellings of a name (Turan, Туран) will get the same weight."""
        self.spellings = Spellings(names.groups)
        self._stems = {term: frozenset(map(self.spellings.first, stems)) for term, stems in names.stems.items()}

    def weights(self, words: WordCounts, briefing: Briefing) -> dict[str, int]:
        """Return the weight of each word stem in a briefing, from 1 to `postings.STEPS` (the best).

        All spellings of one name get the weight of the name. `words` is modified and must not be used again.
        """
        counts = self._with_names(words.counts, briefing)
        step = steps(set(counts.values()), words.length)
        weights = {stem: step[times] for stem, times in counts.items()}
        for stem in self.spellings.among(weights.keys()):
            weights |= dict.fromkeys(self.spellings.all(stem), weights[stem])
        return weights

    def _with_names(self, counts: dict[str, int], briefing: Briefing) -> dict[str, int]:
        """Add the names of a briefing's terms to `counts`, and return it.

        If a vocabulary gives several spellings of a name (Aliyev, Əliyev), their stems are counted together, under the
        stem of the first spelling.
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
    """Return the keys by which filters find a text, such as `("lang:az", "year:2023", "tag:privacy")`."""
    tags = (f"tag:{tag}" for tag in briefing.terms("tags"))
    return (f"lang:{text.language}", f"year:{briefing.date.year}", *tags)


_NAMES: CacheFormat[Names] = CacheFormat(Names)


class Corpus:
    """The briefings that the search indexes: all that listings show, so in a preview also drafts.

    Attributes:
        numbers: The number that stands for each briefing in the index, by slug; ascending by date, the same in every
            language.
        shown: By language and slug, the text in that language or else the original.
        versions: For each of these texts, a digest of it and of the names of its briefing's terms.
        frame: A digest of the settings and labels that all search results depend on.
        vocabularies: One digest of the names of all terms, in all languages.
    """

    def __init__(self, edition: Edition, kept: Kept) -> None:
        """Decide which text the readers of each language find, without reading any text."""
        self.edition = edition
        self.numbers = numbers({briefing.slug: briefing.date for briefing in edition.archive.listed})
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
        """A `Weigher` with the names of all terms of the indexed briefings."""
        vocabularies = self.edition.archive.listed_terms
        key = digest_of("names", self.vocabularies)
        (names,) = self._kept.made_all([vocabularies], [key], _made_names, _NAMES.decode)
        return Weigher(names)

    def read(self, texts: Iterable[Shown]) -> None:
        """Count the words of texts and compute their results, or load both from the cache; on all cores."""
        items = list({shown.key: shown for shown in texts if shown.key not in self._readings}.values())
        if not items:
            return
        keys = [shown.key for shown in items]
        readings = self._kept.made_all(items, keys, partial(read, edition=self.edition), bytes)
        self._readings.update(zip(keys, readings, strict=True))

    def weights(self, shown: Shown) -> dict[str, int]:
        """Return how well a text, which must have been passed to `read`, answers a search for each of its stems."""
        return self.weigher.weights(words_in(self._readings[shown.key]), shown.briefing)

    def results(self, shown: Shown, language: str) -> list[bytes]:
        """Return the JSON files that show a text on the search page of a language; call `read` if need be."""
        if shown.key not in self._readings:
            self.read([shown])
        return results_in(self._readings[shown.key], language)


def _made_names(vocabularies: Mapping[str, Mapping[str, Term]]) -> bytes:
    return _NAMES.encode(names_of(vocabularies))


def _shown(briefing: Briefing, languages: Iterable[str], frame: bytes, archive: Archive) -> Iterable[Shown]:
    """Yield each text of a briefing that readers of at least one language find.

    Its cache key also covers the date and the sources of the original, which translations share, and the links that the
    text must not show, because they lead to a text that was withdrawn for a person's safety.
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
    """Return a digest of what all results depend on: form of links, languages, labels, writing directions."""
    site = edition.site
    labels = [only_in(tag, edition, reader) for reader in site.tags for tag in site.tags]
    directions = [site.direction(tag) for tag in site.tags]
    return digest_of("result", site.clean_addresses, site.tags, labels, directions)


def text_key(text: Text) -> bytes:
    """Return the cache key of a text, or a digest of all its fields if it has no key."""
    return text.key or digest_of(text)


def term_digests(vocabularies: Mapping[str, Mapping[str, Term]]) -> dict[tuple[str, str], bytes]:
    """Return a digest of each term's names in all languages, by (taxonomy, id), such as ("tags", "privacy")."""
    return {
        (taxonomy, term.id): digest_of(taxonomy, term.id, sorted(term.names.items()), term.also)
        for taxonomy in TAXONOMIES
        for term in vocabularies[taxonomy].values()
    }
