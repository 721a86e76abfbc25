"""The words of all that the search finds: briefings, standing pages, and the terms that a listed briefing has.

A term (a tag, person, organisation or place) is found by its names and its words to search for. A *reading* is what the
search takes from one text: how often each stem (the part that all forms of a word share) occurs in it, and the text as
results show it. Readings are cached and do not depend on the vocabularies, so a new name of a term invalidates none;
`weights` adds the names. The weight of a word says how well a briefing answers a search for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

import msgspec

from newsarchive.digests import digest_of
from newsarchive.model.index import Edition
from newsarchive.model.models import Briefing, Work
from newsarchive.pages.entries import only_in

from .names import Names, names_of
from .postings import USUAL_LENGTH, WEIGHTS, steps
from .results import Shown, body_of, parts_of
from .words import add_stems

if TYPE_CHECKING:
    from newsarchive.build.cache import Cache

Reading = tuple[msgspec.Raw, int, list[str]]
"""How often each stem occurs, the number of words, and the text in parts, one for each JSON file of the result.

An occurrence in the title or summary counts as several (`postings.WEIGHTS`). The counts are decoded where needed.
"""

READING: msgspec.msgpack.Decoder[Reading] = msgspec.msgpack.Decoder(Reading)
_COUNTS = msgspec.msgpack.Decoder(dict[str, int])
_NAMES: msgspec.msgpack.Decoder[Names] = msgspec.msgpack.Decoder(Names)

FACETS = {"tag": "tags", "person": "people", "place": "places"}
"""The vocabularies by whose terms readers can filter, by the key of the filter, as addresses and the index have it."""


def read(shown: Shown, edition: Edition) -> bytes:
    """Return the reading of a text, encoded; a term has no text."""
    counts: defaultdict[str, int] = defaultdict(int)
    if not shown.text or not shown.work:
        return msgspec.msgpack.encode((counts, USUAL_LENGTH, [""]))
    body, notes = body_of(shown.text, shown.work, edition)
    front, language = shown.text.front, shown.text.language
    length = add_stems(counts, front.title, language, WEIGHTS["title"])
    length += add_stems(counts, front.summary, language, WEIGHTS["summary"])
    length += add_stems(counts, f"{body} {notes}", language, WEIGHTS["body"])
    for source in shown.work.front.sources:
        add_stems(counts, f"{source.title} {source.publisher}", source.lang, WEIGHTS["sources"])
    return msgspec.msgpack.encode((counts, length, parts_of(body, front.title, front.summary)))


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

    A later briefing has a higher number. Above all of them are standing pages, and terms in the order of their first
    briefings, so that what is added at the end of the archive moves no number.

    Attributes:
        others_from: The first number that no briefing can have: those of standing pages and terms begin there.
        numbers: The number of each term, by its key, such as `tags/privacy`.
        vocabularies: A digest of each term that a listed briefing has, by its key.
        shown: By language all that its readers find, in the order of the numbers.
    """

    def __init__(self, edition: Edition, cache: Cache) -> None:
        """Decide which text the readers of each language find, without reading any text."""
        self.edition, self.cache = edition, cache
        archive, self._frame = edition.archive, _frame_digest(edition)
        self.vocabularies = {
            f"{taxonomy}/{term.id}": digest_of(taxonomy, term)
            for taxonomy, terms in archive.listed_terms.items()
            for term in terms.values()
        }
        standing = [page for page in archive.standing if page.front.status in ("published", "draft")]
        terms = dict.fromkeys(f"{taxonomy}/{term}" for each in archive.listed for taxonomy, term in each.all_terms)
        self.others_from = 1 << len(archive.listed).bit_length()
        self.numbers = {key: number for number, key in enumerate(terms, self.others_from + len(standing))}
        works = [*enumerate(archive.listed), *enumerate(standing, self.others_from)]
        self.shown = {
            language: [
                *(self._shown(number, work, language) for number, work in works),
                *(
                    Shown(number, key, digest_of(self._frame, self.vocabularies[key]))
                    for key, number in self.numbers.items()
                ),
            ]
            for language in edition.site.tags
        }

    def _shown(self, number: int, work: Work, language: str) -> Shown:
        """Return the text of a briefing or standing page that the readers of a language find.

        Its key also covers the date and the sources of the original, which translations share, and the links that the
        text must not show, because they lead to a text that was withdrawn for a person's safety.
        """
        text, front = work.shown(language), work.front
        all_terms = work.all_terms if isinstance(work, Briefing) else ()
        terms = tuple(f"{taxonomy}/{term}" for taxonomy, term in all_terms)
        name = work.slug if isinstance(work, Briefing) else f"pages/{work.slug}"
        own_key = text.key or digest_of(text)  # a text outside a build has no key
        silent = self.edition.archive.silent_links(text)
        key = digest_of(self._frame, name, own_key, front.date, front.sources, front.extra, silent)
        return Shown(number, name, key, terms, work, text)

    @cached_property
    def names(self) -> Names:
        """The names of all terms of the indexed briefings."""
        key, terms = digest_of("names", self.vocabularies), self.edition.archive.listed_terms
        return _NAMES.decode(self.cache.get(key, lambda: msgspec.msgpack.encode(names_of(terms))))

    def readings(self, texts: Sequence[Shown]) -> list[Reading]:
        """Return the reading of each text, from the cache or made on all cores."""
        keys = [shown.key for shown in texts]
        return list(map(READING.decode, self.cache.map(texts, keys, partial(read, edition=self.edition))))


def _frame_digest(edition: Edition) -> bytes:
    """Return a digest of what all results depend on: form of links, languages, labels, writing directions."""
    site = edition.site
    kinds = ["search.page", *(f"{taxonomy}.title" for taxonomy in site.taxonomies)]
    labels = [edition.words(tag, kind) for tag in site.tags for kind in kinds]
    labels += [only_in(tag, edition, reader) for tag in site.tags for reader in site.tags]
    languages = [(tag, site.direction(tag)) for tag in site.tags]
    return digest_of(site.clean_addresses, languages, site.default, labels, repr(site.extra_fields))
