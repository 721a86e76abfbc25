"""The same rules in the language of each server."""

import re
from dataclasses import replace

import pytest

from plugins.archive.index import Styles
from plugins.servers import server_files
from plugins.servers.caddy import caddyfile
from plugins.servers.hosts import headers_file, redirects_file
from plugins.servers.nginx import nginx_conf
from plugins.servers.rules import rules_of
from tests.nginx import Directive, GrammarError, parse
from tests.search.keeping import Memory
from tests.unit.editions import page, small_edition

PAGES = [page("en/new/"), page("en/old/", refresh="en/new/", listed=False)]


def edition(**site):
    return replace(small_edition(**site), styles=Styles("p{}", "li{}", ".code{}"))


@pytest.fixture(params=["", "https://news.example/under/a/path"])
def rules(request):
    return rules_of(edition(url=request.param), PAGES)


def test_there_is_a_file_for_each_kind_of_server():
    files = {file.address: file.data.decode("ascii") for file in server_files(edition(), PAGES, Memory())}
    assert list(files) == ["server/nginx.conf", "server/Caddyfile", "_headers", "_redirects"]
    assert all(content.endswith("\n") for content in files.values())


def headers_of(block):
    found = {each.arguments[0]: each.arguments[1] for each in block if each.name == "add_header"}
    assert all(each.arguments[2] == "always" for each in block if each.name == "add_header")
    return found


def test_nginx_adds_the_headers_everywhere_and_the_search_pages_own_there(rules):
    conf = parse(nginx_conf(rules))
    assert headers_of(conf) == dict(rules.headers)
    (pattern, inside), _ = [(each.arguments[1], each.inside) for each in conf if each.arguments[:1] == ("~",)]
    assert headers_of(inside) == dict(rules.scripted)
    assert all(re.search(pattern, address) for address in rules.searches)


def test_each_answer_of_a_search_has_a_connection_of_its_own(rules):
    conf = parse(nginx_conf(rules))
    one = Directive("keepalive_timeout", ("0",), None)
    (_, pages), (pattern, files) = [(each.arguments[1], each.inside) for each in conf if each.arguments[:1] == ("~",)]
    assert one in pages
    assert files == (one,)  # and so the headers of all others
    base = rules.base
    for address in ("/search/search.js", "/search/rules.json", "/az/search/index.json", "/ru/search/r0.json"):
        assert re.search(pattern, base + address)
    for address in ("/", "/az/", "/az/2023/search/", "/az/searching/", "/de/search/x.json", "/x/search/a"):
        assert not re.search(pattern, base + address)
    lines = caddyfile(rules).splitlines()
    assert (
        f"@archive_search_files path {base}/search/* {base}/az/search/* {base}/en/search/* {base}/ru/search/*" in lines
    )
    assert "header @archive_search_files Connection close" in lines


@pytest.mark.parametrize("address", ["/az/search/x", "/de/search/", "/az/2023/search/", "/x/az/search/", "/az/searchX"])
def test_nginx_lets_no_other_page_run_script(address):
    pattern, _ = [each.arguments[1] for each in parse(nginx_conf(rules_of(edition(), []))) if "~" in each.arguments]
    assert not re.search(pattern, address)


def test_nginx_leads_on_and_hides_the_rules(rules):
    conf = parse(nginx_conf(rules))
    answers = {each.arguments[1]: each.inside[0].arguments for each in conf if each.arguments[:1] == ("=",)}
    assert answers[f"{rules.base}/en/old/"] == ("301", f"{rules.base}/en/new/")
    assert all(answers[address] == ("404",) for address in rules.hidden)
    assert Directive("error_page", ("404", f"{rules.base}/404.html"), None) in conf


def test_caddy_has_two_policies_that_never_meet(rules):
    lines = caddyfile(rules).splitlines()
    searches = " ".join(rules.searches)
    assert f"@archive_pages not path {searches}" in lines
    assert f"@archive_search path {searches}" in lines
    policies = [line for line in lines if "Content-Security-Policy" in line]
    assert policies == [
        f'header @archive_pages Content-Security-Policy "{rules.headers[0][1]}"',
        f'header @archive_search Content-Security-Policy "{rules.scripted[0][1]}"',
    ]


def test_caddy_has_the_other_headers_the_redirects_and_hides_the_rules(rules):
    text = caddyfile(rules)
    for name, value in rules.headers[1:]:
        assert f'\t{name} "{value}"\n' in text
    assert f"redir {rules.base}/en/old/ {rules.base}/en/new/ permanent\n" in text
    assert f"@archive_rules path {' '.join(rules.hidden)}\nerror @archive_rules 404\n" in text
    assert text.count("{") == text.count("}")


def test_hosts_have_one_rule_for_all_addresses(rules):
    lines = [line for line in headers_file(rules).splitlines() if line and not line.startswith("#")]
    assert lines[0] == "/*"
    assert dict(line.strip().split(": ", 1) for line in lines[1:]) == dict(rules.scripted)
    assert all(line.startswith("  ") and len(line) < 2000 for line in lines[1:])


def test_hosts_lead_on_before_the_page_at_the_old_address(rules):
    lines = redirects_file(rules).splitlines()
    assert lines[1:] == [f"{rules.base}/en/old/ {rules.base}/en/new/ 301!"]


def test_a_site_without_earlier_addresses_has_no_rule_for_them():
    rules = rules_of(edition(), [page("en/new/")])
    assert "301" not in nginx_conf(rules)
    assert "redir " not in caddyfile(rules)
    assert redirects_file(rules).count("\n") == 1


def test_tls_for_a_year_is_suggested_and_not_set(rules):
    for text in (nginx_conf(rules), caddyfile(rules), headers_file(rules)):
        (line,) = [line for line in text.splitlines() if "Strict-Transport-Security" in line]
        assert line.strip().startswith("#")


def test_no_value_could_end_its_quotation_or_be_a_variable(rules):
    for _, value in (*rules.headers, *rules.scripted):
        assert not re.search(r'["\\${}\n]', value)


@pytest.mark.parametrize(
    "text", ["a b", "a b; }", "location / { a b;", "{ a; }", "; a;", 'add_header "x y;', "location / { a b }", "a };"]
)
def test_the_reader_of_nginx_refuses_what_nginx_refuses(text):
    with pytest.raises(GrammarError):
        parse(text)


def test_the_reader_of_nginx_reads_words_quotations_comments_and_blocks():
    text = "a 'b c' \"d; e\"; # f;\nlocation = /x { return 301 /y; }"
    assert parse(text) == (
        Directive("a", ("b c", "d; e"), None),
        Directive("location", ("=", "/x"), (Directive("return", ("301", "/y"), None),)),
    )
