"""The sitemap (sitemaps.org) and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree as ET

from newsarchive.model.index import Edition
from newsarchive.model.pages import File, PageSummary
from newsarchive.model.settings import Site

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


_MOST = 10_000
"""The addresses in a file: 50,000 and 50 MB are allowed (sitemaps.org), and one in twenty languages has 3 KB."""


def sitemap_files(pages: Iterable[PageSummary], site: Site) -> Iterator[File]:
    """Yield the sitemap; for many pages, it is an index of several files. It has no redirects, no unlisted pages."""
    listed = sorted((page for page in pages if page.listed), key=lambda each: each.address)
    if len(listed) <= _MOST:
        yield File("sitemap.xml", sitemap_xml(listed, site))
        return
    index = ET.Element("sitemapindex", {"xmlns": _SITEMAP})
    for number, start in enumerate(range(0, len(listed), _MOST), start=1):
        part = File(f"sitemap-{number}.xml", sitemap_xml(listed[start : start + _MOST], site))
        ET.SubElement(ET.SubElement(index, "sitemap"), "loc").text = site.absolute(part.address)
        yield part
    yield File("sitemap.xml", _written(index))


def sitemap_xml(pages: Iterable[PageSummary], site: Site) -> bytes:
    """Return a file of the sitemap: each page's address, last change and other languages."""
    root = ET.Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for page in pages:
        entry = ET.SubElement(root, "url")
        ET.SubElement(entry, "loc").text = site.absolute(page.address)
        if page.changed:
            ET.SubElement(entry, "lastmod").text = page.changed.isoformat()
        for language, address in _alternates(page):
            attributes = {"rel": "alternate", "hreflang": language, "href": site.absolute(address)}
            ET.SubElement(entry, "xhtml:link", attributes)
    return _written(root)


def _written(root: ET.Element) -> bytes:
    ET.indent(root, space=" ")
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _alternates(page: PageSummary) -> list[tuple[str, str]]:
    return [*page.alternates, ("x-default", page.default_alternate)] if page.alternates else []


def robots_txt(url: str) -> bytes:
    """Return a robots.txt that allows everything, and names the sitemap unless the site's address (`url`) is empty."""
    lines = ["User-agent: *", "Allow: /"]
    if url:
        lines += ["", f"Sitemap: {url}/sitemap.xml"]
    return ("\n".join(lines) + "\n").encode()


def crawler_files(edition: Edition, pages: Sequence[PageSummary]) -> Iterator[File]:
    """Yield the file `robots.txt` and, if the site has a public address, the sitemap."""
    yield File("robots.txt", robots_txt(edition.site.url))
    if edition.site.url:
        yield from sitemap_files(pages, edition.site)
