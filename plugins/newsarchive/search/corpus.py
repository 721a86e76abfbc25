"""The words of all that the search finds, and how each result is shown.

It finds briefings, standing pages, and the terms (tags, people, organisations, places) that a listed briefing has. A
term is found by its names and its words to search for.

A *reading* is what the search takes from one text: how often each stem (the part that all forms of a word share) occurs
in it, and the *result*, the JSON files from which the script in the browser shows a hit. Readings are cached. Those of
texts do not depend on the vocabularies, so a new name of a term invalidates none; `Weigher` adds the names afterwards.
The weight of a word says how well a briefing answers a search for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from typing import NamedTuple

import msgspec

from newsarchive.digests import digest_of
from newsarchive.html import plain, without_notes
from newsarchive.model import addresses
from newsarchive.model.index import Archive, Edition, address
from newsarchive.model.models import Briefing, Text, Work
from newsarchive.model.pages import CacheFormat, Kept
from newsarchive.model.vocabularies import Term
from newsarchive.pages.briefing import own_facts_of
from newsarchive.pages.entries import entry, only_in

from .postings import NAME_OF_A_TERM, USUAL_LENGTH, WEIGHTS, numbers, other_numbers, others_from, steps
from .words import Names, add_stems, names_of

MOST_OF_A_TEXT = 8_000
"""The most bytes of a text in one JSON file of a search result, so that no file exceeds 16 KB, even uncompressed."""


def result_name(number: int, part: int) -> str:
    """Return the name of a JSON file of a search result, relative to the search page; `part` 0 is the first."""
    return f"r{number:x}.{part}.json" if part else f"r{number:x}.json"


def result_files(shown: Shown, body: str, edition: Edition, language: str) -> list[bytes]:
    """Return the JSON files from which the script in the browser shows a search result.

    The first file is an object with the keys `t` title, `s` summary, `a` address, `l` language, `r` direction (if it
    differs from the page's), `x` the first part of the text, and `m` the number of further files (if any). A briefing
    also has `d` date, `i` date in ISO 8601, and `n` label (if any); anything else has `k`, what it is (`People`).
    `with_terms` adds `w`. Each further file is a string: the next part of `body`, the plain text with a line for each
    block.
    """
    head = _head(shown, edition, language)
    direction = edition.site.direction(str(head["l"]))
    if direction != edition.site.direction(language):
        head["r"] = direction
    here = addresses.search(language)
    head["a"] = addresses.relative(here, str(head["a"]), clean=edition.site.clean_addresses)
    first, *others = _parts(body, MOST_OF_A_TEXT - len(msgspec.json.encode(head)))
    if others:
        head["m"] = len(others)
    return [msgspec.json.encode({**head, "x": first}), *map(msgspec.json.encode, others)]


def with_terms(result: bytes, terms: list[int]) -> bytes:
    """Return the first file of a result with the key `w`: the numbers of its terms, which no reading knows."""
    return b'%b,"w":%b}' % (result[:-1], msgspec.json.encode(terms))


def _head(shown: Shown, edition: Edition, language: str) -> dict[str, object]:
    if isinstance(shown.work, Briefing):
        listed = entry(shown.work, edition, language)
        label = {"n": listed.label} if listed.label else {}
        days = {"d": listed.date, "i": listed.date_iso, **label}
        return {"t": listed.title, "s": listed.summary, "a": listed.address, "l": listed.language, **days}
    if shown.work and shown.text:
        front, own = shown.text.front, shown.text.language
        kind = edition.words(language, "search.page")
        return {"t": front.title, "s": front.summary, "a": address(shown.work, own), "l": own, "k": kind}
    taxonomy, _, term_id = shown.name.partition("/")
    term = edition.archive.vocabularies[taxonomy][term_id]
    name, own = term.name(language, edition.site.default)
    description, described_in = term.described(language, edition.site.default)
    where, kind = addresses.term(language, taxonomy, term_id), edition.words(language, f"{taxonomy}.title")
    return {"t": name, "s": description if described_in == own else "", "a": where, "l": own, "k": kind}


def _parts(text: str, first: int) -> list[str]:
    """Split a text so that the first part has about `first` bytes at most, and all others `MOST_OF_A_TEXT`.

    It is split at an end of a block, or else of a sentence, if the part is then at least half full: the script looks
    for a phrase in one part. Else it is split at a space or an end of a block, as Chinese has no spaces. If what stands
    between two of these is longer than a part, the text is not split further.
    """
    # beside a title and a summary that are longer than a part there is no room at all
    parts, data, room = [], text.encode(), max(first, MOST_OF_A_TEXT // 2)
    while len(data) > room:
        ends = (data.rfind(b"\n", room // 2, room + 1), data.rfind(b". ", room // 2, room + 1) + 1)
        words = max(data.rfind(b" ", 1, room + 1), data.rfind(b"\n", 1, room + 1))
        cut = next((each for each in ends if each > 0), words)
        if cut < 0:  # a single word is longer than a part
            break
        parts.append(data[:cut].decode())
        data, room = data[cut + 1 :], MOST_OF_A_TEXT
    return [*parts, data.decode()]


class Shown(NamedTuple):
    """A text or a term to index, and the languages whose readers find it.

    Readers without a text of their own find the original.

    Attributes:
        name: The slug of a briefing, `pages/` and that of a standing page, or a term's key, such as `people/ali`.
        key: A digest of all that the reading depends on, under which it is cached.
        terms: The keys of the terms by whose names it is found, too.
        work: The briefing or standing page, and `text` one of its texts; both are None for a term.
    """

    name: str
    languages: tuple[str, ...]
    key: bytes
    terms: tuple[str, ...] = ()
    work: Work | None = None
    text: Text | None = None


class WordCounts(msgspec.Struct, array_like=True):
    """How often each stem occurs in a text and its sources, and the number of words in the text.

    An occurrence in the title or summary counts as several (`postings.WEIGHTS`).
    """

    counts: dict[str, int]
    length: int


# a reading has word counts, and the JSON files of the result by the language of the search page; one is decoded alone
_WORDS = msgspec.msgpack.Decoder(tuple[WordCounts, msgspec.Raw])
_RESULTS = msgspec.msgpack.Decoder(tuple[msgspec.Raw, dict[str, list[bytes]]])


def read(shown: Shown, edition: Edition) -> bytes:
    """Return the reading of a text, encoded for the cache: the count of each stem, and the JSON files of the result."""
    body, notes = map(plain, without_notes(edition.html(shown.text))) if shown.text else ("", "")
    if shown.text and shown.text.front.image:
        body = f"{body}\n{shown.text.front.image.caption}".strip()
    if isinstance(shown.work, Briefing) and shown.text:
        facts = own_facts_of(shown.work, edition, shown.text.language)
        body = "\n".join([body, *(f"{each['label']}: {each['value']}" for each in facts)])
    files = {language: result_files(shown, body, edition, language) for language in shown.languages}
    words = WordCounts({}, USUAL_LENGTH)
    if shown.text and shown.work:
        words = _words(shown.text, shown.work, f"{body} {notes}")
    return msgspec.msgpack.encode((words, files))


def _words(text: Text, work: Work, body: str) -> WordCounts:
    front, language = text.front, text.language
    counts: defaultdict[str, int] = defaultdict(int)
    length = add_stems(counts, front.title, language, WEIGHTS["title"])
    length += add_stems(counts, front.summary, language, WEIGHTS["summary"])
    length += add_stems(counts, body, language, WEIGHTS["body"])
    for source in work.front.sources:
        add_stems(counts, f"{source.title} {source.publisher}", source.lang, WEIGHTS["sources"])
    return WordCounts(counts, length)


class Weigher:
    """Computes the weights of words: those of a briefing's text, and those of its terms' names in all languages."""

    def __init__(self, names: Names) -> None:
        """Prepare with the names of all terms; all spellings of a name (Turan, Туран) will get the same weight."""
        self.spellings = names.spellings()
        first = self.spellings.first
        self._terms: dict[str, dict[str, int]] = {}
        self._own: dict[str, dict[str, int]] = {}
        for key, lengths in names.stems.items():
            words = {first(stem): WEIGHTS["phrases"] for stem in names.phrased[key]}
            words |= {first(stem): WEIGHTS[_field(key)] for stem in names.searched[key]}
            self._terms[key] = words | {first(stem): WEIGHTS[_field(key)] for stem in lengths}
            own: dict[str, int] = {}
            for stem, length in lengths.items():
                # a word of a long name says little of the term, but one of two names is a person's
                needed = max(1, length - key.startswith("people/"))
                times = max(1, round(NAME_OF_A_TERM / needed**2))
                own[first(stem)] = max(times, own.get(first(stem), 0))
            self._own[key] = words | own | dict.fromkeys(names.called[key], NAME_OF_A_TERM)

    def weights(self, words: WordCounts, shown: Shown) -> dict[str, int]:
        """Return the weight of each word stem in a text or a term, from 1 to `postings.STEPS` (the best).

        All spellings of one name get the weight of the name. `words` is modified and must not be used again.
        """
        counts = self._with_names(words.counts, shown.terms) if shown.work else self._own[shown.name]
        step = steps(set(counts.values()), words.length)
        weights = {stem: step[times] for stem, times in counts.items()}
        for stem in self.spellings.among(weights.keys()):
            weights |= dict.fromkeys(self.spellings.all(stem), weights[stem])
        return weights

    def _with_names(self, counts: dict[str, int], keys: Iterable[str]) -> dict[str, int]:
        """Add the names of terms, and their words to search for, to `counts`, and return it.

        If a vocabulary gives several spellings of a name (Aliyev, Əliyev), their stems are counted together, under the
        stem of the first spelling.
        """
        added: dict[str, int] = defaultdict(int)
        for stem in self.spellings.among(counts.keys()):
            added[self.spellings.first(stem)] += counts.pop(stem)
        best: dict[str, int] = {}
        for key in keys:
            for stem, times in self._terms[key].items():
                if times > best.get(stem, 0):
                    best[stem] = times
        for stem, times in best.items():
            added[stem] += times
        for stem, times in added.items():
            counts[stem] = counts.get(stem, 0) + times
        return counts


def _field(key: str) -> str:
    return "tags" if key.startswith("tags/") else "names"


FACETS = {"tag": "tags", "person": "people", "place": "places"}
"""The vocabularies by whose terms readers can filter, by the key of the filter, as addresses and the index have it."""


def marks(briefing: Briefing, text: Text) -> tuple[str, ...]:
    """Return the keys by which filters find a text, such as `("lang:az", "year:2023", "tag:privacy")`."""
    terms = (f"{facet}:{term}" for facet, taxonomy in FACETS.items() for term in briefing.terms(taxonomy))
    return (f"lang:{text.language}", f"year:{briefing.date.year}", *terms)


_NAMES: CacheFormat[Names] = CacheFormat(Names)


class Corpus:
    """What the search indexes: all that listings show, so in a preview also drafts.

    Attributes:
        numbers: The number that stands for each result in the index, by name, the same in every language. A later
            briefing has a higher one.
        others_from: The lowest number that no briefing can have: those of standing pages and terms begin there.
        shown: By language and name, the text in that language or else the original; or the term.
        versions: For each of these, a digest of it and of the names of its briefing's terms.
        frame: A digest of the settings and labels that all search results depend on.
        vocabularies: One digest of the names of all terms, in all languages.
    """

    def __init__(self, edition: Edition, kept: Kept) -> None:
        """Decide which text the readers of each language find, without reading any text."""
        self.edition = edition
        archive, tags = edition.archive, edition.site.tags
        self.frame = frame_digest(edition)
        terms = term_digests(archive.listed_terms)
        self.vocabularies = digest_of(list(terms.values()))
        self.shown: dict[str, dict[str, Shown]] = {tag: {} for tag in tags}
        self.versions: dict[str, dict[str, bytes]] = {tag: {} for tag in tags}
        self._kept = kept
        self._readings: dict[bytes, bytes] = {}
        self._term_numbers: dict[tuple[str, ...], list[int]] = {}
        works = (*archive.listed, *(page for page in archive.standing if page.front.status in ("published", "draft")))
        texts = (shown for work in works for shown in _shown(work, tags, self.frame, archive))
        names: dict[tuple[str, ...], bytes] = {}
        for shown in (*texts, *_terms(terms, self.frame, edition)):
            # the same for all texts of a briefing
            if shown.terms not in names:
                names[shown.terms] = digest_of(*(terms[key] for key in shown.terms))
            for language in shown.languages:
                self.shown[language][shown.name] = shown
                self.versions[language][shown.name] = shown.key + (names[shown.terms] if shown.work else b"")
        self.others_from = others_from(len(archive.listed))
        others = (name for name in self.shown[tags[0]] if "/" in name)
        self.numbers = numbers({briefing.slug: briefing.date for briefing in archive.listed})
        self.numbers |= other_numbers(others, len(archive.listed))

    @cached_property
    def weigher(self) -> Weigher:
        """A `Weigher` with the names of all terms of the indexed briefings."""
        vocabularies = self.edition.archive.listed_terms
        key = digest_of("names", self.vocabularies)
        (names,) = self._kept.made_all([vocabularies], [key], lambda each: _NAMES.encode(names_of(each)), _NAMES.decode)
        return Weigher(names)

    def numbers_of(self, terms: tuple[str, ...]) -> list[int]:
        """Return the numbers of terms among the results, without `others_from`."""
        if terms not in self._term_numbers:
            self._term_numbers[terms] = [self.numbers[key] - self.others_from for key in terms]
        return self._term_numbers[terms]

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
        return self.weigher.weights(_WORDS.decode(self._readings[shown.key])[0], shown)

    def results(self, shown: Shown, language: str) -> list[bytes]:
        """Return the JSON files that show a text on the search page of a language; call `read` if need be."""
        if shown.key not in self._readings:
            self.read([shown])
        return _RESULTS.decode(self._readings[shown.key])[1][language]


def _shown(work: Work, languages: Iterable[str], frame: bytes, archive: Archive) -> Iterable[Shown]:
    """Yield each text of a briefing or standing page that readers of at least one language find.

    Its cache key also covers the date and the sources of the original, which translations share, and the links that the
    text must not show, because they lead to a text that was withdrawn for a person's safety.
    """
    readers: dict[str, list[str]] = {}
    for language in languages:
        readers.setdefault(work.shown(language).language, []).append(language)
    name, keys = f"pages/{work.slug}", []
    if isinstance(work, Briefing):
        name, keys = work.slug, [f"{taxonomy}/{term}" for taxonomy, term in work.all_terms]
    for tag, own in readers.items():
        text, front = work.texts[tag], work.front
        left_out = archive.silent_links(text)
        own_key = text.key or digest_of(text)  # a text outside a build has no key
        key = digest_of(frame, name, tag, own, own_key, front.date, front.sources, front.extra, left_out)
        yield Shown(name, tuple(own), key, tuple(keys), work, text)


def _terms(digests: Mapping[str, bytes], frame: bytes, edition: Edition) -> Iterable[Shown]:
    """Yield each term that has pages, once for each language, because its name and description differ."""
    for name, digest in digests.items():
        taxonomy, _, term = name.partition("/")
        described = sorted(edition.archive.vocabularies[taxonomy][term].description.items())
        for language in edition.site.tags:
            yield Shown(name, (language,), digest_of(frame, name, language, digest, described))


def frame_digest(edition: Edition) -> bytes:
    """Return a digest of what all results depend on: form of links, languages, labels, writing directions."""
    site = edition.site
    labels = [only_in(tag, edition, reader) for reader in site.tags for tag in site.tags]
    kinds = ["search.page", *(f"{taxonomy}.title" for taxonomy in site.taxonomies)]
    labels += [edition.words(reader, kind) for reader in site.tags for kind in kinds]
    directions = [site.direction(tag) for tag in site.tags]
    return digest_of("result", site.clean_addresses, site.tags, labels, directions, repr(site.extra_fields))


def term_digests(vocabularies: Mapping[str, Mapping[str, Term]]) -> dict[str, bytes]:
    """Return a digest of the words by which each term is found, by its key, such as `tags/privacy`."""
    return {
        f"{taxonomy}/{term.id}": digest_of(
            taxonomy, term.id, sorted(term.names.items()), term.also, sorted(term.search.items())
        )
        for taxonomy, terms in vocabularies.items()
        for term in terms.values()
    }
