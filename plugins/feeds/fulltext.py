"""A text as a feed carries it, whole: with its picture before, its corrections and sources after.

A correction changes an entry's day (`updated`); a reader who is shown the entry again must find why.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from plugins.archive import addresses
from plugins.archive.bodies import body_of
from plugins.archive.corrections import ShownCorrection, shown_corrections
from plugins.archive.index import Edition, address
from plugins.archive.records import Briefing, Source, Text
from plugins.languages.dates import long_date

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
