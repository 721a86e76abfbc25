"""The page of a briefing: text, sources, corrections, and where to go on.

`briefing_page` collects all that the template `briefing.html` prints; `withdrawn_page` replaces that of a withdrawn
text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from urllib.parse import urlsplit

import msgspec

from newsarchive.content.translations import stale_sign
from newsarchive.head.citations import citation_of
from newsarchive.head.tags import work_alternates
from newsarchive.html import hung
from newsarchive.i18n.dates import decimal, enumerated, long_date
from newsarchive.model import addresses
from newsarchive.model.addresses import picture_html
from newsarchive.model.bodies import body_of, contents_of, with_citations
from newsarchive.model.dates import parse_date
from newsarchive.model.index import Edition, address, changed_last, published_key, shown_corrections, shown_letters
from newsarchive.model.models import Briefing, Text
from newsarchive.model.pages import FeedLink, Page, Step
from newsarchive.model.revisions import held_back, shown_revisions
from newsarchive.model.source_notes import notes_below

from .contact import invitation, printed_letter
from .related import thread_of
from .sources import sources_of
from .terms import terms_of


class PrintedCorrection(msgspec.Struct, frozen=True):
    """A correction (a note that says what was wrong in a briefing) as the briefing's page prints it.

    Its language may differ from the page's: pages of translations also print corrections of the original.
    """

    iso: str
    date: str
    text: str
    language: str
    direction: str


class OwnFact(msgspec.Struct, frozen=True):
    """The value of a field that the newsroom added (setting `EXTRA_FIELDS`), as a page prints it beside its label.

    Attributes:
        language: The language of the value, which may differ from the page's.
        iso: For a date, its machine-readable form; else empty.
        url: For a web address, the address; else empty.
    """

    label: str
    label_language: str
    value: str
    language: str
    direction: str
    iso: str = ""
    url: str = ""


def own_facts_of(briefing: Briefing, edition: Edition, language: str) -> list[OwnFact]:
    """Return the newsroom's own fields of a briefing for its page in a language, in the order of the setting.

    Words that a translation lacks are printed in the language of the original.
    """
    site, text = edition.site, briefing.texts[language]
    own, inherited = dict(text.front.extra), dict(briefing.front.extra)
    facts = []
    for field in site.extra_fields:
        value = own.get(field.name) or inherited.get(field.name, "")
        if not value:
            continue
        spoken = language if own.get(field.name) or field.type != "text" else briefing.original.language
        printed = value
        if field.type == "choice":
            printed, spoken = field.words(value, language, site.default)
        elif field.type == "date":
            printed = long_date(parse_date(value), language)
        elif field.type == "number":
            printed = decimal(Decimal(value), language)
        elif field.type == "web":
            printed = urlsplit(value).netloc.rpartition("@")[2]
        iso, url = (value if field.type == kind else "" for kind in ("date", "web"))
        label = field.label(language, site.default)
        facts.append(OwnFact(*label, printed, spoken, site.direction(spoken), iso, url))
    return facts


def corrections_of(briefing: Briefing, edition: Edition, language: str) -> list[PrintedCorrection]:
    """Return the corrections to print on a briefing's page, newest first; a translation prints the original's, too."""
    return [
        PrintedCorrection(
            shown.correction.date.isoformat(),
            long_date(shown.correction.date, language),
            shown.correction.text,
            shown.language,
            edition.site.direction(shown.language),
        )
        for shown in shown_corrections(briefing, language)
    ]


class OtherText(msgspec.Struct, frozen=True):
    """A link from a briefing's page to its text in another language, whose `name` is in that language, as `русский`."""

    tag: str
    name: str
    direction: str
    address: str
    original: bool


def facts_of(
    briefing: Briefing, edition: Edition, language: str, marks: Mapping[int, Sequence[str]]
) -> dict[str, object]:
    """Return what the page of a text and its section in a book both print around its body.

    `marks` are the HTML ids of the places that cite each source (`model.bodies.with_citations`).
    """
    text = briefing.texts[language]
    return {
        "briefing": briefing,
        "text": text,
        "date": long_date(briefing.date, language),
        "published": long_date(briefing.days[language], language),
        "published_iso": briefing.days[language].isoformat(),
        "published_key": published_key(text),
        "brought_from": _brought_from(text),
        "authors": enumerated(briefing.front.authors, language),
        "translators": enumerated(text.front.translators, language),
        "own_facts": own_facts_of(briefing, edition, language),
        "terms": terms_of(briefing, edition, language),
        "stale": stale_sign(text, briefing, language),
        "corrections": corrections_of(briefing, edition, language),
        "sources": sources_of(briefing, edition, language, marks),
        "source_notes": notes_below(briefing, edition.archive.source_notes),
    }


def briefing_page(briefing: Briefing, edition: Edition, language: str) -> Page:
    """Return the page of a briefing's text in `language`; for a withdrawn one, call `withdrawn_page` instead."""
    text = briefing.texts[language]
    alternates, default = work_alternates(briefing, edition.site) if briefing.readable(language) else ((), "")
    here = address(briefing, language)
    held = held_back(text, briefing, edition.site.day)
    letters = shown_letters(briefing, language, edition.archive)
    body, marks = with_citations(body_of(text, edition, here), briefing.front.sources)
    return Page(
        address=here,
        language=language,
        template="briefing.html",
        title=text.front.title,
        description=text.front.summary,
        view={
            **facts_of(briefing, edition, language, marks),
            "draft": held == "draft",
            "waiting": held == "waiting",
            "body": hung(body),
            "contents": contents_of(body),
            "headline": _source_headline(briefing, edition),
            "picture": _picture(briefing, text, edition, here),
            "own_reporting": edition.site.sources == "own" and not briefing.front.sources,
            "version": None if held else _version(briefing, edition, language),
            "languages": _languages(briefing, edition, language),
            "thread": thread_of(briefing, edition, language),
            "letters": tuple(printed_letter(each, edition, here, language) for each in letters),
            "cited": citation_of(briefing, edition, language),
            "reply": invitation(here, edition, language),
        },
        alternates=alternates,
        default_alternate=default,
        feeds=(FeedLink(edition.words(language, "site.name"), addresses.feed(addresses.home(language))),),
        listed=briefing.status(language) == "published",
        changed=changed_last(briefing, language),
        work=briefing,
        trail=_trail(briefing, edition, language),
        letters=tuple(each.text.path for each in letters),
    )


def withdrawn_page(briefing: Briefing, edition: Edition, language: str) -> Page:
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


def _trail(briefing: Briefing, edition: Edition, language: str) -> tuple[Step, ...]:
    year = briefing.date.year
    # only years with a listed briefing have a page, and this briefing may be hidden
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
    """Return the `address` and `host` of the page on which a text was published before this site had it, or None."""
    address = text.front.brought_from
    return {"address": address, "host": urlsplit(address).hostname or ""} if address else None


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


def _languages(briefing: Briefing, edition: Edition, language: str) -> list[OtherText]:
    """Return links to the briefing's texts in other languages that readers of this page may see (`Work.leads`)."""
    site, original = edition.site, briefing.original.language
    return [
        OtherText(tag, site.language(tag).name, site.direction(tag), address(briefing, tag), tag == original)
        for tag in briefing.texts
        if tag != language and briefing.leads(language, tag)
    ]
