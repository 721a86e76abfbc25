"""A page's head as data."""

import json
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from newsarchive.head.tags import head_of
from newsarchive.model.index import Styles
from newsarchive.model.pages import Alternate, PageLink
from newsarchive.server.headers import inline_hash
from tests.newsarchive.editions import briefing, briefing_of, edition_of, page, small_edition, text_from, words

BOTH = (Alternate("az", "az/2023/second/"), Alternate("en", "en/2023/second/"))
PUBLIC = {"url": "https://news.example", "clean_addresses": True}


def head(edition=None, address="en/2023/second/", **changes):
    return SimpleNamespace(**head_of(page(address, **changes), edition or small_edition()))


def hrefs(found, rel):
    return [
        (each["href"], each.get("hreflang", "")) for each in found.links if each["rel"] == rel and "type" not in each
    ]


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
    assert (found.links, found.robots) == ([], "noindex")


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
    feeds = (PageLink("News", "en/feed.xml"),)
    expected = {"rel": "alternate", "type": "application/atom+xml", "title": "News", "href": "../../feed.xml"}
    assert head(feeds=feeds).links == [expected]
    assert expected in head(small_edition(**PUBLIC), feeds=feeds).links


def test_the_policy_names_the_style_that_the_page_carries():
    edition = replace(small_edition(), styles=Styles("p{}", "li{}", ".code{}"))
    code = briefing_of(text_from("```python\nx = 1\n```"))
    assert f"style-src {inline_hash('li{}')};" in head(edition).policy
    assert f"style-src {inline_hash('p{}')};" in head(edition, work=briefing_of(text_from("Words."))).policy
    assert f"style-src {inline_hash('p{}.code{}')};" in head(edition, work=code).policy


@pytest.mark.parametrize(("site", "scheme"), [({}, True), ({"clean_addresses": True}, False), (PUBLIC, False)])
def test_pages_that_open_from_a_disk_may_show_files(site, scheme):
    assert (" file: " in head(small_edition(**site)).policy) is scheme


def test_only_the_search_page_may_run_script():
    assert "script-src 'self'" in head(address="az/search/", language="az").policy
    assert "script-src" not in head(address="az/").policy


def test_a_browsers_bars_take_the_papers_colour():
    edition = replace(small_edition(), styles=Styles(paper=("#eee", "#111")))
    assert head(edition, listed=False).metas == [
        {"name": "theme-color", "media": "(prefers-color-scheme: light)", "content": "#eee"},
        {"name": "theme-color", "media": "(prefers-color-scheme: dark)", "content": "#111"},
    ]


def told(found):
    return any(meta.get("property") == "og:title" for meta in found.metas), bool(found.data)


def test_a_listed_page_is_told_of_and_one_that_is_not_is_not():
    assert told(head()) == (True, True)
    assert told(head(listed=False)) == (False, False)


@pytest.mark.parametrize(("status", "expected"), [("published", True), ("hidden", True), ("draft", False)])
def test_a_hidden_text_can_be_cited_and_a_draft_cannot(status, expected):
    work = briefing("a", status=status)
    found = head(edition_of(work), address="en/2023/a/", work=work, listed=status == "published")
    assert told(found) == (expected, expected)
    assert any(meta.get("name") == "citation_title" for meta in found.metas) is expected


def test_only_a_briefing_has_a_citation():
    assert [meta for meta in head().metas if meta.get("name", "").startswith(("citation", "DC."))] == []


def test_the_data_are_json_that_cannot_end_its_element():
    found = head(title="</script><!-- <b> & \u2028")
    assert not set(found.data) & set("<>&\u2028")
    assert json.loads(found.data)["name"] == "</script><!-- <b> & \u2028"
