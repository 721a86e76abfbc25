"""What every server is told."""

from dataclasses import replace

import pytest

from plugins.archive.index import Styles
from plugins.headers.policy import inline_hash
from plugins.servers.rules import rules_of
from tests.unit.editions import page, small_edition

PUBLIC = {"url": "https://news.example/under/a/path", "clean_addresses": True}


def rules(*pages, **site):
    edition = replace(small_edition(**site), styles=Styles("p{}", "li{}", ".code{}"))
    return rules_of(edition, pages)


def test_all_styles_are_named_and_only_search_pages_run_script():
    plain, scripted = dict(rules().headers), dict(rules().scripted)
    hashes = f"style-src {inline_hash('p{}')} {inline_hash('p{}.code{}')} {inline_hash('li{}')};"
    assert hashes in plain["Content-Security-Policy"]
    assert "script-src" not in plain["Content-Security-Policy"]
    assert "script-src 'self';" in scripted["Content-Security-Policy"]
    assert list(plain.items())[1:] == list(scripted.items())[1:]


def test_every_language_has_a_search_page():
    assert rules().searches == tuple(
        f"/{tag}/search/{file}" for tag in ("az", "en", "ru") for file in ("", "index.html")
    )


@pytest.mark.parametrize(("site", "base"), [({}, ""), ({"url": "https://a.example"}, ""), (PUBLIC, "/under/a/path")])
def test_addresses_begin_with_the_path_of_the_site(site, base):
    found = rules(page("en/new/"), page("en/old/", refresh="en/new/", listed=False), **site)
    assert found.base == base
    assert found.missing == f"{base}/404.html"
    assert found.searches[0] == f"{base}/az/search/"
    assert found.redirects == ((f"{base}/en/old/", f"{base}/en/new/"),)
    assert found.hidden[0] == f"{base}/server/nginx.conf"


def test_redirects_are_sorted_and_none_tells_of_a_page_that_is_not_listed():
    pages = (
        page(""),
        page("en/new/"),
        page("en/hidden/", listed=False),
        page("en/z/", refresh="en/new/", listed=False),
        page("en/a/", refresh="en/new/", listed=False),
        page("en/b/", refresh="en/hidden/", listed=False),
    )
    assert [old for old, _ in rules(*pages).redirects] == ["/en/a/", "/en/z/"]
