"""The list of a briefing's sources in a feed's entry, with their copies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from xml.etree import ElementTree as ET

from newsarchive.i18n.dates import long_date
from newsarchive.model.bodies import source_anchor
from newsarchive.model.fields import Source
from newsarchive.model.index import Edition
from newsarchive.model.models import Briefing
from newsarchive.model.source_notes import SourceNote, note_of

OUTSIDE = {"rel": "noopener noreferrer"}
"""The attributes of links to other sites."""


def source_items(briefing: Briefing, language: str, edition: Edition) -> Iterator[ET.Element]:
    """Yield an element `li` for each source of a briefing, as readers of its text in a language get it."""
    for number, source in enumerate(briefing.front.sources, 1):
        item = ET.Element("li", {"id": source_anchor(number)})
        note = note_of(source, edition.archive.source_notes)
        link = source.url if note.dead_since is None else note.memento
        foreign = {"lang": source.lang, "dir": edition.site.direction(source.lang)} if source.lang != language else {}
        title = _link(source.title, link, foreign)
        title.tail = ", "
        publisher = ET.Element("bdi")
        publisher.text = source.publisher
        publisher.tail = f", {long_date(source.date, language)}" if source.date else ""
        item.extend([title, publisher])
        for each in _copies(note, source, edition, language):
            item[-1].tail = f"{item[-1].tail or ''} · "
            item.append(each)
        yield item


def _link(words: str, href: str = "", attributes: dict[str, str] | None = None) -> ET.Element:
    """Return a link to a web address, or a `span` if there is none."""
    own = attributes or {}
    found = ET.Element("a", {"href": href, **OUTSIDE, **own}) if href else ET.Element("span", own)
    found.text = words
    return found


def _copies(note: SourceNote, source: Source, edition: Edition, language: str) -> Iterator[ET.Element]:
    """Yield what the page prints of a source's copies: whether it is still online, and copies or why there are none."""
    say, day = partial(edition.words, language), partial(long_date, language=language)
    if note.dead_since:
        yield _link(say("source.dead", date=day(note.dead_since)))
    if note.kept:
        yield _link(say("source.kept", date=day(note.kept)))
    if note.memento and note.memento_day:
        yield _link(say("source.archive-dated", date=day(note.memento_day)), note.memento)
    elif note.memento:
        yield _link(say("source.archive"), note.memento)
    elif note.reason:
        yield _link(say(f"source.not-kept.{note.reason}"))
    if note.dead_since:
        was = ET.Element("bdi", {"dir": "ltr"})
        was.text = source.url
        yield was
