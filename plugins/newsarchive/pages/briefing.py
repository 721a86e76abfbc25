"""The page of a briefing: text, sources, corrections, and where to go on.

`briefing_page` collects all that the template `briefing.html` prints; of a withdrawn text, another one says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from urllib.parse import urlsplit

from newsarchive.content.translations import stale_sign
from newsarchive.head.citations import citation_of
from newsarchive.head.tags import work_place
from newsarchive.html import hung
from newsarchive.i18n.dates import decimal, enumerated, long_date
from newsarchive.model import addresses
from newsarchive.model.addresses import picture_html
from newsarchive.model.bodies import body_of, contents_of, with_citations
from newsarchive.model.dates import parse_date
from newsarchive.model.index import (
    Edition,
    ShownCorrection,
    address,
    changed_last,
    published_key,
    shown_corrections,
    shown_letters,
)
from newsarchive.model.models import Briefing, Text
from newsarchive.model.pages import Page, PageLink
from newsarchive.model.revisions import held_back, is_shown, shown_revisions
from newsarchive.model.source_notes import notes_below

from .contact import invitation, printed_letter
from .related import thread_of
from .sources import sources_of
from .terms import terms_of


def own_facts_of(briefing: Briefing, edition: Edition, language: str) -> list[dict[str, str]]:
    """Return the newsroom's own fields of a briefing for its page in a language, in the order of the setting.

    Words that a translation lacks are printed in the language of the original. Of a date `iso` is its machine-readable
    form, of a web address `url` the address; else they are empty.
    """
    site = edition.site
    own, inherited = dict(briefing.texts[language].front.extra), dict(briefing.front.extra)
    facts = []
    for field in site.extra_fields:
        value = own.get(field.name) or inherited.get(field.name, "")
        if not value:
            continue
        spoken = language if own.get(field.name) or field.type != "text" else briefing.original.language
        fact = {"value": value, "iso": "", "url": ""}
        if field.type == "choice":
            fact["value"], spoken = field.words(value, language, site.default)
        elif field.type == "date":
            fact |= {"value": long_date(parse_date(value), language), "iso": value}
        elif field.type == "number":
            fact["value"] = decimal(Decimal(value), language)
        elif field.type == "web":
            fact |= {"value": urlsplit(value).netloc.rpartition("@")[2], "url": value}
        fact["label"], fact["label_language"] = field.label(language, site.default)
        facts.append({**fact, "language": spoken, "direction": site.direction(spoken)})
    return facts


def printed_correction(shown: ShownCorrection, edition: Edition, language: str) -> dict[str, str]:
    """Return what a page in a language prints of a correction, which may be in another, as the original's is."""
    return {
        "iso": shown.correction.date.isoformat(),
        "date": long_date(shown.correction.date, language),
        "text": shown.correction.text,
        "language": shown.language,
        "direction": edition.site.direction(shown.language),
    }


def facts_of(
    briefing: Briefing, edition: Edition, language: str, marks: Mapping[int, Sequence[str]]
) -> dict[str, object]:
    """Return what the page of a text and its section in a book both print around its body.

    `marks` are the HTML ids of the places that cite each source (`model.bodies.with_citations`).
    """
    text, earlier = briefing.texts[language], briefing.texts[language].front.brought_from
    return {
        "briefing": briefing,
        "text": text,
        "date": long_date(briefing.date, language),
        "published": long_date(briefing.days[language], language),
        "published_iso": briefing.days[language].isoformat(),
        "published_key": published_key(text),
        # the page on which the text was published before this site had it
        "brought_from": {"address": earlier, "host": urlsplit(earlier).hostname or ""} if earlier else None,
        "authors": enumerated(briefing.front.authors, language),
        "translators": enumerated(text.front.translators, language),
        "own_facts": own_facts_of(briefing, edition, language),
        "terms": terms_of(briefing, edition, language),
        "stale": stale_sign(text, briefing, language),
        "corrections": [printed_correction(each, edition, language) for each in shown_corrections(briefing, language)],
        "sources": sources_of(briefing, edition, language, marks),
        "source_notes": notes_below(briefing, edition.archive.source_notes),
    }


def briefing_page(briefing: Briefing, edition: Edition, language: str) -> Page:
    """Return the page of a briefing's text in `language`, or what stands in its place if it was withdrawn."""
    if briefing.status(language) == "withdrawn":
        return _withdrawn_page(briefing, edition, language)
    text = briefing.texts[language]
    here = address(briefing, language)
    held = held_back(text, briefing, edition.site.day)
    letters, year = shown_letters(briefing, language, edition.archive), briefing.date.year
    headline = briefing.front.source_headline
    body, marks = with_citations(body_of(text, edition, here), briefing.front.sources)
    return Page(
        **work_place(briefing, edition.site, language),
        template="briefing.html",
        title=text.front.title,
        description=text.front.summary,
        view={
            **facts_of(briefing, edition, language, marks),
            "draft": held == "draft",
            "waiting": held == "waiting",
            "body": hung(body),
            "contents": contents_of(body),
            "headline": headline
            and {
                "text": headline.text,
                "language": headline.lang,
                "direction": edition.site.direction(headline.lang),
            },
            "picture": _picture(briefing, text, edition, here),
            "own_reporting": edition.site.sources == "own" and not briefing.front.sources,
            "version": None if held else _version(briefing, edition, language),
            "languages": _languages(briefing, edition, language),
            "thread": thread_of(briefing, edition, language),
            "letters": tuple(printed_letter(each, edition, here, language) for each in letters),
            "cited": citation_of(briefing, edition, language) if is_shown(briefing, language) else None,
            "reply": invitation(here, edition, language),
        },
        feeds=(PageLink(edition.words(language, "site.name"), addresses.feed(addresses.home(language))),),
        listed=briefing.status(language) == "published",
        changed=changed_last(briefing, language),
        work=briefing,
        # only years with a listed briefing have a page, and this briefing may be hidden
        trail=(PageLink(str(year), addresses.year_page(language, year)),) if year in edition.archive.by_year else (),
        letters=tuple(each.text.path for each in letters),
    )


def _withdrawn_page(briefing: Briefing, edition: Edition, language: str) -> Page:
    """Return the page that stands in place of a withdrawn text, at the same address.

    It prints neither the title nor the words of the text, only that the text was withdrawn, when and why.
    """
    edition.note(briefing)
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


def _version(briefing: Briefing, edition: Edition, language: str) -> dict[str, object] | None:
    """Return the `number` of a text's published version, the `date` since which it is unchanged, and its history.

    That is the `address` of the page with all versions; empty for a text that has only one, which has no such page.
    """
    revisions = shown_revisions(briefing, language, edition.archive.recorded, edition.site.day)
    if not revisions:
        return None
    several = briefing.texts[language].path in edition.histories
    return {
        "number": len(revisions),
        "date": long_date(revisions[-1].date, language),
        "address": addresses.history(address(briefing, language)) if several else "",
    }


def _picture(briefing: Briefing, text: Text, edition: Edition, here: str) -> dict[str, object] | None:
    image = briefing.front.image
    published = edition.pictures.get(f"{briefing.folder}/{image.file}") if image else None
    if image is None or published is None:
        return None
    words = text.front.image or image
    own = f'alt="{escape(words.alt)}"'
    return {
        "html": picture_html(published, here, own, clean=edition.site.clean_addresses),
        "caption": words.caption,
        "credit": image.credit,
    }


def _languages(briefing: Briefing, edition: Edition, language: str) -> list[dict[str, object]]:
    return [
        {
            "tag": tag,
            "name": edition.site.language(tag).name,
            "direction": edition.site.direction(tag),
            "address": address(briefing, tag),
            "original": tag == briefing.original.language,
        }
        for tag in briefing.texts
        if tag != language and briefing.leads(language, tag)
    ]
