"""What readers get from the real nginx and the real Caddy, with the rules that the build wrote."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from textwrap import indent
from urllib.parse import quote, urljoin, urlsplit

import pytest

from newsarchive.server.headers import policy_text, runs_script, server_policy
from tests.serving import BROWSER, SERVERS, Answer, Server, address_of, ask, example, proxied, served
from tests.sites import ROOT, BuiltSite

pytestmark = pytest.mark.long

MOST_BYTES = 14 * 1024

# the site of a folder, and the site that has a host of its own
SITES = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("fixture-public", "fixture-host")]

TYPES = {
    "html": "text/html; charset=utf-8",
    "xml": "application/atom+xml; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "csv": "text/csv; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "zip": "application/zip",
    "": "text/plain; charset=utf-8",
}
TEXT = {"Caddyfile", "conf", "service", "sh", "timer", "txt", "unlisted"}
"""Suffixes of files without a type of their own."""


@pytest.fixture(scope="module", params=SITES)
def site(request: pytest.FixtureRequest, build_site: Callable[[str], BuiltSite]) -> BuiltSite:
    return build_site(request.param)


@pytest.fixture(scope="module", params=SERVERS)
def address(request: pytest.FixtureRequest, site: BuiltSite) -> Iterator[str]:
    with served(site, request.param) as found:
        yield found


def _type(path: str) -> str:
    if path == "sitemap.xml":
        return "application/xml; charset=utf-8"
    name = path.rpartition("/")[2]
    suffix = name.rpartition(".")[2] if "." in name else ""
    return TYPES["" if suffix in TEXT else suffix]


def test_every_file_is_served_with_its_type_and_all_text_compressed(address: str, site: BuiltSite) -> None:
    for path, content in site.files.items():
        # an old address leads on
        if path.endswith(".html") and 'http-equiv="refresh"' in content.decode():
            continue
        answer = ask(f"{address}{address_of(path)}", Accept_Encoding=BROWSER)
        assert (answer.status, answer.content) == (200, content), path
        assert answer.headers["content-type"] == _type(path), path
        assert len(answer.body) <= MOST_BYTES or not path.endswith(".html") or path.startswith("editions/"), path
        is_text = not _type(path).startswith("image/") and not path.endswith((".pdf", ".epub", ".zip"))
        if len(content) > 1_000:
            assert ("content-encoding" in answer.headers) is is_text, path
            assert answer.headers.get("vary") == ("Accept-Encoding" if is_text else None), path


def test_whoever_takes_no_compression_gets_none(address: str, site: BuiltSite) -> None:
    answer = ask(f"{address}en/")
    assert "content-encoding" not in answer.headers
    assert (answer.body, answer.headers["vary"]) == (site.files["en/index.html"], "Accept-Encoding")


def _expected(answer: Answer, address: str, *, seconds: int = 300) -> bool:
    script = answer.status != 404 and runs_script(address)
    return {
        "content-security-policy": policy_text(server_policy(script=script)),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cache-control": f"max-age={seconds}, must-revalidate",
        "connection": "close",
    }.items() <= answer.headers.items()


def test_every_response_has_the_headers(address: str, site: BuiltSite) -> None:
    """Pages, errors and redirects, each header once; caches keep texts for five minutes, pictures for an hour."""
    texts = ("", "az/", "en/search/", "en/feed.xml", "search/search.js", "en/search/index.json", "sitemap.xml")
    leading = ("az/2020/old-name/", "az", "pictures", "en/search")
    for path in (*texts, "SHA256SUMS", "404.html", "nowhere", "en/search/nowhere", "pictures/nowhere.png", *leading):
        assert _expected(ask(f"{address}{path}"), path), path
    pictures = [path for path in site.files if path.startswith(("pictures/", "documents/"))]
    assert len({path.partition("/")[0] for path in pictures}) == 2
    for path in pictures:
        assert _expected(ask(f"{address}{path}"), path, seconds=3600), path


@pytest.mark.parametrize(
    "path",
    [
        *("nowhere", "en/nowhere/", "az/2020/nowhere.html", "pictures/", "pictures/nowhere.avif", "en/search/x.json"),
        f"kept/{'d' * 64}.wacz",  # a copy of a source of the hidden text
    ],
)
def test_what_is_not_there_is_answered_with_the_page_that_says_so(address: str, site: BuiltSite, path: str) -> None:
    answer = ask(f"{address}{path}", Accept_Encoding=BROWSER)
    assert (answer.status, answer.content) == (404, site.files["404.html"])
    assert answer.headers["content-type"] == TYPES["html"]
    assert len(answer.body) < MOST_BYTES


def test_the_page_that_says_so_leads_on_at_the_host_that_was_asked(address: str) -> None:
    """A mirror's readers may not reach the host of the site's address."""
    answer = ask(f"{address}nowhere")
    links = re.findall(r'<a [^>]*href="([^"#]+)"', answer.content.decode())
    assert len(links) > 9
    for link in links:
        there = urljoin(f"{address}nowhere/at/all", link)
        assert there.startswith(address), link
        assert ask(there).status == 200, link


@pytest.mark.parametrize("front", [False, True], ids=["alone", "behind a proxy"])
def test_a_redirect_tells_neither_host_nor_port_whatever_a_proxy_says(
    address: str, site: BuiltSite, front: bool
) -> None:
    base = urlsplit(site.url).path
    copy = f"kept/{'c' * 64}.wacz"
    expected = {"az/2020/old-name/": "az/2021/lek/", "az": "az/", "en/2023": "en/2023/", copy: f"{copy}/"}
    expected[f"{copy}/"] = "az/2021/lek/"
    forwarded = {"X_Forwarded_Host": "evil.test", "X_Forwarded_Proto": "https", "X_Forwarded_Port": "444"}
    with ExitStack() as stack:
        if front:
            address = stack.enter_context(proxied(address))
        for old, new in expected.items():
            answer = ask(f"{address}{old}", **forwarded)
            assert answer.status in (301, 308)
            assert answer.headers["location"] == f"{base}/{new}"
        if base and not front:
            root = ask(address.removesuffix("/"))
            assert root.status in (200, 301, 308)
            assert root.headers.get("location") == f"{base}/"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("?p=17", "en/2022/filler-2/"),
        ("?utm_source=a&p=17", "en/2022/filler-2/"),
        ("index.php?p=17", "en/2022/filler-2/"),
        ("?cat=3", "en/tags/law-1/"),
        ("index.php", "en/tags/law-1/"),
        ("index.php?q=1", "en/tags/law-1/"),
        (f"2019/{quote('хабар')}/", "az/2021/lek/"),
        (f"2019/{quote('хабар')}", "az/2021/lek/"),
        ("wp-content/uploads/2019/02/Report.pdf", "documents/briefings/2022/filler-2/report.pdf"),
        ("wp-content/uploads/2019/02/photo.jpg", "pictures/briefings/2022/filler-2/photo.jpg"),
    ],
)
def test_addresses_of_an_earlier_site_lead_on(address: str, site: BuiltSite, old: str, new: str) -> None:
    answer = ask(f"{address}{old}")
    assert (answer.status, answer.headers["location"]) == (301, f"{urlsplit(site.url).path}/{new}")
    assert ask(f"{address}{new}").status == 200


def test_a_page_at_an_old_address_leads_on_by_itself_so_that_copies_can_have_it(address: str, site: BuiltSite) -> None:
    answer = ask(f"{address}2019/02/02/Post_1.html")
    assert answer.body == site.files["2019/02/02/Post_1.html"]
    assert b'content="0; url=../../../en/2022/filler-2/"' in answer.body


@pytest.mark.parametrize("query", ["", "?p=99", "?p=18", "?p=1", "?q=17"])
def test_any_other_query_gets_the_page_that_is_there(address: str, site: BuiltSite, query: str) -> None:
    """Number 18 is a hidden text: no rule may say where it is."""
    answer = ask(f"{address}{query}")
    assert (answer.status, answer.body) == (200, site.files["index.html"])
    assert _expected(answer, "")


@pytest.mark.parametrize("server", SERVERS)
def test_a_cache_learns_that_a_page_is_the_same_or_another(site: BuiltSite, server: Server, tmp_path: Path) -> None:
    """Also where the bytes are as many as before: a build writes what changed, and so gives it another time."""
    copy = replace(site, path=tmp_path / "copy")
    shutil.copytree(site.path, copy.path)
    page = copy.path / "en/index.html"
    with served(copy, server) as address:
        for encoding in ("identity", BROWSER):
            first = ask(f"{address}en/", Accept_Encoding=encoding)
            known = {"If_None_Match": first.headers["etag"]}
            again = ask(f"{address}en/", Accept_Encoding=encoding, **known)
            assert (again.status, again.body) == (304, b"")
            assert _expected(again, "en/")
            # a compressed response has a weak one (RFC 9110, 8.8.3)
            assert again.headers["etag"] == first.headers["etag"].removeprefix("W/")
            assert ask(f"{address}en/", If_Modified_Since=first.headers["last-modified"]).status == 304
        other = page.read_bytes().replace(b"<h1", b"<h2", 1)
        page.write_bytes(other)
        os.utime(page, (page.stat().st_atime, page.stat().st_mtime + 1))
        changed = ask(f"{address}en/", **known)
        assert (changed.status, changed.body) == (200, other)


PRIVATE = (
    ".newsroom-12-x",
    ".fixture.0123456789abcdef.x/en/index.html",
    ".git/config",
    "en/.en.md.swp",
    ".store/store.sqlite",
    "pictures/.DS_Store",
    "az/.git/config.html",
    "en/search/.hidden/index.html",
    ".well-known/.git/config",
    ".well-known/keys/.security.txt.swp",
)


@pytest.mark.parametrize("server", SERVERS)
def test_no_file_that_was_left_in_the_folder_is_served(site: BuiltSite, server: Server, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    shutil.copytree(site.path, folder)
    tmp_path.chmod(0o755)
    for path in PRIVATE:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("a name that nobody may learn", "utf-8")
    with served(replace(site, path=folder), server) as address:
        spelled = (".git/../.git/config", "%2egit/config", "en/%2Een.md.swp", ".well-known/%2egit/config")
        for path in (*PRIVATE, *spelled):
            answer = ask(f"{address}{path}")
            assert (answer.status, b"nobody may learn" in answer.content) == (404, False), path
            assert answer.content == site.files["404.html"], path
        for path in (path for path in site.files if path.startswith(".well-known/")):
            assert ask(f"{address}{path}").status == 200, path


def test_nginx_logs_no_reader(site: BuiltSite, tmp_path: Path) -> None:
    log = tmp_path / "access"
    tmp_path.chmod(0o777)
    shards = [path for path in site.files if path.startswith("en/search/") and path.endswith(".json")]
    assert len(shards) > 5
    with served(site, own=f"access_log {log};") as address:
        for path in ("en/", *shards, "en/search/", "en/feed.xml"):
            answer = ask(f"{address}{path}")
            assert answer.status == 200, path
            assert _expected(answer, path), path
    assert not log.exists() or log.read_text("utf-8") == ""


def test_nginx_tells_its_log_of_errors_of_no_reader(site: BuiltSite, tmp_path: Path) -> None:
    log = tmp_path / "errors"
    tmp_path.chmod(0o777)
    with served(site, http=f"error_log {log};") as address:
        answers = [ask(f"{address}{path}").status for path in ("en/", "en/no/", "no.png", "server/", ".git/x")]
    assert answers == [200, 404, 404, 404, 404]
    assert log.read_text("utf-8") == ""


@pytest.mark.parametrize("server", SERVERS)
def test_the_publishers_guide_includes_the_rules_as_they_say_themselves(
    build_site: Callable[[str], BuiltSite], server: Server
) -> None:
    text = example(build_site("fixture-host"), server)
    parts = text.split("\n", 1) if server == "caddy" else [text]
    guide = (ROOT / "docs/publishers.md").read_text("utf-8")
    for part in parts:
        assert f"\n\n{indent(part, '    ')}\n\n" in guide
