"""For crawlers: `sitemap.xml` with every page's alternates, and `robots.txt`.

Settings: `SITEURL`; without it there is no sitemap, whose addresses must be absolute. Signals: `archive_files_wanted`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.archive.index import Edition
from plugins.archive.kept import Kept
from plugins.archive.pages import File, PageSummary
from plugins.archive.signals import files_wanted

from .sitemap import robots_txt, sitemap_xml


def crawler_files(edition: Edition, pages: Sequence[PageSummary], kept: Kept) -> Iterator[File]:  # noqa: ARG001
    """Yield robots.txt and, for a site with an address, its sitemap."""
    yield File("robots.txt", robots_txt(edition.site.url))
    if edition.site.url:
        yield File("sitemap.xml", sitemap_xml(pages, edition.site.url))


def register() -> None:
    """Connect the maker."""
    files_wanted.connect(crawler_files)
