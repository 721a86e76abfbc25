"""Pages of tags, people, organisations and places, and a briefing's links to them.

An entry of these four vocabularies (taxonomies) is a term. There is an index page for each vocabulary, and pages that
list the briefings of each term. Only listed briefings count, that is, published ones that lists show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby

from newsarchive.head.tags import listing_place
from newsarchive.i18n.alphabets import initial, sort_key
from newsarchive.model import addresses
from newsarchive.model.index import Edition
from newsarchive.model.models import Briefing
from newsarchive.model.pages import FeedLink, Page, Plan, Step
from newsarchive.model.vocabularies import Term

from .charts import years_chart
from .listings import last_added, numbered_pages


def terms_of(briefing: Briefing, edition: Edition, language: str) -> list[dict[str, object]]:
    """Return the terms of a briefing by vocabulary, without empty ones, as its page in `language` prints them.

    A term has its `name`, the `language` of the name, and an `address`, empty if it has no page.
    """
    return [
        {
            "taxonomy": taxonomy,
            "address": addresses.taxonomy(language, taxonomy),
            "terms": [_link(taxonomy, term_id, language, edition) for term_id in terms],
        }
        for taxonomy in edition.site.taxonomies
        if (terms := briefing.terms(taxonomy))
    ]


def _link(taxonomy: str, term_id: str, language: str, edition: Edition) -> dict[str, str]:
    name, name_language = edition.archive.vocabularies[taxonomy][term_id].name(language, edition.site.default)
    # only terms of listed briefings have a page, and this briefing may be hidden
    has_page = (taxonomy, term_id) in edition.archive.by_term
    place = addresses.term(language, taxonomy, term_id) if has_page else ""
    return {"name": name, "language": name_language, "address": place}


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
    words = edition.words
    rows = [
        _index_row(edition, language, taxonomy, term)
        for term in edition.archive.vocabularies[taxonomy].values()
        if (taxonomy, term.id) in edition.archive.by_term
    ]
    if len(rows) > MOST_DESCRIBED:
        rows = [{**row, "description": ""} for row in rows]
    rows.sort(key=lambda row: (sort_key(str(row["family"]), language), sort_key(str(row["given"]), language)))
    initials = groupby(rows, key=lambda row: initial(str(row["family"]), language))
    letters = [{"letter": letter, "rows": list(group)} for letter, group in initials]
    return Page(
        **listing_place(edition.site, language, partial(addresses.taxonomy, name=taxonomy)),
        template="terms.html",
        title=words(language, f"{taxonomy}.title"),
        description=words(language, f"{taxonomy}.description"),
        view={"taxonomy": taxonomy, "letters": letters},
        changed=last_added(edition, language),
        kind="collection",
    )


def _index_row(edition: Edition, language: str, taxonomy: str, term: Term) -> dict[str, object]:
    """Return what the index prints of a term; `family` is the part of its name that decides its place in the list."""
    default = edition.site.default
    family, given = term.sorted_by(language, default)
    description, description_language = term.described(language, default)
    return {
        "family": family,
        "given": given,
        "language": term.name(language, default)[1],
        "address": addresses.term(language, taxonomy, term.id),
        "description": description,
        "description_language": description_language,
        "count": len(edition.archive.by_term[taxonomy, term.id]),
    }


def _term_pages(edition: Edition, language: str, taxonomy: str, term: Term) -> Iterator[Page]:
    site, words = edition.site, edition.words
    briefings: Sequence[Briefing] = edition.archive.by_term[taxonomy, term.id]
    name, name_language = term.name(language, site.default)
    description, description_language = term.described(language, site.default)
    feed = addresses.feed(addresses.term(language, taxonomy, term.id))
    feed_title = words(language, "head.title", page=name, site=words(language, "site.name"))
    if taxonomy == "people":
        # all texts about one person are in order of time: of the events, across the pages of the list
        briefings = sorted(briefings, key=lambda each: (each.date, each.slug))
    yield from numbered_pages(
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
            "names": _other_names(edition, term, taxonomy, language, name_language),
            "feed": feed,
        },
        front={"chart": _chart(briefings, edition, language)},
        trail=(Step(words(language, f"{taxonomy}.title"), addresses.taxonomy(language, taxonomy)),),
        term=(taxonomy, term.id),
        feeds=(FeedLink(feed_title, feed),),
    )


def _chart(briefings: Sequence[Briefing], edition: Edition, language: str) -> dict[str, object] | None:
    """Return the chart of how many of a term's briefings there are in each year; None if there are too few."""
    by_year: dict[int, list[Briefing]] = {}
    for briefing in briefings:
        by_year.setdefault(briefing.date.year, []).append(briefing)
    return years_chart(edition.words(language, "chart.term"), by_year, edition, language)


def _other_names(edition: Edition, term: Term, taxonomy: str, language: str, shown: str) -> list[dict[str, str]]:
    """Return the names of a term in languages other than `language` and `shown`, as dictionaries for the template.

    `name` is the term's name in the `language`, and `address` the term's page in it.
    """
    return [
        {
            "name": term.names[tag],
            "language": tag,
            "direction": edition.site.direction(tag),
            "address": addresses.term(tag, taxonomy, term.id),
        }
        for tag in edition.site.tags
        if tag in term.names and tag not in (language, shown)
    ]
