"""The page of a briefing's text."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import msgspec

from plugins.archive import addresses
from plugins.archive.bodies import body_of
from plugins.archive.corrections import corrected_last
from plugins.archive.index import Edition, address, shown_letters
from plugins.archive.pages import FeedLink, Page, Step
from plugins.archive.pictures import picture_html
from plugins.archive.records import Briefing, Text
from plugins.charts.story import story_chart
from plugins.languages.dates import joined, long_date
from plugins.styles.hanging import hung
from plugins.translations.alternates import work_alternates
from plugins.translations.entries import entry, held_back
from plugins.translations.staleness import stale_sign

from .apparatus import corrections_of, sources_of
from .letters import printed
from .onward import onward_from
from .reply import invitation
from .terms import terms_of


class OtherText(msgspec.Struct, frozen=True):
    """A briefing's text in another language, named by that language itself."""

    tag: str
    name: str
    direction: str
    address: str
    original: bool


def briefing_page(briefing: Briefing, edition: Edition, language: str) -> Page:
    """Return the page of the briefing's text in a language that it has."""
    text = briefing.texts[language]
    alternates, default = work_alternates(briefing, edition.site) if briefing.readable(language) else ((), "")
    here = address(briefing, language)
    onward = onward_from(briefing, edition.archive)
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
            "published": long_date(briefing.days[language], language),
            "published_iso": briefing.days[language].isoformat(),
            "brought_from": _brought_from(text),
            "authors": joined(briefing.front.authors, language),
            "translators": joined(text.front.translators, language),
            "stale": stale_sign(text, briefing, language),
            "picture": _picture(briefing, text, edition, here),
            "sources": sources_of(briefing, edition, language),
            "corrections": corrections_of(briefing, edition, language),
            "history": _history(text, edition, here),
            "terms": terms_of(briefing, edition, language),
            "languages": _languages(briefing, edition, language),
            "story": story_chart(onward.story, briefing, edition, language),
            "related": [entry(each, edition, language) for each in onward.related],
            "older": onward.older and entry(onward.older, edition, language),
            "newer": onward.newer and entry(onward.newer, edition, language),
            "letters": tuple(printed(each, edition, here, language) for each in letters),
            "reply": invitation(here, edition, language),
        },
        alternates=alternates,
        default_alternate=default,
        feeds=(FeedLink(edition.words(language, "site.name"), addresses.feed(addresses.home(language))),),
        listed=briefing.status(language) == "published",
        changed=max(filter(None, (text.changed, briefing.days[language], corrected_last(briefing, language)))),
        work=briefing,
        trail=_trail(briefing, edition, language),
        letters=tuple(each.text.path for each in letters),
    )


def withdrawn_page(briefing: Briefing, edition: Edition, language: str) -> Page:
    """Return what is left at the address of a withdrawn text: that it was withdrawn, when and why."""
    withdrawal = briefing.withdrawal(language)
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


def _brought_from(text: Text) -> dict[str, str] | None:
    """Return where a text was published before it came here: its address, and the host by which readers know it."""
    address = text.front.brought_from
    return {"address": address, "host": urlsplit(address).hostname or ""} if address else None


def _history(text: Text, edition: Edition, here: str) -> dict[str, object] | None:
    states = edition.histories.get(text.path, ())
    return {"address": addresses.history(here), "count": len(states)} if states else None


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


def _languages(briefing: Briefing, edition: Edition, language: str) -> list[OtherText]:
    """Return the briefing's texts in other languages."""
    site, original = edition.site, briefing.original.language
    return [
        OtherText(tag, site.language(tag).name, site.direction(tag), address(briefing, tag), tag == original)
        for tag in briefing.texts
        if tag != language and briefing.leads(language, tag)
    ]
