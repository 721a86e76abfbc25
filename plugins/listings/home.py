"""The front page of a language: lead, news line, topics, the archive at a glance."""

from __future__ import annotations

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import FeedLink, Page
from plugins.charts.years import years_chart
from plugins.languages.alphabets import sort_key
from plugins.translations.alternates import listing_alternates
from plugins.translations.entries import entry

NEWS_LINE = 12
TOPICS = 18


def home_page(edition: Edition, language: str) -> Page:
    """Return the front page: what went online last in the language comes first.

    The lead is the newest briefing that has a text in the language, else the newest.
    """
    site, archive, words = edition.site, edition.archive, edition.words
    newest = archive.news(language)
    lead = next((briefing for briefing in newest if briefing.readable(language)), None) or next(iter(newest), None)
    others = [briefing for briefing in newest if briefing is not lead][:NEWS_LINE]
    alternates, default = listing_alternates(site, addresses.home, default="")
    address = addresses.home(language)
    return Page(
        address=address,
        language=language,
        template="home.html",
        title=words(language, "site.name"),
        description=words(language, "site.description"),
        view={
            "lead": lead and entry(lead, edition, language, "published"),
            "news": [entry(briefing, edition, language, "published") for briefing in others],
            "topics": _topics(edition, language),
            "topics_address": addresses.taxonomy(language, "tags"),
            "chart": years_chart(words(language, "chart.title"), archive.by_year, edition, language),
            "archive_address": addresses.archive_page(language),
            "total": len(archive.listed),
        },
        alternates=alternates,
        default_alternate=default,
        feeds=(FeedLink(words(language, "site.name"), addresses.feed(address)),),
        changed=newest[0].first_day(language) if newest else None,
        kind="site",
    )


def _topics(edition: Edition, language: str) -> list[dict[str, object]]:
    """Return the tags with most briefings, in alphabetical order."""
    counts = {term: len(found) for (taxonomy, term), found in edition.archive.by_term.items() if taxonomy == "tags"}
    chosen = sorted(counts, key=lambda term: (-counts[term], term))[:TOPICS]
    topics = []
    for term in chosen:
        name, name_language = edition.archive.vocabularies["tags"][term].name(language, edition.site.default)
        topics.append(
            {
                "name": name,
                "language": name_language,
                "address": addresses.term(language, "tags", term),
                "count": counts[term],
            }
        )
    return sorted(topics, key=lambda topic: sort_key(str(topic["name"]), language))
