"""Feeds and sitemap of whole sites, read as a feed reader and a crawler read them."""

from __future__ import annotations

import feedparser

from tests.every_site.feeds_and_sitemap import *  # noqa: F403
from tests.sites import PUBLIC, BuiltSite

MODES = ("public",)


def test_an_entry_carries_the_full_text_and_its_dates(public_fixture_site: BuiltSite) -> None:
    feed = feedparser.parse(public_fixture_site.files["en/feed.xml"])
    entry = next(each for each in feed.entries if each.link.endswith("/everything-at-once/"))
    assert "A table, a list and" in entry.content[0].value
    corrections = entry.content[0].value.partition("<h2>Corrections</h2>")[2]
    assert "The number of cases was wrong" in corrections
    assert 'href="https://source.example/everything-at-once"' in corrections
    assert entry.content[0].base == f"{PUBLIC}/en/2023/everything-at-once/"
    assert entry.published == "2023-11-01T00:00:00Z"
    assert entry.updated == "2023-12-01T00:00:00Z"
    assert [tag.term for tag in entry.tags] == ["press", "law-1", "law-12"]
