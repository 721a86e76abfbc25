"""One Atom feed (RFC 4287), with full texts and permanent ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from plugins.archive import addresses
from plugins.archive.bodies import body_of
from plugins.archive.characters import FORBIDDEN
from plugins.archive.index import Edition, address
from plugins.archive.records import Briefing, Text

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Feed:
    """What a feed holds: the page it belongs to, and that page's briefings in all languages, oldest first."""

    language: str
    page: str
    title: str
    briefings: Sequence[Briefing]


def feed_xml(feed: Feed, edition: Edition) -> bytes:
    """Return the newest texts that exist in the feed's language, newest first."""
    site = edition.site
    # an entry cannot be marked as a draft
    published = [each for each in reversed(feed.briefings) if _published(each, feed.language)]
    own = published[: site.feed_size]
    here = addresses.feed(feed.page)
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.language})
    ET.SubElement(root, "title").text = feed.title
    # the id is no web address: it stays when the archive moves or is mirrored (RFC 4151)
    ET.SubElement(root, "id").text = f"tag:{site.newsroom.tag_authority}:{feed.page}"
    ET.SubElement(root, "updated").text = _moment(_updated(own, feed))
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": _href(here, here, edition)})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": _href(feed.page, here, edition)})
    author = ET.SubElement(root, "author")
    ET.SubElement(author, "name").text = edition.words(feed.language, "site.desk")
    ET.SubElement(root, "rights").text = edition.words(
        feed.language, "footer.licence", licence=site.newsroom.text_licence[0]
    )
    for briefing in own:
        _append_entry(root, briefing, feed, edition)
    for element in root.iter():
        # reading refuses these, but a feed with one of them is no feed at all
        element.text = FORBIDDEN.sub("", element.text) if element.text else element.text
    ET.indent(root, space=" ")
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _published(briefing: Briefing, language: str) -> bool:
    return language in briefing.texts and briefing.status(language) == "published"


def _append_entry(root: ET.Element, briefing: Briefing, feed: Feed, edition: Edition) -> None:
    text, here = briefing.texts[feed.language], addresses.feed(feed.page)
    page = address(briefing, feed.language)
    entry = ET.SubElement(root, "entry")
    ET.SubElement(entry, "title").text = text.front.title
    permanent = f"tag:{edition.site.newsroom.tag_authority}:{_first_slug(briefing)}/{feed.language}"
    ET.SubElement(entry, "id").text = permanent
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": _href(page, here, edition)})
    ET.SubElement(entry, "published").text = _moment(briefing.published)
    ET.SubElement(entry, "updated").text = _moment(_changed(text, briefing))
    for name in briefing.front.authors:
        author = ET.SubElement(entry, "author")
        ET.SubElement(author, "name").text = name
    for term_id in briefing.front.tags:
        term = edition.archive.vocabularies["tags"][term_id]
        label, _ = term.name(feed.language, edition.site.default)
        ET.SubElement(entry, "category", {"term": term_id, "label": label})
    ET.SubElement(entry, "summary").text = text.front.summary
    base = {"xml:base": _href(page, here, edition)}
    content = ET.SubElement(entry, "content", {"type": "html", **base})
    content.text = body_of(text, edition, page)


def _first_slug(briefing: Briefing) -> str:
    """Return the slug under which a briefing was first published: a new name must not make it a new entry."""
    return next((earlier for earlier in briefing.front.redirect_from if "/" not in earlier), briefing.slug)


def _href(target: str, feed: str, edition: Edition) -> str:
    """Return an absolute address where the site has one, else one relative to the feed."""
    if edition.site.url:
        return f"{edition.site.url}/{target}"
    return addresses.relative(feed, target, clean=edition.site.clean_addresses)


def _changed(text: Text, briefing: Briefing) -> dt.date:
    return max(filter(None, (text.changed, briefing.published)))


def _updated(own: list[Briefing], feed: Feed) -> dt.date:
    """Return the feed's latest change; a feed without entries yet takes the day of its page's briefings."""
    if own:
        return max(_changed(each.texts[feed.language], each) for each in own)
    return max((each.published for each in feed.briefings), default=dt.date(1970, 1, 1))


def _moment(day: dt.date) -> str:
    """Write a day as RFC 3339 wants it."""
    return f"{day.isoformat()}T00:00:00Z"
