"""A page's head as data."""

import pytest

from plugins.archive.pages import Alternate, FeedLink
from plugins.head import page_head
from plugins.head.tags import HeadLink, head_of
from tests.unit.editions import page, small_edition, words

BOTH = (Alternate("az", "az/2023/second/"), Alternate("en", "en/2023/second/"))
PUBLIC = {"url": "https://news.example", "clean_addresses": True}


def head(edition=None, address="en/2023/second/", **changes):
    return head_of(page(address, **changes), edition or small_edition())


def hrefs(found, rel):
    return [(each.href, each.hreflang) for each in found.links if each.rel == rel and not each.type]


def test_a_title_names_the_site_once():
    site = words()("en", "site.name")
    assert head(title="A title").title == words()("en", "head.title", page="A title", site=site)
    assert head(title=site).title == site


def test_the_title_is_in_the_pages_language():
    assert words()("az", "site.name") in head(language="az", title="Başlıq").title


def test_a_local_build_links_relatively_and_names_no_canonical_address():
    found = head(alternates=BOTH, default_alternate="en/2023/second/")
    assert hrefs(found, "canonical") == []
    assert hrefs(found, "alternate") == [
        ("../../../az/2023/second/index.html", "az"),
        ("index.html", "en"),
        ("index.html", "x-default"),
    ]


def test_the_public_site_names_absolute_addresses():
    found = head(small_edition(**PUBLIC), alternates=BOTH, default_alternate="en/2023/second/")
    assert hrefs(found, "canonical") == [("https://news.example/en/2023/second/", "")]
    assert hrefs(found, "alternate") == [
        ("https://news.example/az/2023/second/", "az"),
        ("https://news.example/en/2023/second/", "en"),
        ("https://news.example/en/2023/second/", "x-default"),
    ]


def test_a_site_with_an_address_but_no_clean_ones_names_files():
    found = head(small_edition(url="https://news.example"), alternates=BOTH, default_alternate="")
    assert hrefs(found, "canonical") == [("https://news.example/en/2023/second/index.html", "")]
    assert hrefs(found, "alternate")[-1] == ("https://news.example/index.html", "x-default")


def test_a_page_of_no_alternates_has_neither_them_nor_a_canonical_address():
    found = head(small_edition(**PUBLIC), address="404.html", listed=False)
    assert (found.links, found.robots) == ((), "noindex")


@pytest.mark.parametrize(("listed", "robots"), [(True, ""), (False, "noindex")])
def test_robots_stay_away_from_what_is_not_listed(listed, robots):
    assert head(listed=listed).robots == robots


def test_a_redirect_leads_on_and_its_target_is_canonical():
    moved = {"address": "en/2020/old/", "refresh": "en/2023/second/", "listed": False}
    assert head(**moved).refresh == "../../2023/second/index.html"
    found = head(small_edition(**PUBLIC), **moved)
    assert found.refresh == "../../2023/second/"
    assert hrefs(found, "canonical") == [("https://news.example/en/2023/second/", "")]


def test_a_page_that_does_not_lead_on_has_no_refresh():
    assert head().refresh == ""


def test_feeds_are_linked_relatively_in_both_builds():
    feeds = (FeedLink("News", "en/feed.xml"),)
    expected = HeadLink("alternate", "../../feed.xml", type="application/atom+xml", title="News")
    assert head(feeds=feeds).links == (expected,)
    assert expected in head(small_edition(**PUBLIC), feeds=feeds).links


def test_the_frame_has_the_head():
    assert page_head(small_edition(), page()) == {"head": head()}
