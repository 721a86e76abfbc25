"""Atom feeds with full texts and permanent ids: one per language, per term, and of corrections.

A text is in the feeds of its language and of its terms; its entry is rendered once for all of them. The feeds of
people, organisations and places have summaries only: texts name so many that full ones tripled the size of all feeds. A
correction changes the `updated` date of an entry; feed readers then show it again, so it lists the corrections.

A feed links to the same feed in other languages (`hreflang`). An entry does not link to translations: among several
alternates that are pages, some feed readers open the first and some the last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from xml.etree import ElementTree as ET

import msgspec

from newsarchive.digests import digest_of
from newsarchive.i18n.dates import long_date
from newsarchive.model import addresses
from newsarchive.model.bodies import body_of, with_citations
from newsarchive.model.characters import FORBIDDEN
from newsarchive.model.index import (
    Edition,
    ShownCorrection,
    address,
    all_corrections,
    changed_last,
    remembered,
    shown_corrections,
)
from newsarchive.model.models import Briefing, Text
from newsarchive.model.pages import File, Kept, PageSummary
from newsarchive.model.source_notes import notes_below, told_of

from .feed_sources import source_items


def full_text(briefing: Briefing, text: Text, edition: Edition) -> str:
    """Return the HTML content of a feed's entry: picture, text, corrections and sources of a briefing.

    Links are relative to the address of the text's page, which the entry states as `xml:base`.
    """
    body = body_of(text, edition, address(briefing, text.language), feed=True)
    parts = [*_picture(briefing, text, edition), with_citations(body, briefing.front.sources)[0]]
    corrections = shown_corrections(briefing, text.language)
    if corrections:
        title = edition.words(text.language, "briefing.corrections")
        parts += _section(title, "ul", (_correction(each, edition, text.language) for each in corrections))
    if briefing.front.sources:
        title = edition.words(text.language, "briefing.sources")
        parts += _section(title, "ol", source_items(briefing, text.language, edition))
        below = notes_below(briefing, edition.archive.source_notes)
        parts += [_html(_noted(edition.words(text.language, key))) for key in below]
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
    published = edition.pictures.get(f"{briefing.folder}/{image.file}") if image else None
    if image is None or published is None:
        return []
    words, page = text.front.image or image, address(briefing, text.language)
    figure = ET.Element("figure")
    # some feed readers resolve links against another address: use an absolute one if the site has one
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


def _noted(words: str) -> ET.Element:
    paragraph = ET.Element("p")
    paragraph.text = words
    return paragraph


_KEPT = 1024  # cached entries, each as long as its text


def entry_xml(briefing: Briefing, language: str, feed: str, edition: Edition, *, whole: bool = True) -> str:
    """Return the indented Atom entry of a briefing's text as XML, cached on `edition`.

    Links are relative to `feed`, the feed's address, if the site has no public address (`SITEURL`). If not `whole`, the
    entry has the summary without the text.
    """
    text = briefing.texts[language]
    # the only part of an entry that depends on the feed: without a site address, links are relative to the feed
    href = href_from(address(briefing, language), feed, edition)
    key = text.path, href, whole  # the entry of a text is the same in the feeds of all its tags
    return remembered(edition, key, _KEPT, _indented_entry, briefing, text, href, edition, whole=whole)


def _indented_entry(briefing: Briefing, text: Text, href: str, edition: Edition, *, whole: bool) -> str:
    element = _entry(briefing, text, href, edition, whole=whole)
    ET.indent(element, space=" ", level=1)
    return ET.tostring(element, encoding="unicode")


def href_from(target: str, feed: str, edition: Edition) -> str:
    """Return a link for a feed: absolute, or relative to the feed if the site has no public address (`SITEURL`)."""
    return edition.site.absolute(target) or addresses.relative(feed, target, clean=edition.site.clean_addresses)


def append_page(parent: ET.Element, href: str, language: str) -> None:
    """Append the link to the HTML page with the same content (`rel="alternate"`) to a `feed` or `entry` element."""
    ET.SubElement(parent, "link", {"rel": "alternate", "type": "text/html", "hreflang": language, "href": href})


def drop_forbidden(root: ET.Element) -> None:
    """Remove characters that XML forbids, such as control characters, from the text of an element and of all in it.

    The elements are changed in place; attributes and text after an element (its `tail`) stay.
    """
    for element in root.iter():
        element.text = FORBIDDEN.sub("", element.text) if element.text else element.text


def moment(day: dt.date) -> str:
    """Return midnight (UTC) of a day as an RFC 3339 timestamp: `2026-11-27T00:00:00Z`."""
    return f"{day.isoformat()}T00:00:00Z"


def _entry(briefing: Briefing, text: Text, href: str, edition: Edition, *, whole: bool) -> ET.Element:
    language = text.language
    entry = ET.Element("entry")
    ET.SubElement(entry, "title").text = text.front.title
    permanent = f"tag:{edition.site.newsroom.tag_authority}:{first_slug(briefing)}/{language}"
    ET.SubElement(entry, "id").text = permanent
    append_page(entry, href, language)
    ET.SubElement(entry, "published").text = moment(briefing.days[language])
    ET.SubElement(entry, "updated").text = moment(changed_last(briefing, language))
    _append_people(entry, "author", briefing.front.authors)
    _append_people(entry, "contributor", text.front.translators)
    for term_id in briefing.front.tags:
        term = edition.archive.vocabularies["tags"][term_id]
        label, _ = term.name(language, edition.site.default)
        ET.SubElement(entry, "category", {"term": term_id, "label": label})
    ET.SubElement(entry, "summary").text = text.front.summary
    if whole:
        content = ET.SubElement(entry, "content", {"type": "html", "xml:base": href})
        content.text = _directed(full_text(briefing, text, edition), edition.site.direction(language))
    drop_forbidden(entry)
    return entry


def _directed(markup: str, direction: str) -> str:
    """Return HTML that states its direction unless it is the usual one, because Atom cannot state it."""
    return f'<div dir="{direction}">\n{markup}\n</div>' if direction == "rtl" else markup


def _append_people(entry: ET.Element, role: str, names: Sequence[str]) -> None:
    for name in names:
        ET.SubElement(ET.SubElement(entry, role), "name").text = name


def first_slug(briefing: Briefing) -> str:
    """Return the slug under which a briefing was first published; with it, the ids of entries survive a renaming."""
    return next((earlier for earlier in briefing.front.redirect_from if "/" not in earlier), briefing.slug)


_ATOM = "http://www.w3.org/2005/Atom"
_TYPE = "application/atom+xml"
_END = b"\n</feed>"


class Feed(msgspec.Struct, frozen=True):
    """The content of one feed, before it is rendered.

    Attributes:
        page: The address of the page to which the feed belongs: the front page, a term's page, or that of corrections.
        briefings: Those of that page, newest first, in any language; empty for a feed of corrections.
        others: By language, the addresses of the same page in other languages, which have feeds, too.
        whole: Whether entries have the full text. A text is in the feeds of many names, so there they have the summary.
    """

    language: str
    page: str
    title: str
    briefings: Sequence[Briefing]
    subtitle: str = ""
    others: Mapping[str, str] = msgspec.field(default_factory=dict)
    whole: bool = True


def feed_xml(feed: Feed, edition: Edition) -> bytes:
    """Return the XML of a feed with an entry for each of its `newest` texts."""
    own = newest(feed, edition)
    root = feed_top(feed, _updated(own, feed), edition)
    drop_forbidden(root)
    ET.indent(root, space=" ")
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    here = addresses.feed(feed.page)
    lines = "".join(f"\n {entry_xml(briefing, feed.language, here, edition, whole=feed.whole)}" for briefing in own)
    return body.removesuffix(_END) + lines.encode("utf-8", "xmlcharrefreplace") + _END + b"\n"


def newest(feed: Feed, edition: Edition) -> list[Briefing]:
    """Return the briefings with a published text in the feed's language, newest first, at most `FEED_SIZE`.

    Drafts are left out even in a preview, because Atom cannot mark them as drafts.
    """
    published = (each for each in feed.briefings if _published(each, feed.language))
    return list(islice(published, edition.site.feed_size))


def feed_top(feed: Feed, updated: dt.date | None, edition: Edition) -> ET.Element:
    """Return the XML element `feed` without entries; an `updated` of None, for an empty feed, becomes 1970-01-01."""
    newsroom = edition.site.newsroom
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.language})
    ET.SubElement(root, "title").text = feed.title
    if feed.subtitle:
        ET.SubElement(root, "subtitle").text = feed.subtitle
    # a tag URI (RFC 4151), not a web address: it stays the same when the archive moves or is mirrored
    ET.SubElement(root, "id").text = f"tag:{newsroom.tag_authority}:{feed.page}"
    ET.SubElement(root, "updated").text = moment(updated or dt.date(1970, 1, 1))
    _append_links(root, feed, edition)
    author = ET.SubElement(root, "author")
    ET.SubElement(author, "name").text = edition.words(feed.language, "site.desk")
    licence, link = newsroom.text_licence
    if link:
        ET.SubElement(root, "rights").text = edition.words(feed.language, "footer.licence", licence=licence)
        # the license link relation of RFC 4946
        ET.SubElement(root, "link", {"rel": "license", "type": "text/html", "href": link})
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
    """Return the day of the latest change of `own`, the feed's texts, or `newest_day` if there are none."""
    if own:
        return max(changed_last(each, feed.language) for each in own)
    return newest_day(feed)


def newest_day(feed: Feed) -> dt.date:
    """Return the day on which the newest briefing of a feed's page, in any language, was published; else 1970-01-01."""
    return feed.briefings[0].first_day(feed.language) if feed.briefings else dt.date(1970, 1, 1)


def feed_key(feed: Feed, edition: Edition, kept: Kept) -> bytes:
    """Return a digest of everything that a feed is rendered from; if it is unchanged, the build reuses the feed.

    It covers what all files share, the words of each briefing in the feed, the targets of their links, and what whole
    texts say of the copies of their sources.
    """
    leads, notes = edition.archive.leads, edition.archive.source_notes
    entries = [
        (kept.words[each.slug], leads(each.texts[feed.language]), told_of(each, notes) if feed.whole else ())
        for each in newest(feed, edition)
    ]
    made_from = (kept.shared, feed.page, entries or newest_day(feed))
    return digest_of(*made_from)


def corrections_feed(edition: Edition, language: str) -> Feed:
    """Return the feed of corrections in a language, without briefings: `corrections_xml` finds the corrections."""
    others = {tag: addresses.corrections(tag) for tag in edition.site.tags if tag != language}
    words = edition.words
    return Feed(
        language,
        addresses.corrections(language),
        words(language, "corrections.feed"),
        (),
        words(language, "corrections.description"),
        others,
    )


def corrections_key(feed: Feed, edition: Edition, kept: Kept) -> bytes:
    """Return a digest of everything that a feed of corrections is rendered from."""
    briefings = sorted({briefing.slug for briefing, _ in all_corrections(edition.archive, feed.language)})
    made_from = (kept.shared, feed.page, [(slug, kept.words[slug]) for slug in briefings])
    return digest_of(*made_from)


def corrections_xml(feed: Feed, edition: Edition) -> bytes:
    """Return the XML of the newest corrections that readers of the feed's language see, at most `FEED_SIZE`."""
    every = [
        (briefing, shown)
        for briefing, shown in all_corrections(edition.archive, feed.language)
        if briefing.status(briefing.shown(feed.language).language) == "published"
    ]
    latest = every[: -edition.site.feed_size - 1 : -1]
    root = feed_top(feed, latest[0][1].correction.date if latest else None, edition)
    for briefing, shown in latest:
        root.append(_correction_entry(briefing, shown, feed, edition))
    drop_forbidden(root)
    ET.indent(root, space=" ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _correction_entry(briefing: Briefing, shown: ShownCorrection, feed: Feed, edition: Edition) -> ET.Element:
    text, correction = briefing.shown(feed.language), shown.correction
    here, authority = addresses.feed(feed.page), edition.site.newsroom.tag_authority
    entry = ET.Element("entry")
    if text.language != feed.language:
        entry.set("xml:lang", text.language)
    ET.SubElement(entry, "title").text = text.front.title
    # of the language of the correction, not of the page: a translation that comes later changes no id
    part = f"{shown.language}#correction-{shown.language}-{correction.date.isoformat()}-{shown.number}"
    ET.SubElement(entry, "id").text = f"tag:{authority}:{first_slug(briefing)}/{part}"
    append_page(entry, href_from(address(briefing, text.language), here, edition) + "#p_corrections", text.language)
    ET.SubElement(entry, "published").text = moment(correction.date)
    ET.SubElement(entry, "updated").text = moment(correction.date)
    content = ET.SubElement(entry, "content", {"type": "text"})
    if shown.language != text.language:
        content.set("xml:lang", shown.language)
    content.text = correction.text
    return entry


def feed_files(
    edition: Edition,
    pages: Sequence[PageSummary],  # noqa: ARG001
    kept: Kept,
) -> Iterator[File]:
    """Yield every feed as a file for the build to write: in each language, of all news, of each term, of corrections.

    A file is rendered only if its key differs from that of the last build. `pages` is not used.
    """
    for language in edition.site.tags:
        by_term = sorted(_by_term(edition.archive.news(language)).items())
        term_feeds = (_term_feed(edition, language, *term, briefings) for term, briefings in by_term)
        for feed in (_home_feed(edition, language), *term_feeds):
            key = feed_key(feed, edition, kept)
            yield File(addresses.feed(feed.page), partial(feed_xml, feed, edition), key)
        corrections = corrections_feed(edition, language)
        key = corrections_key(corrections, edition, kept)
        yield File(addresses.feed(corrections.page), partial(corrections_xml, corrections, edition), key)


def _home_feed(edition: Edition, language: str) -> Feed:
    words = edition.words
    return Feed(
        language,
        addresses.home(language),
        words(language, "site.name"),
        edition.archive.news(language),
        words(language, "site.description"),
        {tag: addresses.home(tag) for tag in edition.site.tags if tag != language},
    )


def _by_term(news: Sequence[Briefing]) -> dict[tuple[str, str], list[Briefing]]:
    """Return briefings by vocabulary and id of each of their terms, as ("tags", "privacy"), in the order of `news`."""
    found: dict[tuple[str, str], list[Briefing]] = {}
    for briefing in news:
        for term in briefing.all_terms:
            found.setdefault(term, []).append(briefing)
    return found


def _term_feed(edition: Edition, language: str, taxonomy: str, term_id: str, briefings: Sequence[Briefing]) -> Feed:
    term, default = edition.archive.vocabularies[taxonomy][term_id], edition.site.default
    name, _ = term.name(language, default)
    description, spoken = term.described(language, default)
    return Feed(
        language,
        addresses.term(language, taxonomy, term_id),
        edition.words(language, "head.title", page=name, site=edition.words(language, "site.name")),
        briefings,
        # a feed has only one language, so a description in another is left out
        description if spoken == language else "",
        {tag: addresses.term(tag, taxonomy, term_id) for tag in edition.site.tags if tag != language},
        whole=taxonomy == "tags",
    )
