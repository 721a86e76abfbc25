"""The entries of Atom feeds, as XML.

A text stands in the feed of its language and in those of its tags: its entry is made once for all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from plugins.archive import addresses
from plugins.archive.characters import FORBIDDEN
from plugins.archive.corrections import corrected_last
from plugins.archive.derived import derived
from plugins.archive.index import Edition, address
from plugins.archive.records import Briefing, Text

from .fulltext import full_text

_KEPT = 1024  # entries, each as long as its text


class _Entries:
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
    return derived(edition, _Entries).of(briefing, language, feed)


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
