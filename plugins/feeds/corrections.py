"""The feed of all corrections in a language: one entry each, so that who read a text learns what was wrong in it."""

from __future__ import annotations

import hashlib
from xml.etree import ElementTree as ET

import msgspec

from plugins.archive import addresses
from plugins.archive.corrections import ShownCorrection, all_corrections
from plugins.archive.index import Edition, address
from plugins.archive.kept import Kept
from plugins.archive.records import Briefing

from .atom import Feed, feed_top
from .entries import append_page, drop_forbidden, first_slug, href_from, moment


def corrections_feed(edition: Edition, language: str) -> Feed:
    """Return what the feed is: its page, and that of its likes in other languages."""
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
    """Return a digest of all that the feed is made from."""
    briefings = sorted({briefing.slug for briefing, _ in all_corrections(edition.archive, feed.language)})
    made_from = (kept.shared, feed.page, [(slug, kept.words[slug]) for slug in briefings])
    return hashlib.sha256(msgspec.msgpack.encode(made_from)).digest()


def corrections_xml(feed: Feed, edition: Edition) -> bytes:
    """Return the newest corrections that readers of the language are shown, newest first."""
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
