"""The words of all that the search finds: briefings, standing pages, and the terms that a listed briefing has.

A term (a tag, person, organisation or place) is found by its names and its words to search for. A *reading* is what the
search takes from one text: how often each stem (the part that all forms of a word share) occurs in it. Readings are
cached and do not depend on the vocabularies, so a new name of a term invalidates none; `weights` adds the names. The
weight of a word says how well a briefing answers a search for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial

import msgspec

from newsarchive.digests import digest_of
from newsarchive.model.index import Archive, Edition
from newsarchive.model.models import Briefing, Work
from newsarchive.model.pages import CacheFormat, Kept
from newsarchive.pages.entries import only_in

from .names import Names, names_of
from .postings import USUAL_LENGTH, WEIGHTS, steps
from .results import Shown, body_of, result_files
from .words import add_stems

Reading = tuple[msgspec.Raw, int, dict[str, int]]
"""How often each stem occurs, the number of words, and that of the result's JSON files by search page (language).

An occurrence in the title or summary counts as several (`postings.WEIGHTS`). The counts are decoded where needed.
"""

READING: CacheFormat[Reading] = CacheFormat(Reading)
_COUNTS = msgspec.msgpack.Decoder(dict[str, int])
_NAMES: CacheFormat[Names] = CacheFormat(Names)

FACETS = {"tag": "tags", "person": "people", "place": "places"}
"""The vocabularies by whose terms readers can filter, by the key of the filter, as addresses and the index have it."""


def read(shown: Shown, edition: Edition) -> bytes:
    """Return the reading of a text or a term, encoded."""
    body, notes = body_of(shown, edition)
    files = {language: len(result_files(shown, body, edition, language)) for language in shown.languages}
    counts: defaultdict[str, int] = defaultdict(int)
    length = USUAL_LENGTH
    if shown.text and shown.work:
        front, language = shown.text.front, shown.text.language
        length = add_stems(counts, front.title, language, WEIGHTS["title"])
        length += add_stems(counts, front.summary, language, WEIGHTS["summary"])
        length += add_stems(counts, f"{body} {notes}", language, WEIGHTS["body"])
        for source in shown.work.front.sources:
            add_stems(counts, f"{source.title} {source.publisher}", source.lang, WEIGHTS["sources"])
    return msgspec.msgpack.encode((counts, length, files))


def weights(reading: Reading, shown: Shown, names: Names) -> dict[str, int]:
    """Return the weight of each word stem in a text or a term, from 1 to `postings.STEPS` (the best).

    All spellings of one name are counted together, and get the weight of the name. Each mark weighs 1.
    """
    spelled, counts, length = names.spelled, _COUNTS.decode(reading[0]), reading[1]
    if shown.work:
        named: dict[str, int] = {}
        for key in shown.terms:
            for stem, times in names.terms[key].items():
                named[stem] = max(times, named.get(stem, 0))
        for stem in spelled.keys() & counts.keys():
            named[spelled[stem][0]] = named.get(spelled[stem][0], 0) + counts.pop(stem)
        for stem, times in named.items():
            counts[stem] = counts.get(stem, 0) + times
    else:
        counts = names.own[shown.name]
    step = steps(set(counts.values()), length)
    found = {stem: step[times] for stem, times in counts.items()}
    for stem in spelled.keys() & counts.keys():
        found |= dict.fromkeys(spelled[stem], found[stem])
    return found | dict.fromkeys(marks(shown), 1)


def marks(shown: Shown) -> list[str]:
    """Return the keys by which filters find a briefing's text: `["all:", "lang:az", "year:2023", "tag:privacy"]`."""
    if not isinstance(shown.work, Briefing) or not shown.text:
        return []
    terms = [f"{facet}:{term}" for facet, taxonomy in FACETS.items() for term in shown.work.terms(taxonomy)]
    return ["all:", f"lang:{shown.text.language}", f"year:{shown.work.date.year}", *terms]


class Corpus:
    """What the search indexes: all that listings show, so in a preview also drafts.

    Attributes:
        numbers: The number that stands for each result in the index, by name, the same in every language. A later
            briefing has a higher one. Above all of them are standing pages, and terms in the order of their first
            briefings, so that what is added at the end of the archive moves no number.
        others_from: The first number that no briefing can have: those of standing pages and terms begin there.
        shown: By language and name, the text in that language or else the original; or the term.
        vocabularies: A digest of each term that a listed briefing has, by its key, such as `tags/privacy`.
    """

    def __init__(self, edition: Edition, kept: Kept) -> None:
        """Decide which text the readers of each language find, without reading any text."""
        self.edition, self.kept = edition, kept
        archive, tags = edition.archive, edition.site.tags
        self.vocabularies = {
            f"{taxonomy}/{term.id}": digest_of(taxonomy, term)
            for taxonomy, terms in archive.listed_terms.items()
            for term in terms.values()
        }
        standing = [page for page in archive.standing if page.front.status in ("published", "draft")]
        named = [f"{taxonomy}/{term}" for briefing in archive.listed for taxonomy, term in briefing.all_terms]
        others = dict.fromkeys((*(f"pages/{page.slug}" for page in standing), *named))
        self.others_from = 1 << len(archive.listed).bit_length()
        self.numbers = {briefing.slug: number for number, briefing in enumerate(archive.listed)}
        self.numbers |= {name: number for number, name in enumerate(others, self.others_from)}
        self.shown: dict[str, dict[str, Shown]] = {tag: {} for tag in tags}
        frame = _frame_digest(edition)
        texts = (shown for work in (*archive.listed, *standing) for shown in _texts(work, tags, frame, archive))
        terms = ((name, tag, digest_of(frame, tag, key)) for name, key in self.vocabularies.items() for tag in tags)
        for shown in (*texts, *(Shown(name, (tag,), key) for name, tag, key in terms)):
            for language in shown.languages:
                self.shown[language][shown.name] = shown

    @cached_property
    def names(self) -> Names:
        """The names of all terms of the indexed briefings."""
        key, terms = digest_of("names", self.vocabularies), self.edition.archive.listed_terms
        return self.kept.made_all([terms], [key], lambda each: _NAMES.encode(names_of(each)), _NAMES.decode)[0]

    def readings(self, texts: Sequence[Shown]) -> list[Reading]:
        """Return the reading of each text, from the cache or made on all cores."""
        keys = [shown.key for shown in texts]
        return self.kept.made_all(texts, keys, partial(read, edition=self.edition), READING.decode)


def _texts(work: Work, languages: Iterable[str], frame: bytes, archive: Archive) -> Iterator[Shown]:
    """Yield each text of a briefing or standing page that readers of at least one language find.

    Its cache key also covers the date and the sources of the original, which translations share, and the links that the
    text must not show, because they lead to a text that was withdrawn for a person's safety.
    """
    readers: dict[str, list[str]] = {}
    for language in languages:
        readers.setdefault(work.shown(language).language, []).append(language)
    name, terms = f"pages/{work.slug}", []
    if isinstance(work, Briefing):
        name, terms = work.slug, [f"{taxonomy}/{term}" for taxonomy, term in work.all_terms]
    for tag, own in readers.items():
        text, front = work.texts[tag], work.front
        own_key = text.key or digest_of(text)  # a text outside a build has no key
        silent = archive.silent_links(text)
        key = digest_of(frame, name, tag, own, own_key, front.date, front.sources, front.extra, silent)
        yield Shown(name, tuple(own), key, tuple(terms), work, text)


def _frame_digest(edition: Edition) -> bytes:
    """Return a digest of what all results depend on: form of links, languages, labels, writing directions."""
    site = edition.site
    kinds = ["search.page", *(f"{taxonomy}.title" for taxonomy in site.taxonomies)]
    labels = [edition.words(tag, kind) for tag in site.tags for kind in kinds]
    labels += [only_in(tag, edition, reader) for tag in site.tags for reader in site.tags]
    languages = [(tag, site.direction(tag)) for tag in site.tags]
    return digest_of(site.clean_addresses, languages, site.default, labels, repr(site.extra_fields))
