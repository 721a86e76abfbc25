"""The sitemap (sitemaps.org) and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsarchive.model.index import Edition
from newsarchive.model.pages import File, PageSummary
from newsarchive.server.text_files import text_file

_MOST = 10_000
"""The addresses in a file: 50,000 and 50 MB are allowed (sitemaps.org), and one in twenty languages has 3 KB."""


def crawler_files(edition: Edition, pages: Sequence[PageSummary]) -> Iterator[File]:
    """Yield the file `robots.txt` and, if the site has a public address, the sitemap, in several files if it is long.

    The sitemap has no redirects, no unlisted pages.
    """
    site = edition.site
    yield _file("robots.txt", "robots.txt", edition, url=site.url)
    if not site.url:
        return
    listed = sorted((page for page in pages if page.listed), key=lambda page: page.address)
    parts = [listed[start : start + _MOST] for start in range(0, len(listed), _MOST)]
    if len(parts) <= 1:
        yield _file("sitemap.xml", "sitemap.xml", edition, pages=listed, absolute=site.absolute)
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield _file(name, "sitemap.xml", edition, pages=part, absolute=site.absolute)
    yield _file("sitemap.xml", "sitemap-index.xml", edition, parts=map(site.absolute, names))


def _file(address: str, template: str, edition: Edition, **values: object) -> File:
    return File(address, text_file(template, edition.site.templates, **values).encode())
