"""Which feeds exist: home, tags, corrections."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from xml.etree import ElementTree as ET

import msgspec

from newsarchive.archive import addresses
from newsarchive.archive.index import Edition, ShownCorrection, address, all_corrections
from newsarchive.archive.models import Briefing
from newsarchive.archive.pages import File, Kept, PageSummary

from .atom import Feed, append_page, drop_forbidden, feed_key, feed_top, feed_xml, first_slug, href_from, moment


def corrections_feed(edition: Edition, language: str) -> Feed:
    """Return the feed of the corrections page of a language. Its entries are added by `corrections_xml`."""
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
    """Return the digest of everything that a feed of corrections is rendered from."""
    briefings = sorted({briefing.slug for briefing, _ in all_corrections(edition.archive, feed.language)})
    made_from = (kept.shared, feed.page, [(slug, kept.words[slug]) for slug in briefings])
    return hashlib.sha256(msgspec.msgpack.encode(made_from)).digest()


def corrections_xml(feed: Feed, edition: Edition) -> bytes:
    """Return a feed with the newest corrections that readers of its language see, newest first."""
    every = [
        (briefing, shown)
        for briefing, shown in all_corrections(edition.archive, feed.language)
        if briefing.status(briefing.shown(feed.language).language) == "published"
    ]
    newest = every[: -edition.site.feed_size - 1 : -1]
    root = feed_top(feed, newest[0][1].correction.date if newest else None, edition)
    for briefing, shown in newest:
        root.append(_entry(briefing, shown, feed, edition))
    drop_forbidden(root)
    ET.indent(root, space=" ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _entry(briefing: Briefing, shown: ShownCorrection, feed: Feed, edition: Edition) -> ET.Element:
    text, correction = briefing.shown(feed.language), shown.correction
    here, authority = addresses.feed(feed.page), edition.site.newsroom.tag_authority
    entry = ET.Element("entry")
    if text.language != feed.language:
        entry.set("xml:lang", text.language)
    ET.SubElement(entry, "title").text = text.front.title
    part = f"correction-{shown.language}-{correction.date.isoformat()}-{shown.number}"
    ET.SubElement(entry, "id").text = f"tag:{authority}:{first_slug(briefing)}/{text.language}#{part}"
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
    """Yield all feeds: home, tags and corrections of each language."""
    for language in edition.site.tags:
        tagged = _tagged(edition.archive.news(language))
        tag_feeds = (_tag_feed(edition, language, tag, briefings) for tag, briefings in sorted(tagged.items()))
        for feed in (_home_feed(edition, language), *tag_feeds):
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


def _tagged(news: Sequence[Briefing]) -> dict[str, list[Briefing]]:
    """Return the briefings of each tag that occurs, by tag, in the order of `news`."""
    tagged: dict[str, list[Briefing]] = {}
    for briefing in news:
        for tag in briefing.front.tags:
            tagged.setdefault(tag, []).append(briefing)
    return tagged


def _tag_feed(edition: Edition, language: str, term_id: str, briefings: Sequence[Briefing]) -> Feed:
    term, default = edition.archive.vocabularies["tags"][term_id], edition.site.default
    name, _ = term.name(language, default)
    description, spoken = term.described(language, default)
    return Feed(
        language,
        addresses.term(language, "tags", term_id),
        edition.words(language, "feed.tag", tag=name),
        briefings,
        # a feed has only one language, so a description in another is left out
        description if spoken == language else "",
        {tag: addresses.term(tag, "tags", term_id) for tag in edition.site.tags if tag != language},
    )
