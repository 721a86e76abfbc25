"""The words of every briefing, and how each result is shown.

A *reading* is what the search takes from one text: how often each stem (the part that all forms of a word share) occurs
in it, and the *result*, that is, the JSON files from which the script in the browser shows a hit: title, summary, link
and the words of the text. Readings are cached. They do not depend on the vocabularies, so a new name of a term
invalidates no reading; `Weigher` adds the names of terms (tags, people, organisations, places) afterwards.

A `Corpus` decides which text of each briefing the readers of each language find, and gives `search.index` the weights
of its words: numbers that say how well the briefing answers a search for the word.
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
"""The most bytes of a text in one JSON file of a search result; longer texts are split over several files.

So no file exceeds 16 KB, even uncompressed.
"""


def result_name(number: int, part: int) -> str:
    """Return the name of one JSON file of a search result, relative to the search page, for example `r1f.2.json`.

    Args:
        number: The number that stands for the briefing in the index.
        part: 0 for the first file of the result, 1 for the next.
    """
    return f"r{number:x}.{part}.json" if part else f"r{number:x}.json"


def result_files(briefing: Briefing, body: str, edition: Edition, language: str) -> list[bytes]:
    """Return the JSON files from which the script in the browser shows a briefing as a search result.

    The first file is an object with the keys `t` title, `s` summary, `a` address, `l` language, `r` direction (if it
    differs from the page's), `d` date, `i` date in ISO 8601, `n` label (if any), `x` the first part of the text, and
    `m` the number of further files (if any). Each further file is a string: the next part of the text.

    Args:
        briefing: The briefing.
        body: The words of its text, as plain text.
        edition: All that pages are made from: content, translations, settings.
        language: The language of the search page.
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

    Where a single word is longer than a part, the text is not split further, so the last part may be longer.
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
    """A text to index, and the languages whose readers find it.

    Readers find the text in their language or, if there is none, the original.

    Attributes:
        briefing: The briefing to which the text belongs.
        text: The text.
        languages: The languages of the search pages that find the text.
        key: The key under which what the search needs of the text is cached: a digest of everything that this depends
            on.
    """

    briefing: Briefing
    text: Text
    languages: tuple[str, ...]
    key: bytes


class WordCounts(msgspec.Struct, array_like=True):
    """How often each stem (the part that all forms of a word share) occurs in a text and its sources.

    An occurrence in the title or summary counts as several (`postings.WEIGHTS`).

    Attributes:
        counts: The occurrences by stem.
        length: The number of words in the text.
    """

    counts: dict[str, int]
    length: int


class Results(msgspec.Struct, array_like=True):
    """What the search takes from one text, decoded from the cache except for the word counts.

    Attributes:
        words: The word counts, still encoded, which saves time where only `files` are needed.
        files: The JSON files that show the text as a search result, by the language of the search page.
    """

    words: msgspec.Raw
    files: dict[str, list[bytes]]


class _Reading(msgspec.Struct, array_like=True):
    words: WordCounts
    files: dict[str, list[bytes]]


_WORDS = msgspec.msgpack.Decoder(tuple[WordCounts, msgspec.Raw])
_RESULTS = msgspec.msgpack.Decoder(Results)


def read(shown: Shown, edition: Edition) -> bytes:
    """Return what the search takes from one text, encoded for the cache. `words_in` and `results_in` decode it.

    It has the count of each word stem, and the JSON files that show the text as a search result, by the language of the
    search page.
    """
    body = plain(edition.html(shown.text))
    files = {language: result_files(shown.briefing, body, edition, language) for language in shown.languages}
    return msgspec.msgpack.encode(_Reading(_words(shown, body), files))


def words_in(reading: bytes) -> WordCounts:
    """Return how often each word stem occurs in a text, from the bytes that `read` returned for it."""
    return _WORDS.decode(reading)[0]


def results_in(reading: bytes, language: str) -> list[bytes]:
    """Return the JSON files that show a text as a search result, from the bytes that `read` returned for it.

    `language` is the language of the search page; it must be one of those in which the text is found.
    """
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
    """Computes how well a briefing answers a search for each word (the word's weight).

    The words are those of the briefing's text and of the names, in all languages, of its tags, people, organisations
    and places.
    """

    def __init__(self, names: Names) -> None:
        """Prepare with the names of all tags, people, organisations and places.

        All spellings of a name (Turan, Туран) will get the same weight.
        """
        self.spellings = Spellings(names.groups)
        self._stems = {term: frozenset(map(self.spellings.first, stems)) for term, stems in names.stems.items()}

    def weights(self, words: WordCounts, briefing: Briefing) -> dict[str, int]:
        """Return how well a briefing answers a search for each of its word stems: the weights of the stems.

        A weight is from 1 to `postings.STEPS` (the best). All spellings of one name (Turan, Туран) get the weight of
        the name.

        Args:
            words: How often each stem occurs in the briefing's text. The object is modified and must not be used again.
            briefing: The briefing. The names of its tags, people, organisations and places count as words of it.
        """
        counts = self._with_names(words.counts, briefing)
        step = steps(set(counts.values()), words.length)
        weights = {stem: step[times] for stem, times in counts.items()}
        for stem in self.spellings.among(weights.keys()):
            weights |= dict.fromkeys(self.spellings.all(stem), weights[stem])
        return weights

    def _with_names(self, counts: dict[str, int], briefing: Briefing) -> dict[str, int]:
        """Count the names of a briefing's tags, people, organisations and places as words of the briefing, too.

        If a vocabulary gives several spellings of a name (Aliyev, Əliyev), their stems are counted together, under the
        stem of the first spelling.

        Args:
            counts: The occurrences by stem, which are modified.
            briefing: The briefing.

        Returns:
            `counts`.
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
    """Return the keys by which the filters of the search page find a text.

    Example: `("lang:az", "year:2023", "tag:privacy")`, the text's language, the year of the events, and each tag.
    """
    tags = (f"tag:{tag}" for tag in briefing.terms("tags"))
    return (f"lang:{text.language}", f"year:{briefing.date.year}", *tags)


_NAMES: CacheFormat[Names] = CacheFormat(Names)


class Corpus:
    """The briefings that the search indexes, and the digests that tell whether their part of the index is up to date.

    Drafts, and briefings that are left out of lists, are not indexed.

    Attributes:
        edition: All that pages are made from: content, translations, settings.
        numbers: The number that stands for each briefing in the index, by slug; ascending, the same in every language.
        shown: The text of each briefing that is shown in a language, that is, its text in that language or else the
            original; by language and slug.
        versions: For each of these texts, a digest of it and of the names of its briefing's tags, people and so on.
        frame: A digest of the settings and labels that all search results depend on.
        vocabularies: One digest of the names of all tags, people, organisations and places, in all languages.
    """

    def __init__(self, edition: Edition, kept: Kept) -> None:
        """Decide which text the readers of each language find, without reading any text.

        `kept` is the cache of the build.
        """
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
        """A `Weigher` with the names of all tags, people, organisations and places of the indexed briefings."""
        vocabularies = self.edition.archive.listed_terms
        key = digest_of("names", self.vocabularies)
        (names,) = self._kept.made_all([vocabularies], [key], _made_names, _NAMES.decode)
        return Weigher(names)

    def read(self, texts: Iterable[Shown]) -> None:
        """Count the words of some texts and compute their search results, or load both from the cache; on all cores.

        Call it before `weights`.
        """
        items = list({shown.key: shown for shown in texts if shown.key not in self._readings}.values())
        if not items:
            return
        keys = [shown.key for shown in items]
        readings = self._kept.made_all(items, keys, partial(read, edition=self.edition), bytes)
        self._readings.update(zip(keys, readings, strict=True))

    def weights(self, shown: Shown) -> dict[str, int]:
        """Return, for each word stem by which a search finds a text, how well the text answers that search.

        Raises:
            KeyError: The text was not passed to `read` before.
        """
        return self.weigher.weights(words_in(self._readings[shown.key]), shown.briefing)

    def results(self, shown: Shown, language: str) -> list[bytes]:
        """Return the JSON files that show a text as a search result on the search page of a language.

        They are computed now if the text was not passed to `read` before.
        """
        if shown.key not in self._readings:
            self.read([shown])
        return results_in(self._readings[shown.key], language)


def _made_names(vocabularies: Mapping[str, Mapping[str, Term]]) -> bytes:
    return _NAMES.encode(names_of(vocabularies))


def _shown(briefing: Briefing, languages: Iterable[str], frame: bytes, archive: Archive) -> Iterable[Shown]:
    """Yield each text of a briefing that readers of at least one language find.

    Its cache key also covers the date and the sources of the original, which translations share.

    Args:
        briefing: The briefing.
        languages: The languages of the site.
        frame: A digest of the settings and labels that all search results depend on.
        archive: All texts. It knows which links a text must not show, because they lead to a text that was withdrawn
            for a person's safety.
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
    """Return a digest of the settings and labels that all search results depend on.

    These are the form of links, the site's languages, the labels of texts in another language, and the writing
    directions.
    """
    site = edition.site
    labels = [only_in(tag, edition, reader) for reader in site.tags for tag in site.tags]
    directions = [site.direction(tag) for tag in site.tags]
    return digest_of("result", site.clean_addresses, site.tags, labels, directions)


def text_key(text: Text) -> bytes:
    """Return the cache key of a text, or a digest of all its fields if it has no key."""
    return text.key or digest_of(text)


def term_digests(vocabularies: Mapping[str, Mapping[str, Term]]) -> dict[tuple[str, str], bytes]:
    """Return a digest of each term's names in all languages, by (taxonomy, id), such as ("tags", "privacy").

    Args:
        vocabularies: The tags, people, organisations and places (terms), by taxonomy and id.
    """
    return {
        (taxonomy, term.id): digest_of(taxonomy, term.id, sorted(term.names.items()), term.also)
        for taxonomy in TAXONOMIES
        for term in vocabularies[taxonomy].values()
    }
