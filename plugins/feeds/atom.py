"""One Atom feed (RFC 4287), with full texts and permanent ids.

A feed names the same feed in other languages, by `hreflang`. An entry names no translation: of several
alternates that are pages, some readers open the first and some the last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from xml.etree import ElementTree as ET

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.records import Briefing

from .entries import append_page, changed, drop_forbidden, entry_xml, href_from, moment

_ATOM = "http://www.w3.org/2005/Atom"
_TYPE = "application/atom+xml"
_END = b"\n</feed>"


@dataclass(frozen=True)
class Feed:
    """What a feed holds: the page it belongs to, and that page's briefings, the newest in its language first.

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
    own = newest(feed, edition)
    root = feed_top(feed, _updated(own, feed), edition)
    drop_forbidden(root)
    ET.indent(root, space=" ")
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    here = addresses.feed(feed.page)
    lines = "".join(f"\n {entry_xml(briefing, feed.language, here, edition)}" for briefing in own)
    return body.removesuffix(_END) + lines.encode("utf-8", "xmlcharrefreplace") + _END + b"\n"


def newest(feed: Feed, edition: Edition) -> list[Briefing]:
    """Return the briefings that a feed has entries of, newest first. An entry cannot be marked as a draft."""
    published = (each for each in feed.briefings if _published(each, feed.language))
    return list(islice(published, edition.site.feed_size))


def feed_top(feed: Feed, updated: dt.date | None, edition: Edition) -> ET.Element:
    """Return a feed without its entries. One that was never changed has the first day there is."""
    newsroom = edition.site.newsroom
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.language})
    ET.SubElement(root, "title").text = feed.title
    if feed.subtitle:
        ET.SubElement(root, "subtitle").text = feed.subtitle
    # the id is no web address: it stays when the archive moves or is mirrored (RFC 4151)
    ET.SubElement(root, "id").text = f"tag:{newsroom.tag_authority}:{feed.page}"
    ET.SubElement(root, "updated").text = moment(updated or dt.date(1970, 1, 1))
    _append_links(root, feed, edition)
    author = ET.SubElement(root, "author")
    ET.SubElement(author, "name").text = edition.words(feed.language, "site.desk")
    ET.SubElement(root, "rights").text = edition.words(
        feed.language, "footer.licence", licence=newsroom.text_licence[0]
    )
    # RFC 4946
    ET.SubElement(root, "link", {"rel": "license", "type": "text/html", "href": newsroom.text_licence[1]})
    return root


def _published(briefing: Briefing, language: str) -> bool:
    return language in briefing.texts and briefing.status(language) == "published"


def _append_links(root: ET.Element, feed: Feed, edition: Edition) -> None:
    here = addresses.feed(feed.page)
    ET.SubElement(root, "link", {"rel": "self", "type": _TYPE, "href": href_from(here, here, edition)})
    append_page(root, href_from(feed.page, here, edition), feed.language)
    for tag, page in feed.others.items():
        href = href_from(addresses.feed(page), here, edition)
        ET.SubElement(root, "link", {"rel": "alternate", "type": _TYPE, "hreflang": tag, "href": href})


def _updated(own: list[Briefing], feed: Feed) -> dt.date:
    """Return the feed's latest change; a feed without entries yet takes the day of its page's briefings."""
    if own:
        return max(changed(each.texts[feed.language], each) for each in own)
    return newest_day(feed)


def newest_day(feed: Feed) -> dt.date:
    """Return the day on which the last of a page's briefings went online."""
    return feed.briefings[0].first_day(feed.language) if feed.briefings else dt.date(1970, 1, 1)
