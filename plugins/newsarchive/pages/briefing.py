"""The page of a briefing: text, sources, corrections, and where to go on.

`briefing_page` collects everything that the template `briefing.html` prints about one briefing in one language.
`withdrawn_page` returns the short page at the address of a text that was withdrawn. Both take the briefing, the edition
(all that pages are made from: content, translations, settings) and the page's language (`az`), and return a `Page`,
that is, an address, a template and the values that it prints.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import msgspec

from newsarchive.archive import addresses
from newsarchive.archive.addresses import picture_html
from newsarchive.archive.bodies import body_of
from newsarchive.archive.fields import Source
from newsarchive.archive.index import (
    Archive,
    Edition,
    address,
    corrected_last,
    derived,
    shown_corrections,
    shown_letters,
)
from newsarchive.archive.models import Briefing, Text
from newsarchive.archive.pages import FeedLink, Page, Step
from newsarchive.archive.revisions import held_back
from newsarchive.head.tags import work_alternates
from newsarchive.html.strings import hung
from newsarchive.i18n.alphabets import language_of_name
from newsarchive.i18n.dates import joined, long_date
from newsarchive.readers.translations import stale_sign

from .charts import story_chart
from .contact import invitation, printed_letter
from .entries import entry
from .related import neighbours, related_to, story_of
from .terms import terms_of


class PrintedSource(msgspec.Struct, frozen=True):
    """A source of a briefing, such as a newspaper article, as the page prints it.

    Attributes:
        source: The source as the editor entered it.
        publisher_language: The language code for the publisher's name, for the HTML attribute `lang`.
        publisher_direction: The writing direction of that name, `ltr` or `rtl`.
        direction: The writing direction of the source's language, `ltr` or `rtl`.
        date: The source's date written out in the page's language, or None if the date is unknown.
        foreign: Whether the source is in another language than the page.
    """

    source: Source
    publisher_language: str
    publisher_direction: str
    direction: str
    date: str | None
    foreign: bool


class PrintedCorrection(msgspec.Struct, frozen=True):
    """A correction (a note that says what was wrong in a briefing) as the briefing's page prints it.

    Attributes:
        iso: The day of the correction in ISO format.
        date: The same day written out in the page's language.
        text: The words of the correction.
        language: The language of these words. It may differ from the page's: pages of translations also print
            corrections of the original.
        direction: The writing direction of that language, `ltr` or `rtl`.
    """

    iso: str
    date: str
    text: str
    language: str
    direction: str


def sources_of(briefing: Briefing, edition: Edition, language: str) -> list[PrintedSource]:
    """Return the sources, such as newspaper articles, that a briefing's page in `language` prints.

    They are in the order in which the editor entered them.
    """
    return [_source(source, edition, language) for source in briefing.front.sources]


def corrections_of(briefing: Briefing, edition: Edition, language: str) -> list[PrintedCorrection]:
    """Return the corrections to print on a briefing's page in `language`, newest first; empty if there are none.

    The page of a translation also prints corrections of the original.
    """
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


def _source(source: Source, edition: Edition, language: str) -> PrintedSource:
    publisher_language = language_of_name(source.publisher, source.lang, language)
    return PrintedSource(
        source=source,
        publisher_language=publisher_language,
        publisher_direction=edition.site.direction(publisher_language),
        direction=edition.site.direction(source.lang),
        date=long_date(source.date, language) if source.date else None,
        foreign=source.lang != language,
    )


class Onward(msgspec.Struct, frozen=True):
    """The briefings to which a briefing's page links.

    Attributes:
        story: All briefings of the same story, this one included, earliest first. A story consists of briefings that
            editors linked to one another. Empty if it would have too few briefings for a chart.
        related: Other briefings on similar topics, the most related first; those in `story` are left out.
        older: The briefing whose events happened just before, or None.
        newer: The briefing whose events happened just after, or None.
    """

    story: tuple[Briefing, ...]
    related: tuple[Briefing, ...]
    older: Briefing | None
    newer: Briefing | None


class _Found:
    """A cache of the `Onward` of each briefing. The pages of a briefing in all languages share one."""

    def __init__(self, archive: Archive) -> None:
        """Create the cache for an archive; each `Onward` is computed when it is first asked for."""
        self._archive = archive
        self._by_folder: dict[str, Onward] = {}

    def after(self, briefing: Briefing) -> Onward:
        """Return the briefings to which a briefing's page links; they are computed at the first call, then cached."""
        if briefing.folder not in self._by_folder:
            self._by_folder[briefing.folder] = _onward(briefing, self._archive)
        return self._by_folder[briefing.folder]


def onward_from(briefing: Briefing, archive: Archive) -> Onward:
    """Return the briefings to which a briefing's page links. They are computed once for the archive and then cached."""
    return derived(archive, _Found).after(briefing)


def _onward(briefing: Briefing, archive: Archive) -> Onward:
    story = story_of(briefing, archive)
    related = related_to(briefing, archive)
    return Onward(tuple(story), tuple(each for each in related if each not in story), *neighbours(briefing, archive))


class OtherText(msgspec.Struct, frozen=True):
    """A link from a briefing's page to its text in another language.

    Attributes:
        tag: The tag of that language.
        name: The language's name in the language itself, such as `русский`.
        direction: Its writing direction, `ltr` or `rtl`.
        address: The address of the page with the text.
        original: Whether the text is the original, not a translation.
    """

    tag: str
    name: str
    direction: str
    address: str
    original: bool


def briefing_page(briefing: Briefing, edition: Edition, language: str) -> Page:
    """Return the page that shows a briefing in `language`, for which the briefing must have a text.

    The page's `view`, from which the template prints, has the text and everything around it: sources, corrections,
    links to other languages and briefings, readers' letters. For a withdrawn text, call `withdrawn_page` instead.
    """
    text = briefing.texts[language]
    alternates, default = work_alternates(briefing, edition.site) if briefing.readable(language) else ((), "")
    here = address(briefing, language)
    onward = onward_from(briefing, edition.archive)
    held = held_back(text, briefing, edition.site.day)
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
            "letters": tuple(printed_letter(each, edition, here, language) for each in letters),
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
    """Return the page that stands in place of a withdrawn text, at the same address.

    It prints neither the title nor the words of the text, only that the text was withdrawn, when and why.

    Args:
        briefing: The briefing; its text in `language` must be withdrawn.
        edition: All that pages are made from: content, translations, settings.
        language: The language of the text and of the page.
    """
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
    """Return the `address` and `host` of the web page on which a text was published before this site had it.

    If there is no such page, return None.
    """
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
    """Return links to the briefing's texts in other languages, for its page in `language`.

    Texts that only some readers may see (`Work.leads`) are left out: withdrawn ones and, unless the page itself is
    hidden from lists, those that are hidden from them.
    """
    site, original = edition.site, briefing.original.language
    return [
        OtherText(tag, site.language(tag).name, site.direction(tag), address(briefing, tag), tag == original)
        for tag in briefing.texts
        if tag != language and briefing.leads(language, tag)
    ]
