"""What machines are told of pages, and what surrounds their content: `head`, frame, feeds, citations, sitemap.

Settings: `SITEURL`, `NEWSROOM`, `FEED_SIZE`. Signals: `archive_files_wanted`; `archive_frame_wanted`, which it
answers with the names `head` and `frame`.

- `atom`: Atom feeds with full texts and permanent ids: one per language, per term, and of corrections.
- `cards`: How a page looks where its address is shared: Open Graph (ogp.me); names of its subjects.
- `citations`: How a briefing is cited: a line for readers, BibTeX and CSL-JSON files beside its page, `meta` elements.
- `json_ld`: A page as linked data: one JSON-LD object of schema.org's vocabulary.
- `navigation`: Masthead, menus, notices and footer of a page.
- `sitemap`: The sitemap (sitemaps.org) and robots.txt.
- `stylesheet`: Join the theme's CSS layers, add Pygments' colours, and minify.
- `tags`: The `head` element of a page: title, policy, alternates, feeds, metadata.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newsarchive.signals import files_wanted, frame_wanted

if TYPE_CHECKING:
    from newsarchive.build.cache import Cache
    from newsarchive.model.index import Edition
    from newsarchive.model.pages import File, Page, PageSummary


def surround(edition: Edition, page: Page) -> dict[str, object]:
    """Return what the template prints in the `head` element, and around the main part (`frame`)."""
    from .navigation import frame_of
    from .tags import head_of

    return {"head": head_of(page, edition), "frame": frame_of(page, edition)}


def make_files(edition: Edition, pages: Sequence[PageSummary], cache: Cache) -> Iterator[File]:  # noqa: ARG001
    """Yield the citations beside the pages of briefings, every feed, the sitemap and robots.txt."""
    from .atom import feed_files
    from .citations import citation_files
    from .sitemap import crawler_files

    yield from citation_files(edition)
    yield from feed_files(edition)
    yield from crawler_files(edition, pages)


def register() -> None:
    """Connect this package to the signals that ask for what surrounds a page and for files beside it."""
    files_wanted.connect(make_files)
    frame_wanted.connect(surround)
