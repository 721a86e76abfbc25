"""The list of a briefing's sources in a feed's entry, with their copies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from xml.etree import ElementTree as ET

from newsarchive.archive import addresses
from newsarchive.archive.bodies import source_anchor
from newsarchive.archive.fields import Source
from newsarchive.archive.index import Edition, address
from newsarchive.archive.models import Briefing
from newsarchive.archive.source_copies import ShownCopies, shown_copies
from newsarchive.i18n.dates import long_date, size_in_words

OUTSIDE = {"rel": "noopener noreferrer"}
"""The attributes of links to other sites."""


def source_items(briefing: Briefing, language: str, edition: Edition) -> Iterator[ET.Element]:
    """Yield an element `li` for each source of a briefing, as readers of its text in a language get it."""
    here = address(briefing, language)
    for number, source in enumerate(briefing.front.sources, 1):
        item = ET.Element("li", {"id": source_anchor(number)})
        copies = shown_copies(source, edition)
        file = _file(copies, here, edition)
        link = source.url if copies.dead_since is None else copies.memento or file
        foreign = {"lang": source.lang, "dir": edition.site.direction(source.lang)} if source.lang != language else {}
        title = _link(source.title, link, foreign)
        title.tail = ", "
        publisher = ET.Element("bdi")
        publisher.text = source.publisher
        publisher.tail = f", {long_date(source.date, language)}" if source.date else ""
        item.extend([title, publisher])
        for each in _copies(copies, source, file, edition, language):
            item[-1].tail = f"{item[-1].tail or ''} · "
            item.append(each)
        yield item


def _link(words: str, href: str = "", attributes: dict[str, str] | None = None) -> ET.Element:
    """Return a link to a web address, or a `span` if there is none."""
    own = attributes or {}
    found = ET.Element("a", {"href": href, **OUTSIDE, **own}) if href else ET.Element("span", own)
    found.text = words
    return found


def _file(copies: ShownCopies, here: str, edition: Edition) -> str:
    if not copies.file:
        return ""
    # some feed readers resolve links against another address: use an absolute one if the site has one
    near = addresses.relative(here, copies.file, clean=edition.site.clean_addresses)
    return edition.site.absolute(copies.file) or near


def _copies(copies: ShownCopies, source: Source, file: str, edition: Edition, language: str) -> Iterator[ET.Element]:
    """Yield what the page prints of a source's copies: whether it is still online, and copies or why there are none."""
    say, day = partial(edition.words, language), partial(long_date, language=language)
    if copies.dead_since:
        yield _link(say("source.dead", date=day(copies.dead_since)))
    if copies.kept and file:
        size = size_in_words(copies.size, edition.words, language)
        yield _link(say("source.kept-file", date=day(copies.kept), size=size), file)
    elif copies.kept:
        yield _link(say("source.kept", date=day(copies.kept)))
    if copies.memento and copies.memento_day:
        yield _link(say("source.archive-dated", date=day(copies.memento_day)), copies.memento)
    elif copies.memento:
        yield _link(say("source.archive"), copies.memento)
    elif copies.reason:
        yield _link(say(f"source.not-kept.{copies.reason}"))
    if copies.dead_since:
        was = ET.Element("bdi", {"dir": "ltr"})
        was.text = source.url
        yield was
