"""An Atom feed with full texts and permanent ids.

A correction changes an entry's day (`updated`); a reader who is shown the entry again must find why.

A text stands in the feed of its language and in those of its tags: its entry is made once for all of them.

A feed names the same feed in other languages, by `hreflang`. An entry names no translation: of several
alternates that are pages, some readers open the first and some the last.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from xml.etree import ElementTree as ET

import msgspec

from newsarchive.archive import addresses
from newsarchive.archive.bodies import body_of
from newsarchive.archive.characters import FORBIDDEN
from newsarchive.archive.index import Edition, ShownCorrection, address, corrected_last, derived, shown_corrections
from newsarchive.archive.models import Briefing, Source, Text
from newsarchive.archive.pages import Kept
from newsarchive.i18n.dates import long_date

_OUTSIDE = {"rel": "noopener noreferrer"}


def full_text(briefing: Briefing, text: Text, edition: Edition) -> str:
    """Return a text's HTML; its links are relative to the text's own page."""
    parts = [*_picture(briefing, text, edition), body_of(text, edition, address(briefing, text.language), feed=True)]
    corrections = shown_corrections(briefing, text.language)
    if corrections:
        title = edition.words(text.language, "briefing.corrections")
        parts += _section(title, "ul", (_correction(each, edition, text.language) for each in corrections))
    if briefing.front.sources:
        title = edition.words(text.language, "briefing.sources")
        parts += _section(title, "ol", (_source(each, edition, text.language) for each in briefing.front.sources))
    return "\n".join(parts)


def _section(title: str, kind: str, items: Iterable[ET.Element]) -> list[str]:
    heading, listing = ET.Element("h2"), ET.Element(kind)
    heading.text = title
    listing.extend(items)
    return [_html(heading), _html(listing)]


def _html(element: ET.Element) -> str:
    return ET.tostring(element, encoding="unicode", method="html")


def _picture(briefing: Briefing, text: Text, edition: Edition) -> list[str]:
    image = briefing.front.image
    if image is None:
        return []
    published = edition.pictures[f"{briefing.folder}/{image.file}"]
    words, page = text.front.image or image, address(briefing, text.language)
    figure = ET.Element("figure")
    # some readers show a text elsewhere than its links say: a picture has its full address, where it has one
    near = addresses.relative(page, published.address, clean=edition.site.clean_addresses)
    source = edition.site.absolute(published.address) or near
    size = {"width": str(published.width), "height": str(published.height)}
    ET.SubElement(figure, "img", {"src": source, "alt": words.alt, **size})
    credit = edition.words(text.language, "picture.credit", credit=image.credit)
    ET.SubElement(figure, "figcaption").text = " ".join(filter(None, (words.caption, credit)))
    return [_html(figure)]


def _correction(shown: ShownCorrection, edition: Edition, language: str) -> ET.Element:
    correction, item = shown.correction, ET.Element("li")
    day = ET.SubElement(item, "time", {"datetime": correction.date.isoformat()})
    day.text, day.tail = long_date(correction.date, language), f" {correction.text}"
    if shown.language != language:
        day.tail = " "
        words = ET.SubElement(item, "span", {"lang": shown.language, "dir": edition.site.direction(shown.language)})
        words.text = correction.text
    return item


def _source(source: Source, edition: Edition, language: str) -> ET.Element:
    item = ET.Element("li")
    foreign = {"lang": source.lang, "dir": edition.site.direction(source.lang)} if source.lang != language else {}
    title = ET.SubElement(item, "a", {"href": source.url, **_OUTSIDE, **foreign})
    title.text, title.tail = source.title, ", "
    publisher = ET.SubElement(item, "bdi")
    publisher.text = source.publisher
    publisher.tail = f", {long_date(source.date, language)}" if source.date else ""
    if source.archived:
        publisher.tail += " "
        kept = ET.SubElement(item, "a", {"href": source.archived, **_OUTSIDE})
        kept.text = edition.words(language, "briefing.kept-copy")
    return item


_KEPT = 1024  # entries, each as long as its text


class _FeedEntries:
    """The entries of an edition that were made last."""

    def __init__(self, edition: Edition) -> None:
        """Begin with none."""
        self._edition = edition
        self._made: dict[tuple[str, str], str] = {}

    def of(self, briefing: Briefing, language: str, feed: str) -> str:
        """Return the entry of a briefing's text for the feed at an address."""
        text = briefing.texts[language]
        # all of an entry that a feed decides: a link is relative to it where the site has no address
        href = href_from(address(briefing, language), feed, self._edition)
        key = text.path, href
        if key not in self._made:
            if len(self._made) >= _KEPT:
                self._made.clear()
            element = _entry(briefing, text, href, self._edition)
            ET.indent(element, space=" ", level=1)
            self._made[key] = ET.tostring(element, encoding="unicode")
        return self._made[key]


def entry_xml(briefing: Briefing, language: str, feed: str, edition: Edition) -> str:
    """Return the entry of a briefing's text for the feed at an address, indented as its child."""
    return derived(edition, _FeedEntries).of(briefing, language, feed)


def href_from(target: str, feed: str, edition: Edition) -> str:
    """Return an absolute address where the site has one, else one relative to the feed."""
    return edition.site.absolute(target) or addresses.relative(feed, target, clean=edition.site.clean_addresses)


def append_page(parent: ET.Element, href: str, language: str) -> None:
    """Name the page that a feed or an entry is of."""
    ET.SubElement(parent, "link", {"rel": "alternate", "type": "text/html", "hreflang": language, "href": href})


def drop_forbidden(root: ET.Element) -> None:
    """Drop characters that reading refuses: a feed with one of them is no feed at all."""
    for element in root.iter():
        element.text = FORBIDDEN.sub("", element.text) if element.text else element.text


def changed(text: Text, briefing: Briefing) -> dt.date:
    """Return the day on which a text was changed last, or went online."""
    return max(filter(None, (text.changed, briefing.days[text.language], corrected_last(briefing, text.language))))


def moment(day: dt.date) -> str:
    """Write a day as RFC 3339 wants it."""
    return f"{day.isoformat()}T00:00:00Z"


def _entry(briefing: Briefing, text: Text, href: str, edition: Edition) -> ET.Element:
    language = text.language
    entry = ET.Element("entry")
    ET.SubElement(entry, "title").text = text.front.title
    permanent = f"tag:{edition.site.newsroom.tag_authority}:{first_slug(briefing)}/{language}"
    ET.SubElement(entry, "id").text = permanent
    append_page(entry, href, language)
    ET.SubElement(entry, "published").text = moment(briefing.days[language])
    ET.SubElement(entry, "updated").text = moment(changed(text, briefing))
    _append_people(entry, "author", briefing.front.authors)
    _append_people(entry, "contributor", text.front.translators)
    for term_id in briefing.front.tags:
        term = edition.archive.vocabularies["tags"][term_id]
        label, _ = term.name(language, edition.site.default)
        ET.SubElement(entry, "category", {"term": term_id, "label": label})
    ET.SubElement(entry, "summary").text = text.front.summary
    content = ET.SubElement(entry, "content", {"type": "html", "xml:base": href})
    content.text = full_text(briefing, text, edition)
    drop_forbidden(entry)
    return entry


def _append_people(entry: ET.Element, role: str, names: Sequence[str]) -> None:
    for name in names:
        ET.SubElement(ET.SubElement(entry, role), "name").text = name


def first_slug(briefing: Briefing) -> str:
    """Return the slug under which a briefing was first published: a new name must not make it a new entry."""
    return next((earlier for earlier in briefing.front.redirect_from if "/" not in earlier), briefing.slug)


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


def feed_key(feed: Feed, edition: Edition, kept: Kept) -> bytes:
    """Return a digest of all that a feed is made from.

    That is what all files share, the words of each of its briefings, and where the links of their texts lead.
    """
    leads = edition.archive.leads
    entries = [(kept.words[briefing.slug], leads(briefing.texts[feed.language])) for briefing in newest(feed, edition)]
    made_from = (kept.shared, feed.page, entries or newest_day(feed))
    return hashlib.sha256(msgspec.msgpack.encode(made_from)).digest()
