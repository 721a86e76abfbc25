"""One Atom feed (RFC 4287), with full texts and permanent ids.

A feed names the same feed in other languages, by `hreflang`. An entry names no translation: of several
alternates that are pages, some readers open the first and some the last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from plugins.archive import addresses
from plugins.archive.characters import FORBIDDEN
from plugins.archive.index import Edition, address
from plugins.archive.records import Briefing, Text

from .fulltext import full_text

_ATOM = "http://www.w3.org/2005/Atom"
_TYPE = "application/atom+xml"


@dataclass(frozen=True)
class Feed:
    """What a feed holds: the page it belongs to, and that page's briefings in all languages, oldest first.

    `others` are the pages of the same feed in other languages, by language.
    """

    language: str
    page: str
    title: str
    briefings: Sequence[Briefing]
    subtitle: str = ""
    others: Mapping[str, str] = field(default_factory=dict)


def feed_xml(feed: Feed, edition: Edition) -> bytes:
    """Return the newest texts that exist in the feed's language, newest first."""
    site = edition.site
    # an entry cannot be marked as a draft
    published = [each for each in reversed(feed.briefings) if _published(each, feed.language)]
    own = published[: site.feed_size]
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.language})
    ET.SubElement(root, "title").text = feed.title
    if feed.subtitle:
        ET.SubElement(root, "subtitle").text = feed.subtitle
    # the id is no web address: it stays when the archive moves or is mirrored (RFC 4151)
    ET.SubElement(root, "id").text = f"tag:{site.newsroom.tag_authority}:{feed.page}"
    ET.SubElement(root, "updated").text = _moment(_updated(own, feed))
    _append_links(root, feed, edition)
    author = ET.SubElement(root, "author")
    ET.SubElement(author, "name").text = edition.words(feed.language, "site.desk")
    ET.SubElement(root, "rights").text = edition.words(
        feed.language, "footer.licence", licence=site.newsroom.text_licence[0]
    )
    # RFC 4946
    ET.SubElement(root, "link", {"rel": "license", "type": "text/html", "href": site.newsroom.text_licence[1]})
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


def _append_links(root: ET.Element, feed: Feed, edition: Edition) -> None:
    here, language = addresses.feed(feed.page), feed.language
    ET.SubElement(root, "link", {"rel": "self", "type": _TYPE, "href": _href(here, here, edition)})
    _append_page(root, feed.page, here, language, edition)
    for tag, page in feed.others.items():
        href = _href(addresses.feed(page), here, edition)
        ET.SubElement(root, "link", {"rel": "alternate", "type": _TYPE, "hreflang": tag, "href": href})


def _append_page(parent: ET.Element, page: str, here: str, language: str, edition: Edition) -> None:
    """Name the page that a feed or an entry is of."""
    href = _href(page, here, edition)
    ET.SubElement(parent, "link", {"rel": "alternate", "type": "text/html", "hreflang": language, "href": href})


def _append_entry(root: ET.Element, briefing: Briefing, feed: Feed, edition: Edition) -> None:
    text, here = briefing.texts[feed.language], addresses.feed(feed.page)
    page = address(briefing, feed.language)
    entry = ET.SubElement(root, "entry")
    ET.SubElement(entry, "title").text = text.front.title
    permanent = f"tag:{edition.site.newsroom.tag_authority}:{_first_slug(briefing)}/{feed.language}"
    ET.SubElement(entry, "id").text = permanent
    _append_page(entry, page, here, feed.language, edition)
    ET.SubElement(entry, "published").text = _moment(briefing.published)
    ET.SubElement(entry, "updated").text = _moment(_changed(text, briefing))
    _append_people(entry, "author", briefing.front.authors)
    _append_people(entry, "contributor", text.front.translators)
    for term_id in briefing.front.tags:
        term = edition.archive.vocabularies["tags"][term_id]
        label, _ = term.name(feed.language, edition.site.default)
        ET.SubElement(entry, "category", {"term": term_id, "label": label})
    ET.SubElement(entry, "summary").text = text.front.summary
    base = {"xml:base": _href(page, here, edition)}
    content = ET.SubElement(entry, "content", {"type": "html", **base})
    content.text = full_text(briefing, text, edition)


def _append_people(entry: ET.Element, role: str, names: Sequence[str]) -> None:
    for name in names:
        ET.SubElement(ET.SubElement(entry, role), "name").text = name


def _first_slug(briefing: Briefing) -> str:
    """Return the slug under which a briefing was first published: a new name must not make it a new entry."""
    return next((earlier for earlier in briefing.front.redirect_from if "/" not in earlier), briefing.slug)


def _href(target: str, feed: str, edition: Edition) -> str:
    """Return an absolute address where the site has one, else one relative to the feed."""
    return edition.site.absolute(target) or addresses.relative(feed, target, clean=edition.site.clean_addresses)


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
