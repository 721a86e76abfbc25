"""EPUB 3.3: the texts of a book as chapters, with what reading programs need around them.

The package document states language and direction, the navigation document lists the chapters, and every chapter is
XHTML. Nothing in it is loaded from the network, and nothing runs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote
from xml.etree import ElementTree as ET

import msgspec

from newsarchive.api import Packed, packed

from .sections import with_xml_languages

FOLDER = "EPUB/"
TITLE, NAV, ELSEWHERE, STYLE = "title.xhtml", "nav.xhtml", "elsewhere.xhtml", "book.css"
TEXTS = "texts/"

_CONTAINER = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    b'<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
_OPF, _DC = "http://www.idpf.org/2007/opf", "http://purl.org/dc/elements/1.1/"
_XHTML = "application/xhtml+xml"
_TYPES = {"webp": "image/webp", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "css": "text/css"}


class Chapter(msgspec.Struct, frozen=True):
    """A chapter as the navigation lists it: its file, its title, and the language and direction of the title."""

    file: str
    title: str
    language: str
    direction: str


class Package(msgspec.Struct, frozen=True):
    """What the package document of an EPUB states.

    Attributes:
        identifier: What tells the book from others, whatever its version.
        chapters: In reading order, by year.
        pictures: Their paths in the folder of the package.
    """

    identifier: str
    title: str
    language: str
    direction: str
    publisher: str
    rights: str
    source: str
    chapters: Sequence[tuple[int, Sequence[Chapter]]]
    pictures: Sequence[str]
    elsewhere: str = ""

    @property
    def every(self) -> list[Chapter]:
        """All chapters, in reading order."""
        return [each for _, several in self.chapters for each in several]


def xhtml(title: str, body: str, language: str, direction: str, style: str = STYLE) -> bytes:
    """Return a document of an EPUB, given the markup of its body."""
    where = f'lang="{language}" xml:lang="{language}" dir="{direction}"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" {where}>\n'
        f'<head><title>{escape(title)}</title><link rel="stylesheet" type="text/css" href="{style}"/></head>\n'
        f"<body>\n{with_xml_languages(body)}\n</body>\n</html>\n"
    ).encode()


def chapter_of(slug: str, title: str, section: str, language: str, direction: str) -> Packed:
    """Return the chapter of a text, given its section as it is placed in this book."""
    content = xhtml(title, f"<article>\n{section}\n</article>", language, direction, f"../{STYLE}")
    return packed(f"{FOLDER}{TEXTS}{slug}.xhtml", content)


def file_of(slug: str) -> str:
    """Return where in the package the chapter of a text is."""
    return f"{TEXTS}{slug}.xhtml"


def leading(package: Package, title: str, elsewhere: str, style: str, contents: str, day: dt.date) -> list[Packed]:
    """Return all files of an EPUB that are neither chapters of texts nor pictures.

    Args:
        title: The markup of the title page.
        elsewhere: The markup of the page on texts in other languages; empty if there are none.
        style: The stylesheet.
        contents: The heading of the list of chapters.
        day: The day of the publication.
    """
    language, direction = package.language, package.direction
    pages = [packed(f"{FOLDER}{TITLE}", xhtml(package.title, title, language, direction))]
    if elsewhere:
        pages.append(packed(f"{FOLDER}{ELSEWHERE}", xhtml(package.elsewhere, elsewhere, language, direction)))
    nav = xhtml(contents, _nav(package, contents), language, direction)
    return [
        packed("mimetype", b"application/epub+zip", store=True),
        packed("META-INF/container.xml", _CONTAINER),
        packed(f"{FOLDER}package.opf", package_document(package, day)),
        packed(f"{FOLDER}{NAV}", nav),
        packed(f"{FOLDER}{STYLE}", style.encode()),
        *pages,
    ]


def _nav(package: Package, contents: str) -> str:
    """Return the markup of the navigation document: the title page, the chapters by year, the other languages."""
    years = []
    for year, chapters in package.chapters:
        items = "\n".join(_item(each, package) for each in chapters)
        if len(package.chapters) == 1:
            years.append(items)
        else:
            first = quote(chapters[0].file)
            years.append(f'<li><a href="{first}">{year}</a>\n<ol>\n{items}\n</ol></li>')
    last = f'\n<li><a href="{ELSEWHERE}">{escape(package.elsewhere)}</a></li>' if package.elsewhere else ""
    listed = "\n".join(years)
    return (
        f'<nav epub:type="toc" role="doc-toc"><h1>{escape(contents)}</h1>\n<ol>\n'
        f'<li><a href="{TITLE}">{escape(package.title)}</a></li>\n{listed}{last}\n</ol></nav>'
    )


def _item(chapter: Chapter, package: Package) -> str:
    foreign = ""
    if chapter.language != package.language:
        foreign = f' lang="{chapter.language}"'
        foreign += f' dir="{chapter.direction}"' if chapter.direction != package.direction else ""
    return f'<li><a href="{quote(chapter.file)}"{foreign}>{escape(chapter.title)}</a></li>'


def package_document(package: Package, day: dt.date) -> bytes:
    """Return the package document (EPUB 3.3, 5): metadata, manifest and spine."""
    root = ET.Element(
        "package",
        {
            "xmlns": _OPF,
            "version": "3.0",
            "unique-identifier": "id",
            "xml:lang": package.language,
            "dir": package.direction,
        },
    )
    _metadata(ET.SubElement(root, "metadata", {"xmlns:dc": _DC}), package, day)
    manifest = ET.SubElement(root, "manifest")
    spine = ET.SubElement(root, "spine", {"page-progression-direction": package.direction})
    files = [("title", TITLE), ("nav", NAV)]
    files += [(f"t-{number}", each.file) for number, each in enumerate(package.every, start=1)]
    files += [("elsewhere", ELSEWHERE)] if package.elsewhere else []
    for name, file in files:
        more = {"properties": "nav"} if name == "nav" else {}
        ET.SubElement(manifest, "item", {"id": name, "href": quote(file), "media-type": _XHTML, **more})
        ET.SubElement(spine, "itemref", {"idref": name})
    ET.SubElement(manifest, "item", {"id": "style", "href": STYLE, "media-type": _TYPES["css"]})
    for number, path in enumerate(package.pictures, start=1):
        kind = _TYPES[path.rpartition(".")[2].lower()]
        ET.SubElement(manifest, "item", {"id": f"p-{number}", "href": quote(path), "media-type": kind})
    ET.indent(root, space=" ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _metadata(metadata: ET.Element, package: Package, day: dt.date) -> None:
    ET.SubElement(metadata, "dc:identifier", {"id": "id"}).text = package.identifier
    values: Iterable[tuple[str, str]] = (
        ("dc:title", package.title),
        ("dc:language", package.language),
        ("dc:creator", package.publisher),
        ("dc:publisher", package.publisher),
        ("dc:date", day.isoformat()),
        ("dc:rights", package.rights),
        ("dc:source", package.source),
    )
    for name, value in values:
        if value:
            ET.SubElement(metadata, name).text = value
    ET.SubElement(metadata, "meta", {"property": "dcterms:modified"}).text = f"{day.isoformat()}T00:00:00Z"
