"""Pages of tags, people, organisations and places, and a briefing's links to them.

An entry of these four vocabularies (taxonomies) is a term. There is an index page for each vocabulary, and pages that
list the briefings of each term. Only listed briefings count, that is, published ones that lists show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from newsarchive.head.tags import listing_place
from newsarchive.i18n.alphabets import initial, sort_key
from newsarchive.model import addresses
from newsarchive.model.index import Edition
from newsarchive.model.models import Briefing
from newsarchive.model.pages import Page, PageLink, Plan
from newsarchive.model.vocabularies import Term

from .charts import years_chart
from .listings import last_added, numbered_pages


def terms_of(briefing: Briefing, edition: Edition, language: str) -> list[dict[str, object]]:
    """Return the terms of a briefing by vocabulary, without empty ones, as its page in `language` prints them.

    A term has its `name`, the `language` of the name, and an `address`, empty if it has no page.
    """
    groups: list[dict[str, object]] = []
    for taxonomy in edition.site.taxonomies:
        terms = []
        for term in briefing.terms(taxonomy):
            name, spoken = edition.archive.vocabularies[taxonomy][term].name(language, edition.site.default)
            # only terms of listed briefings have a page, and this briefing may be hidden
            has_page = (taxonomy, term) in edition.archive.by_term
            place = addresses.term(language, taxonomy, term) if has_page else ""
            terms.append({"name": name, "language": spoken, "address": place})
        if terms:
            groups.append({"taxonomy": taxonomy, "address": addresses.taxonomy(language, taxonomy), "terms": terms})
    return groups


MOST_DESCRIBED = 100
"""An index of more terms prints their names alone, so that the page stays within 14 KB (gzip)."""


def taxonomy_plans(edition: Edition, language: str) -> Iterator[Plan]:
    """Yield a plan for the index page of each vocabulary, and for the pages of each term that a listed briefing has."""
    for taxonomy in edition.site.taxonomies:
        yield Plan.of_page(addresses.taxonomy(language, taxonomy), _index_page, edition, language, taxonomy)
        for term in edition.archive.vocabularies[taxonomy].values():
            if (taxonomy, term.id) in edition.archive.by_term:
                make = partial(_term_pages, edition, language, taxonomy, term)
                yield Plan(addresses.term(language, taxonomy, term.id), make)


def _index_page(edition: Edition, language: str, taxonomy: str) -> Page:
    """Return the page that lists the entries of a vocabulary that listed briefings have, by their first letter."""
    words, default = edition.words, edition.site.default
    rows: list[dict[str, Any]] = []
    for term in edition.archive.vocabularies[taxonomy].values():
        count = len(edition.archive.by_term.get((taxonomy, term.id), ()))
        if count:
            family, given = term.sorted_by(language, default)  # the family name decides the place in the list
            description, description_language = term.described(language, default)
            rows.append(
                {
                    "family": family,
                    "given": given,
                    "language": term.name(language, default)[1],
                    "address": addresses.term(language, taxonomy, term.id),
                    "description": description,
                    "description_language": description_language,
                    "count": count,
                }
            )
    if len(rows) > MOST_DESCRIBED:
        rows = [{**row, "description": ""} for row in rows]
    rows.sort(key=lambda row: (sort_key(row["family"], language), sort_key(row["given"], language)))
    initials = groupby(rows, key=lambda row: initial(row["family"], language))
    return Page(
        **listing_place(edition.site, language, partial(addresses.taxonomy, name=taxonomy)),
        template="terms.html",
        title=words(language, f"{taxonomy}.title"),
        description=words(language, f"{taxonomy}.description"),
        view={
            "taxonomy": taxonomy,
            "letters": [{"letter": letter, "rows": list(group)} for letter, group in initials],
        },
        changed=last_added(edition, language),
        kind="collection",
    )


def _term_pages(edition: Edition, language: str, taxonomy: str, term: Term) -> Iterator[Page]:
    site, words = edition.site, edition.words
    briefings: Sequence[Briefing] = edition.archive.by_term[taxonomy, term.id]
    name, name_language = term.name(language, site.default)
    description, description_language = term.described(language, site.default)
    feed = addresses.feed(addresses.term(language, taxonomy, term.id))
    feed_title = words(language, "head.title", page=name, site=words(language, "site.name"))
    if taxonomy == "people":
        # all texts about one person are in order of time: of the events, across the pages of the list
        briefings = sorted(briefings, key=lambda briefing: (briefing.date, briefing.slug))
    by_year: dict[int, list[Briefing]] = {}
    for briefing in briefings:
        by_year.setdefault(briefing.date.year, []).append(briefing)
    return numbered_pages(
        edition,
        language,
        briefings,
        make=partial(addresses.term, name=taxonomy, term_id=term.id),
        title=name,
        description=description or words(language, "term.description", len(briefings), name=name),
        template="term.html",
        view={
            "taxonomy": taxonomy,
            "taxonomy_address": addresses.taxonomy(language, taxonomy),
            "name_language": name_language,
            "name_direction": site.direction(name_language),
            "intro": description,
            "intro_language": description_language,
            "names": [
                {
                    "name": term.names[tag],
                    "language": tag,
                    "direction": site.direction(tag),
                    "address": addresses.term(tag, taxonomy, term.id),
                }
                for tag in site.tags
                if tag in term.names and tag not in (language, name_language)
            ],
            "feed": feed,
        },
        front={"chart": years_chart(words(language, "chart.term"), by_year, edition, language)},
        trail=(PageLink(words(language, f"{taxonomy}.title"), addresses.taxonomy(language, taxonomy)),),
        term=(taxonomy, term.id),
        feeds=(PageLink(feed_title, feed),),
    )
