"""Atom feeds: one per language, one per language and tag, each with texts of its own language only; and corrections.

Settings: `FEED_SIZE` (20), `SITEURL`, `NEWSROOM` (`tag_authority`). Signals: `archive_files_wanted`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from plugins.archive import addresses
from plugins.archive.index import Edition
from plugins.archive.kept import Kept
from plugins.archive.pages import File, PageSummary
from plugins.archive.records import Briefing
from plugins.archive.signals import files_wanted

from .atom import Feed, feed_xml
from .corrections import corrections_feed, corrections_key, corrections_xml
from .keys import feed_key


def feed_files(
    edition: Edition,
    pages: Sequence[PageSummary],  # noqa: ARG001
    kept: Kept,
) -> Iterator[File]:
    """Yield every feed."""
    for language in edition.site.tags:
        tagged = _tagged(edition.archive.news(language))
        tag_feeds = (_tag_feed(edition, language, tag, briefings) for tag, briefings in sorted(tagged.items()))
        for feed in (_home_feed(edition, language), *tag_feeds):
            key = feed_key(feed, edition, kept)
            yield File(addresses.feed(feed.page), partial(feed_xml, feed, edition), key)
        corrections = corrections_feed(edition, language)
        key = corrections_key(corrections, edition, kept)
        yield File(addresses.feed(corrections.page), partial(corrections_xml, corrections, edition), key)


def _home_feed(edition: Edition, language: str) -> Feed:
    words = edition.words
    return Feed(
        language,
        addresses.home(language),
        words(language, "site.name"),
        edition.archive.news(language),
        words(language, "site.description"),
        {tag: addresses.home(tag) for tag in edition.site.tags if tag != language},
    )


def _tagged(news: Sequence[Briefing]) -> dict[str, list[Briefing]]:
    """Return the briefings of each tag that has any, in their order."""
    tagged: dict[str, list[Briefing]] = {}
    for briefing in news:
        for tag in briefing.front.tags:
            tagged.setdefault(tag, []).append(briefing)
    return tagged


def _tag_feed(edition: Edition, language: str, term_id: str, briefings: Sequence[Briefing]) -> Feed:
    term, default = edition.archive.vocabularies["tags"][term_id], edition.site.default
    name, _ = term.name(language, default)
    description, spoken = term.described(language, default)
    return Feed(
        language,
        addresses.term(language, "tags", term_id),
        edition.words(language, "feed.tag", tag=name),
        briefings,
        # a feed is in one language
        description if spoken == language else "",
        {tag: addresses.term(tag, "tags", term_id) for tag in edition.site.tags if tag != language},
    )


def register() -> None:
    """Connect the maker."""
    files_wanted.connect(feed_files)
