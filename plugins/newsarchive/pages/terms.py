"""Pages of tags, people, organisations and places, and a briefing's links to them.

The archive has four vocabularies (taxonomies): tags, people, organisations and places. An entry of one is a term; it
has an id and a name in several languages. This module plans an index page for each vocabulary and the pages that list
the briefings of each term, and returns the links to terms that the page of a briefing prints. Only listed briefings
count, that is, published ones that lists show. A `Plan` is the address of a page (or of the first of several) with the
function that returns the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter

import msgspec

from newsarchive.archive import addresses
from newsarchive.archive.index import Edition, derived
from newsarchive.archive.models import Briefing
from newsarchive.archive.pages import FeedLink, Page, Plan, Step
from newsarchive.archive.vocabularies import TAXONOMIES, Term
from newsarchive.head.tags import listing_alternates
from newsarchive.i18n.alphabets import initial, sort_key

from .charts import YearsChart, years_chart
from .listings import numbered_pages


class TermLink(msgspec.Struct, frozen=True):
    """A tag, person, organisation or place (a term) as the page of a briefing that has it prints it.

    Attributes:
        name: The name of the term.
        language: The language of the name, which is another one if the term has no name in the page's language.
        address: The address of the term's page; empty if it has none, so that the name is printed without a link.
    """

    name: str
    language: str
    address: str


class TermGroup(msgspec.Struct, frozen=True):
    """All tags, all people, all organisations or all places of a briefing, as its page prints them.

    Attributes:
        taxonomy: Which of the four vocabularies it is, such as `people`.
        title: The title of the vocabulary in the page's language.
        address: The address of the page that lists all entries of the vocabulary.
        terms: The briefing's entries of that vocabulary, in the editor's order.
    """

    taxonomy: str
    title: str
    address: str
    terms: tuple[TermLink, ...]


class _Links:
    """A cache of `TermLink`s: many briefings have the same tags, people, organisations and places."""

    def __init__(self, edition: Edition) -> None:
        """Create an empty cache for an edition, that is, for all that pages are made from."""
        self._edition = edition
        self._made: dict[tuple[str, str, str], TermLink] = {}

    def to(self, taxonomy: str, term_id: str, language: str) -> TermLink:
        """Return the name and link of a term (tag, person, organisation or place) for a page in a language.

        Args:
            taxonomy: The vocabulary of the term, such as `people`.
            term_id: The id of the term in that vocabulary.
            language: The language of the page.
        """
        key = taxonomy, term_id, language
        if key not in self._made:
            self._made[key] = _link(taxonomy, term_id, language, self._edition)
        return self._made[key]


def terms_of(briefing: Briefing, edition: Edition, language: str) -> list[TermGroup]:
    """Return the tags, people, organisations and places of a briefing, as its page in `language` prints them.

    There is a group for each of the four vocabularies; those of which the briefing has no entry are left out.
    """
    links = derived(edition, _Links)
    return [
        TermGroup(
            taxonomy,
            edition.words(language, f"{taxonomy}.title"),
            addresses.taxonomy(language, taxonomy),
            tuple(links.to(taxonomy, term_id, language) for term_id in terms),
        )
        for taxonomy in TAXONOMIES
        if (terms := briefing.terms(taxonomy))
    ]


def _link(taxonomy: str, term_id: str, language: str, edition: Edition) -> TermLink:
    name, name_language = edition.archive.vocabularies[taxonomy][term_id].name(language, edition.site.default)
    # only terms of listed briefings have a page, and this briefing may be hidden
    paged = (taxonomy, term_id) in edition.archive.by_term
    return TermLink(name, name_language, addresses.term(language, taxonomy, term_id) if paged else "")


CHARTED_BRIEFINGS, CHARTED_YEARS = 3, 2
"""The page of a tag, person, organisation or place has a chart if it has this many briefings, of this many years.

With fewer of either, the list of briefings shows as much.
"""


def taxonomy_plans(edition: Edition, language: str) -> Iterator[Plan]:
    """Yield a plan for each page about tags, people, organisations and places in a language.

    For each of these four vocabularies there is an index page, and the pages that list the briefings of each entry.
    Entries that no listed briefing has are left out. A plan is the address of the first page with the function that
    returns the pages.
    """
    for taxonomy in TAXONOMIES:
        yield Plan(addresses.taxonomy(language, taxonomy), partial(_index_page, edition, language, taxonomy))
        for term in edition.archive.vocabularies[taxonomy].values():
            if (taxonomy, term.id) in edition.archive.by_term:
                make = partial(_term_pages, edition, language, taxonomy, term)
                yield Plan(addresses.term(language, taxonomy, term.id), make)


def _taxonomy_address(language: str, taxonomy: str) -> str:
    return addresses.taxonomy(language, taxonomy)


def _term_address(language: str, taxonomy: str, term: str) -> str:
    return addresses.term(language, taxonomy, term)


def _index_page(edition: Edition, language: str, taxonomy: str) -> Iterator[Page]:
    """Yield one page, which lists the entries of a vocabulary, such as all people, by their first letter.

    Entries are left out if no briefing that the site's lists show has them.
    """
    site, words = edition.site, edition.words
    rows = []
    for term in edition.archive.vocabularies[taxonomy].values():
        count = len(edition.archive.by_term.get((taxonomy, term.id), ()))
        if count:
            name, name_language = term.name(language, site.default)
            rows.append(
                {
                    "name": name,
                    "language": name_language,
                    "address": addresses.term(language, taxonomy, term.id),
                    "count": count,
                    "letter": initial(name, language),
                }
            )
    rows.sort(key=lambda row: sort_key(str(row["name"]), language))
    letters = [{"letter": letter, "rows": list(group)} for letter, group in groupby(rows, key=itemgetter("letter"))]
    alternates, default = listing_alternates(site, partial(_taxonomy_address, taxonomy=taxonomy))
    yield Page(
        address=addresses.taxonomy(language, taxonomy),
        language=language,
        template="terms.html",
        title=words(language, f"{taxonomy}.title"),
        description=words(language, f"{taxonomy}.description"),
        view={"letters": letters, "taxonomy": taxonomy},
        alternates=alternates,
        default_alternate=default,
        changed=max((each.first_day(language) for each in edition.archive.listed), default=None),
        kind="collection",
    )


def _term_pages(edition: Edition, language: str, taxonomy: str, term: Term) -> Iterator[Page]:
    site, words = edition.site, edition.words
    briefings = edition.archive.by_term[taxonomy, term.id]
    name, name_language = term.name(language, site.default)
    description, description_language = term.described(language, site.default)
    feeds: tuple[FeedLink, ...] = ()
    if taxonomy == "tags":
        feed_address = addresses.feed(addresses.term(language, taxonomy, term.id))
        feeds = (FeedLink(words(language, "feed.tag", tag=name), feed_address),)
    yield from numbered_pages(
        edition,
        language,
        briefings,
        make=partial(_term_address, taxonomy=taxonomy, term=term.id),
        title=name,
        description=description or words(language, "term.description", len(briefings), name=name),
        template="term.html",
        view={
            "taxonomy": taxonomy,
            "taxonomy_title": words(language, f"{taxonomy}.title"),
            "taxonomy_address": addresses.taxonomy(language, taxonomy),
            "name_language": name_language,
            "name_direction": site.direction(name_language),
            "intro": description,
            "intro_language": description_language,
            "names": _other_names(edition, term, taxonomy, language, name_language),
            "also": term.also,
        },
        front={"chart": _chart(briefings, edition, language)},
        trail=(Step(words(language, f"{taxonomy}.title"), addresses.taxonomy(language, taxonomy)),),
        term=(taxonomy, term.id),
        feeds=feeds,
    )


def _chart(briefings: Sequence[Briefing], edition: Edition, language: str) -> YearsChart | None:
    """Return the chart of how many of a term's briefings there are in each year.

    Return None with fewer than `CHARTED_BRIEFINGS` briefings or `CHARTED_YEARS` years.
    """
    by_year: dict[int, list[Briefing]] = {}
    for briefing in briefings:
        by_year.setdefault(briefing.date.year, []).append(briefing)
    if len(briefings) < CHARTED_BRIEFINGS or len(by_year) < CHARTED_YEARS:
        return None
    return years_chart(edition.words(language, "chart.term"), by_year, edition, language)


def _other_names(edition: Edition, term: Term, taxonomy: str, language: str, shown: str) -> list[dict[str, str]]:
    """Return the names of a term (tag, person, organisation or place) in other languages, with links, for the template.

    Args:
        edition: All that pages are made from: content, translations, settings.
        term: The term.
        taxonomy: The vocabulary of the term, such as `people`.
        language: The language of the page, which is left out.
        shown: The language of the name that the page already shows, which is left out, too.

    Returns:
        For each language a dictionary: `language` is its code, `direction` its writing direction, `own_name` its name
        in itself, `name` the term's name in it, and `address` the address of the term's page in it.
    """
    return [
        {
            "name": term.names[tag],
            "language": tag,
            "direction": edition.site.direction(tag),
            "own_name": edition.site.language(tag).name,
            "address": addresses.term(tag, taxonomy, term.id),
        }
        for tag in edition.site.tags
        if tag in term.names and tag not in (language, shown)
    ]
