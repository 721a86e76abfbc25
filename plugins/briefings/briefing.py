"""The page of a briefing's text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from plugins.archive import addresses
from plugins.archive.bodies import body_of
from plugins.archive.index import Edition, address, shown_letters
from plugins.archive.pages import FeedLink, Page, Step
from plugins.archive.pictures import picture_html
from plugins.archive.records import Briefing, Source, Text
from plugins.archive.vocabularies import TAXONOMIES
from plugins.charts.story import story_chart
from plugins.languages.dates import joined, long_date
from plugins.languages.scripts import language_of_name
from plugins.related.neighbours import neighbours
from plugins.related.shared_terms import related_to
from plugins.related.story import story_of
from plugins.styles.hanging import hung
from plugins.translations.alternates import work_alternates
from plugins.translations.entries import entry, held_back
from plugins.translations.staleness import staleness

from .letters import printed
from .reply import invitation


def briefing_page(briefing: Briefing, edition: Edition, language: str) -> Page:
    """Return the page of the briefing's text in a language that it has."""
    text = briefing.texts[language]
    alternates, default = work_alternates(briefing, edition.site) if briefing.readable(language) else ((), "")
    here = address(briefing, language)
    older, newer = neighbours(briefing, edition.archive)
    story = story_of(briefing, edition.archive)
    held = held_back(briefing, language, edition.site.day)
    letters = shown_letters(briefing, language, edition.archive)
    return Page(
        address=here,
        language=language,
        template="briefing.html",
        title=text.front.title,
        description=text.front.summary,
        view={
            "briefing": briefing,
            "text": text,
            "draft": held == "draft",
            "waiting": held == "waiting",
            "body": hung(body_of(text, edition, here)),
            "headline": _source_headline(briefing, edition),
            "date": long_date(briefing.date, language),
            "published": long_date(briefing.published, language),
            "authors": joined(briefing.front.authors, language),
            "translators": joined(text.front.translators, language),
            "stale": _stale(text, briefing, language),
            "picture": _picture(briefing, text, edition, here),
            "sources": [_source(source, edition, language) for source in briefing.front.sources],
            "corrections": _corrections(text, language),
            "terms": _terms(briefing, edition, language),
            "languages": _languages(briefing, edition, language),
            "story": story_chart(story, briefing, edition, language),
            "related": [entry(each, edition, language) for each in _others(briefing, story, edition)],
            "older": older and entry(older, edition, language),
            "newer": newer and entry(newer, edition, language),
            "letters": tuple(printed(each, edition, here, language) for each in letters),
            "reply": invitation(here, edition, language),
        },
        alternates=alternates,
        default_alternate=default,
        feeds=(FeedLink(edition.words(language, "site.name"), addresses.feed(addresses.home(language))),),
        listed=briefing.status(language) == "published",
        changed=max(filter(None, (text.changed, briefing.published))),
        work=briefing,
        trail=_trail(briefing, edition, language),
        letters=tuple(each.text.path for each in letters),
    )


def withdrawn_page(briefing: Briefing, edition: Edition, language: str) -> Page:
    """Return what is left at the address of a withdrawn text: that it was withdrawn, when and why."""
    withdrawal = briefing.front.withdrawal or briefing.texts[language].front.withdrawal
    title = edition.words(language, "withdrawn.title")
    return Page(
        address=address(briefing, language),
        language=language,
        template="withdrawn.html",
        title=title,
        description=title,
        view={
            "since": withdrawal and long_date(withdrawal.date, language),
            "since_iso": withdrawal and withdrawal.date.isoformat(),
            "reason": withdrawal and edition.words(language, f"withdrawn.reason.{withdrawal.reason.replace(' ', '-')}"),
        },
        listed=False,
    )


def _others(briefing: Briefing, story: Sequence[Briefing], edition: Edition) -> list[Briefing]:
    """Return the related briefings that its story does not already list."""
    return [each for each in related_to(briefing, edition.archive) if each not in story]


def _trail(briefing: Briefing, edition: Edition, language: str) -> tuple[Step, ...]:
    year = briefing.date.year
    # a hidden briefing may be the only one of its year, which then has no page
    return (Step(str(year), addresses.year_page(language, year)),) if year in edition.archive.by_year else ()


def _source_headline(briefing: Briefing, edition: Edition) -> dict[str, str] | None:
    headline = briefing.front.source_headline
    if headline is None:
        return None
    return {
        "text": headline.text,
        "language": headline.lang,
        "direction": edition.site.direction(headline.lang),
    }


def _stale(text: Text, briefing: Briefing, language: str) -> dict[str, object] | None:
    found = staleness(text, briefing)
    if found is None:
        return None
    return {
        "address": address(briefing, found.source.language),
        "language": found.source.language,
        "date": found.changed and long_date(found.changed, language),
    }


def _picture(briefing: Briefing, text: Text, edition: Edition, here: str) -> dict[str, object] | None:
    image = briefing.front.image
    if image is None:
        return None
    words = text.front.image or image
    published = edition.pictures[f"{briefing.folder}/{image.file}"]
    own = f'alt="{escape(words.alt)}"'
    return {
        "html": picture_html(published, here, own, clean=edition.site.clean_addresses),
        "caption": words.caption,
        "credit": image.credit,
    }


def _source(source: Source, edition: Edition, language: str) -> dict[str, object]:
    publisher_language = language_of_name(source.publisher, source.lang, language)
    return {
        "source": source,
        "publisher_language": publisher_language,
        "publisher_direction": edition.site.direction(publisher_language),
        "direction": edition.site.direction(source.lang),
        "date": source.date and long_date(source.date, language),
        "foreign": source.lang != language,
    }


def _corrections(text: Text, language: str) -> list[dict[str, str]]:
    newest_first = sorted(text.front.corrections, key=lambda each: each.date, reverse=True)
    return [
        {"iso": each.date.isoformat(), "date": long_date(each.date, language), "text": each.text}
        for each in newest_first
    ]


def _terms(briefing: Briefing, edition: Edition, language: str) -> list[dict[str, object]]:
    """Return the briefing's terms by vocabulary, each vocabulary that it uses once."""
    groups: list[dict[str, object]] = []
    for taxonomy in TAXONOMIES:
        terms = []
        for term_id in briefing.terms(taxonomy):
            term = edition.archive.vocabularies[taxonomy][term_id]
            name, name_language = term.name(language, edition.site.default)
            # a hidden briefing's terms may have no page
            paged = (taxonomy, term_id) in edition.archive.by_term
            terms.append(
                {
                    "name": name,
                    "language": name_language,
                    "address": addresses.term(language, taxonomy, term_id) if paged else "",
                }
            )
        if terms:
            groups.append(
                {
                    "taxonomy": taxonomy,
                    "title": edition.words(language, f"{taxonomy}.title"),
                    "address": addresses.taxonomy(language, taxonomy),
                    "terms": terms,
                }
            )
    return groups


def _languages(briefing: Briefing, edition: Edition, language: str) -> list[dict[str, object]]:
    """Return the briefing's texts in other languages."""
    return [
        {
            "tag": tag,
            "name": edition.site.language(tag).name,
            "direction": edition.site.direction(tag),
            "address": address(briefing, tag),
            "original": tag == briefing.original.language,
        }
        for tag in briefing.texts
        if tag != language and (briefing.readable(tag) or briefing.status(tag) == briefing.status(language))
    ]
