"""The same rules in the language of each server; real servers read them in `builds/test_servers.py`."""

import re

import pytest
from msgspec.structs import replace

from newsarchive.model.index import Styles
from newsarchive.server import make_files
from newsarchive.server.server_rules import HOST_RULES, rules_of, server_file
from tests.newsarchive.editions import page, small_edition

PAGES = [page("en/new/"), page("en/old/", refresh="en/new/", listed=False)]
SITES = ["", "https://news.example", "https://news.example/under/a/path"]


def edition(styles="p{}", **site):
    return replace(small_edition(**site), styles=Styles(styles, "li{}", ".code{}"))


def files(pages=PAGES, **changes):
    return {file.address: file.data.decode("ascii") for file in make_files(edition(**changes), pages, {})}


@pytest.fixture(params=SITES)
def rules(request):
    return rules_of(edition(url=request.param), PAGES)


def test_there_is_a_file_for_each_kind_of_server_and_one_that_is_served_for_each_that_is_not():
    found = files()
    assert set(found) == {"server/nginx.conf", "server/Caddyfile", "_headers", "_redirects", *HOST_RULES.values()}
    assert all(content.endswith("\n") for content in found.values())
    for path, copy in HOST_RULES.items():
        assert found[copy] == found[path]


@pytest.mark.parametrize("url", SITES)
def test_other_styles_and_other_pages_change_no_rule(url):
    more = [*PAGES, page("en/2026/newest/"), page("en/tags/new-one/")]
    assert files(url=url) == files(more, url=url, styles="p{color:red}")


def test_a_redirect_changes_the_rules_of_every_server():
    before, after = files(PAGES), files([*PAGES, page("en/older/", refresh="en/new/", listed=False)])
    changed = {path for path in before if before[path] != after[path]}
    assert changed == {"server/nginx.conf", "server/Caddyfile", "_redirects", "server/redirects"}


def test_hosts_have_one_rule_for_all_addresses(rules):
    lines = [line for line in server_file(rules, "_headers").splitlines() if line and not line.startswith("#")]
    assert lines[0] == "/*"
    assert dict(line.strip().split(": ", 1) for line in lines[1:]) == dict(rules["scripted"])
    assert all(line.startswith("  ") and len(line) < 2000 for line in lines[1:])


def test_hosts_lead_on_before_the_page_at_the_old_address(rules):
    lines = server_file(rules, "_redirects").splitlines()
    assert lines[1:] == [f"{rules['base']}/en/old/ {rules['base']}/en/new/ 301!"]


def test_a_site_without_earlier_addresses_has_no_rule_for_them():
    rules = rules_of(edition(), [page("en/new/")])
    assert "earlier addresses" not in server_file(rules, "nginx.conf")
    assert "redir " not in server_file(rules, "caddy.conf")
    assert server_file(rules, "_redirects").count("\n") == 1


def test_tls_for_a_year_is_suggested_and_not_set(rules):
    for text in (server_file(rules, "nginx.conf"), server_file(rules, "caddy.conf"), server_file(rules, "_headers")):
        (line,) = [line for line in text.splitlines() if "Strict-Transport-Security" in line]
        assert line.strip().startswith("#")


def test_a_newsroom_replaces_a_template(tmp_path):
    (tmp_path / "nginx.conf").write_text("root {{ rules.base }}/;\n")
    found = files(templates=(str(tmp_path),), url=SITES[2])
    assert found["server/nginx.conf"] == "root /under/a/path/;\n"
    assert found["server/Caddyfile"] == files(url=SITES[2])["server/Caddyfile"]


def test_no_value_could_end_its_quotation_or_be_a_variable(rules):
    for _, value in (*rules["headers"], *rules["scripted"], *rules["lasting"]):
        assert not re.search(r'["\\${}\n]', value)


def test_a_folder_with_releases_is_served_at_the_address_of_the_site(rules):
    """In nginx there is an alias for a site below a path; Caddy has the path below its root."""
    link = f"# `./newsarchive deploy` fills a folder of its own: ln -s /srv/archive/current /srv/www{rules['base']}"
    told = "# In a folder that `./newsarchive deploy` fills, the site is a folder lower: /srv/archive/current."
    assert told in server_file(rules, "nginx.conf").splitlines()
    assert (told in server_file(rules, "caddy.conf").splitlines()) == (not rules["base"])
    assert (link in server_file(rules, "caddy.conf").splitlines()) == bool(rules["base"])
