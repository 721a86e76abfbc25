"""The sitemap with its alternates, and robots.txt."""

import datetime as dt

import pytest

from newsarchive.head.sitemap import crawler_files
from newsarchive.head.tags import head_of
from newsarchive.model.pages import Alternate
from newsarchive.server.server_rules import type_of
from tests.newsarchive.editions import page, parse_xml, small_edition

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
URL = "https://news.example"
EDITION = small_edition(url=URL, clean_addresses=True)


def entries(*pages):
    _, file = crawler_files(EDITION, [page.summary for page in pages])
    root = parse_xml(file.data)
    assert root.tag == f"{SITEMAP}urlset"
    return {each.findtext(f"{SITEMAP}loc"): each for each in root}


def test_listed_pages_stand_by_address_and_others_do_not():
    found = entries(page("en/b/"), page("en/a/"), page("404.html", listed=False), page(""))
    assert list(found) == [f"{URL}/", f"{URL}/en/a/", f"{URL}/en/b/"]


def test_a_page_names_its_alternates_itself_and_the_default():
    both = (Alternate("az", "az/a/"), Alternate("en", "en/a/"))
    found = entries(page("en/a/", alternates=both, default_alternate="en/a/"))
    assert [dict(each.attrib) for each in found[f"{URL}/en/a/"].iter(LINK)] == [
        {"rel": "alternate", "hreflang": "az", "href": f"{URL}/az/a/"},
        {"rel": "alternate", "hreflang": "en", "href": f"{URL}/en/a/"},
        {"rel": "alternate", "hreflang": "x-default", "href": f"{URL}/en/a/"},
    ]


def test_the_default_may_be_the_sites_root():
    found = entries(page("en/", alternates=(Alternate("en", "en/"),), default_alternate=""))
    assert [each.get("href") for each in found[f"{URL}/en/"].iter(LINK)] == [f"{URL}/en/", f"{URL}/"]


def test_a_page_of_one_kind_has_no_alternates():
    assert list(entries(page("en/a/"))[f"{URL}/en/a/"].iter(LINK)) == []


def test_a_change_is_named_where_it_is_known():
    found = entries(page("en/a/", changed=dt.date(2024, 1, 2)), page("en/b/"))
    assert found[f"{URL}/en/a/"].findtext(f"{SITEMAP}lastmod") == "2024-01-02"
    assert found[f"{URL}/en/b/"].find(f"{SITEMAP}lastmod") is None


def test_the_order_of_the_pages_decides_nothing():
    pages = [page("en/a/"), page("en/b/"), page("az/a/")]
    made = [each.summary for each in pages]
    assert [each.data for each in crawler_files(EDITION, made)] == [
        each.data for each in crawler_files(EDITION, made[::-1])
    ]


@pytest.mark.parametrize(("clean", "end"), [(True, ""), (False, "index.html")])
def test_addresses_are_those_that_pages_call_canonical(clean, end):
    edition = small_edition(url=URL, clean_addresses=clean)
    made = page("en/a/", alternates=(Alternate("en", "en/a/"),), default_alternate="en/a/")
    (_, sitemap) = crawler_files(edition, [made.summary])
    (entry,) = parse_xml(sitemap.data)
    links = {each["href"] for each in head_of(made, edition)["links"] if each["rel"] in ("canonical", "alternate")}
    assert entry.findtext(f"{SITEMAP}loc") == f"{URL}/en/a/{end}"
    assert {each.get("href") for each in entry.iter(LINK)} == links == {f"{URL}/en/a/{end}"}


def test_more_addresses_than_a_file_may_have_are_in_several_that_an_index_names():
    """At most 50,000 addresses and 50 MB in each (sitemaps.org)."""
    pages = [page(f"en/2023/text-{number}/").summary for number in range(25_000)]
    files = {file.address: file.data for file in crawler_files(small_edition(url=URL, clean_addresses=True), pages)}
    names = [f"sitemap-{number}.xml" for number in (1, 2, 3)]
    assert sorted(files) == sorted(["robots.txt", "sitemap.xml", *names])
    index = parse_xml(files["sitemap.xml"])
    assert index.tag == f"{SITEMAP}sitemapindex"
    assert [each.findtext(f"{SITEMAP}loc") for each in index] == [f"{URL}/{name}" for name in names]
    found = [each.findtext(f"{SITEMAP}loc") for name in names for each in parse_xml(files[name])]
    assert sorted(found) == sorted(f"{URL}/{each.address}" for each in pages)
    assert {type_of(path) for path in files if path != "robots.txt"} == {"application/xml"}


def test_robots_may_read_everything():
    robots, *_ = crawler_files(small_edition(), [])
    assert robots.data == b"User-agent: *\nAllow: /\n"
    robots, *_ = crawler_files(EDITION, [])
    assert robots.data == b"User-agent: *\nAllow: /\n\nSitemap: https://news.example/sitemap.xml\n"


def test_a_site_without_an_address_has_no_sitemap():
    assert [file.address for file in crawler_files(small_edition(), [page().summary])] == ["robots.txt"]
    public = small_edition(url=URL)
    assert [file.address for file in crawler_files(public, [page().summary])] == ["robots.txt", "sitemap.xml"]
