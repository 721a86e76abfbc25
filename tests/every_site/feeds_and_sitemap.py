"""Feeds and sitemap of whole sites, read as a feed reader and a crawler read them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from newsarchive.defaults import FEED_SIZE
from tests.sites import PUBLIC, BuiltSite

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

ATOM = "application/atom+xml"

XHTML = "{http://www.w3.org/1999/xhtml}"


def test_every_feed_is_well_formed_and_declares_its_language_and_itself(site: BuiltSite) -> None:
    assert site.feeds
    for path, feed in site.feeds.items():
        assert not feed.bozo, (path, feed.get("bozo_exception"))
        assert feed.feed.language == path.split("/")[0]
        links = {(link.rel, link.type, link.get("hreflang")): link.href for link in feed.feed.links}
        assert links["self", ATOM, None] == f"{PUBLIC}/{path}"
        assert links["alternate", "text/html", feed.feed.language] == f"{PUBLIC}/{path.removesuffix('feed.xml')}"
        assert feed.feed.link == f"{PUBLIC}/{path.removesuffix('feed.xml')}"


def test_a_feed_leads_to_the_same_feed_in_every_other_language(site: BuiltSite) -> None:
    for path, feed in site.feeds.items():
        language = path.split("/")[0]
        found = {link.hreflang: link.href for link in feed.feed.links if (link.rel, link.type) == ("alternate", ATOM)}
        others = {tag: path.replace(f"{language}/", f"{tag}/", 1) for tag in site.languages if tag != language}
        assert found == {tag: f"{PUBLIC}/{other}" for tag, other in others.items()}
        assert set(others.values()) <= site.files.keys()


def test_a_feed_holds_only_texts_of_its_own_language(site: BuiltSite) -> None:
    for path, feed in site.feeds.items():
        language = path.split("/")[0]
        for each in feed.entries:
            # a correction stands on the page of its briefing
            address = each.link.removeprefix(f"{PUBLIC}/").partition("#")[0]
            own = site.page(address).language
            assert address.startswith(f"{own}/"), (path, address)
            if own != language:
                # a correction that readers of this language find nowhere else, and are told in which it is
                assert path == f"{language}/corrections/feed.xml"
                assert f"{language}/{address.partition('/')[2]}index.html" not in site.pages
                assert each.title_detail.language == own


def test_the_home_feed_of_a_language_holds_the_listed_texts_of_it_up_to_its_size(site: BuiltSite) -> None:
    for language in site.languages:
        feed = site.feeds[f"{language}/feed.xml"]
        found = [each.link.removeprefix(f"{PUBLIC}/") for each in feed.entries]
        listed = {path for path in _listed_briefings(site) if path.startswith(f"{language}/")}
        assert set(found) <= listed
        assert len(set(found)) == len(found) == min(len(listed), FEED_SIZE)


def _listed_briefings(site: BuiltSite) -> set[str]:
    """Addresses of briefings that robots may index."""
    found = set()
    for path, page in site.pages.items():
        robots = [each.get("content") for each in page.all("meta") if each.get("name") == "robots"]
        if page.by_class("briefing") and not robots:
            found.add(path.removesuffix("index.html"))
    return found


def test_ids_of_entries_are_unique_permanent_and_free_of_the_sites_address(site: BuiltSite) -> None:
    for path, feed in site.feeds.items():
        ids = [each.id for each in feed.entries]
        assert len(set(ids)) == len(ids), path
        assert all(each.startswith("tag:archive.example,2026:") for each in ids)


def test_the_sitemap_lists_every_indexed_page_with_its_alternates(site: BuiltSite) -> None:
    root = ET.fromstring(site.files["sitemap.xml"])  # noqa: S314 - our own file
    listed = {}
    for entry in root.iter(f"{SITEMAP}url"):
        address = entry.findtext(f"{SITEMAP}loc", "").removeprefix(f"{PUBLIC}/")
        listed[address] = {each.get("hreflang"): each.get("href") for each in entry.iter(f"{XHTML}link")}
    indexed = set()
    for path, page in site.pages.items():
        if not [each for each in page.all("meta") if each.get("name") == "robots"]:
            address = path.removesuffix("index.html")
            indexed.add(address)
            in_page = {each.get("hreflang"): each.get("href") for each in page.all("link") if each.get("hreflang")}
            assert listed[address] == in_page, address
    assert set(listed) == indexed


def test_robots_names_the_sitemap_and_a_local_build_has_none(site: BuiltSite, fixture_site: BuiltSite) -> None:
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in site.text_of("robots.txt")
    assert "sitemap.xml" not in fixture_site.files
    assert "Sitemap" not in fixture_site.text_of("robots.txt")
