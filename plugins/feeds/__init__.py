"""Atom feeds: one per language, and one per language and tag, each with texts of its own language only.

Settings: `FEED_SIZE` (20), `SITEURL`, `NEWSROOM` (`tag_authority`). Signals: `archive_files_wanted`.
"""

from __future__ import annotations

from collections.abc import Iterator

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.pages import File, Page
from plugins.archive.signals import files_wanted

from .atom import Feed, feed_xml


def feed_files(edition: Edition, pages: list[Page]) -> Iterator[File]:  # noqa: ARG001
    """Yield every feed."""
    words, default = edition.words, edition.site.default
    for language in edition.site.tags:
        home = addresses.home(language)
        feed = Feed(language, home, words(language, "site.name"), edition.archive.by_publication)
        yield File(addresses.feed(home), feed_xml(feed, edition))
        for (taxonomy, term_id), briefings in edition.archive.by_term.items():
            if taxonomy == "tags":
                page = addresses.term(language, taxonomy, term_id)
                name, _ = edition.archive.vocabularies[taxonomy][term_id].name(language, default)
                feed = Feed(language, page, words(language, "feed.tag", tag=name), briefings)
                yield File(addresses.feed(page), feed_xml(feed, edition))


def register() -> None:
    """Connect the maker."""
    files_wanted.connect(feed_files)
