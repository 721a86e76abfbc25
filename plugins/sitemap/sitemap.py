"""The sitemap (sitemaps.org 0.9) with `xhtml:link` alternates as search engines document them."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from plugins.archive.pages import PageSummary

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


def sitemap_xml(pages: Iterable[PageSummary], url: str) -> bytes:
    """Return the sitemap of all listed pages, by address. `lastmod` is the page's declared change, if any."""
    root = ET.Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for page in sorted(pages, key=lambda each: each.address):
        if not page.listed:
            continue
        entry = ET.SubElement(root, "url")
        ET.SubElement(entry, "loc").text = f"{url}/{page.address}"
        if page.changed:
            ET.SubElement(entry, "lastmod").text = page.changed.isoformat()
        for language, address in _alternates(page):
            attributes = {"rel": "alternate", "hreflang": language, "href": f"{url}/{address}"}
            ET.SubElement(entry, "xhtml:link", attributes)
    ET.indent(root, space=" ")
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _alternates(page: PageSummary) -> list[tuple[str, str]]:
    return [*page.alternates, ("x-default", page.default_alternate)] if page.alternates else []


def robots_txt(url: str) -> bytes:
    """Return a robots.txt that allows everything and names the sitemap, where there is one."""
    lines = ["User-agent: *", "Allow: /"]
    if url:
        lines += ["", f"Sitemap: {url}/sitemap.xml"]
    return ("\n".join(lines) + "\n").encode()
