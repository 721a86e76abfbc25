"""What every server is told."""

import pytest

from newsarchive.server.server_rules import charset_types, rules_of, text_types
from tests.newsarchive.editions import page, small_edition

PUBLIC = {"url": "https://news.example/under/a/path", "clean_addresses": True}


def rules(*pages, **site):
    return rules_of(small_edition(**site), pages)


def test_only_search_pages_run_script_and_only_media_are_kept_longer():
    plain, scripted, lasting = map(dict, (rules()["headers"], rules()["scripted"], rules()["lasting"]))
    assert "script-src" not in plain["Content-Security-Policy"]
    assert "script-src 'self';" in scripted["Content-Security-Policy"]
    assert list(plain.items())[1:] == list(scripted.items())[1:]
    assert lasting == {**plain, "Cache-Control": "max-age=3600, must-revalidate"}


def test_text_is_compressed_and_has_a_charset_but_json():
    assert {"text/css", "text/plain", "application/xml", "application/json"} < set(text_types())
    assert not {"image/png", "application/pdf", "font/woff", "text/html"} & set(text_types())
    assert set(text_types()) - set(charset_types()) == {"application/json", "application/jsonl"}


def test_every_language_has_a_search_page():
    assert rules()["searches"] == tuple(
        f"/{tag}/search/{file}" for tag in ("az", "en", "ru") for file in ("", "index.html")
    )


@pytest.mark.parametrize(("site", "base"), [({}, ""), ({"url": "https://a.example"}, ""), (PUBLIC, "/under/a/path")])
def test_addresses_begin_with_the_path_of_the_site(site, base):
    found = rules(page("en/new/"), page("en/old/", refresh="en/new/", listed=False), **site)
    assert found["base"] == base
    assert found["missing"] == f"{base}/404.html"
    assert found["searches"][0] == f"{base}/az/search/"
    assert found["redirects"] == {f"{base}/en/old/": f"{base}/en/new/"}
    assert found["media"] == (f"{base}/pictures/", f"{base}/documents/")


def test_redirects_are_sorted_and_none_tells_of_a_page_that_is_not_listed():
    pages = (
        page(""),
        page("en/new/"),
        page("en/hidden/", listed=False),
        page("en/z/", refresh="en/new/", listed=False),
        page("en/a/", refresh="en/new/", listed=False),
        page("en/b/", refresh="en/hidden/", listed=False),
    )
    assert list(rules(*pages)["redirects"]) == ["/en/a/", "/en/z/"]
