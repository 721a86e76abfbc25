"""A connection that is cut after 16,384 bytes, TLS included, brings the full text of every page."""

from __future__ import annotations

import gzip
import http.client
import ssl
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import trustme
from playwright.sync_api import Browser

from tests.browser.opening import opened
from tests.cutting import LIMIT, Cut, cut
from tests.serving import SERVERS, Server, address_of, served
from tests.sites import BuiltSite, Document, words_of

# A key share that quantum computers do not break (X25519MLKEM768, 1,088 bytes) makes the server's hello so much longer.
# Browsers ask for it and newer servers have it: where this machine's have not, it is counted as if it had been sent.
MLKEM, LONGEST_HELLO_WITHOUT = 1_088, 2_000


@dataclass(frozen=True)
class Behind:
    """A site behind the middle man.

    Args:
        address: Where it is there.
        carried: What was carried.
        trust: Whom a reader trusts.
        unsent: Bytes that count though they were not sent.
    """

    address: str
    carried: Cut
    trust: ssl.SSLContext
    unsent: int


@contextmanager
def behind(site: BuiltSite, server: Server = "nginx") -> Iterator[Behind]:
    """Serve a site over TLS 1.3 with a key on P-256; an intermediate authority has signed its certificate."""
    authority = trustme.CA()
    certificate = authority.create_child_ca().issue_cert("archive.test", "127.0.0.1")
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    with served(site, server, certificate) as address:
        port = urlsplit(address).port
        assert port
        unsent = MLKEM if _hello(port, trust) < LONGEST_HELLO_WITHOUT else 0
        with cut(port, limit=LIMIT - unsent) as carried:
            yield Behind(address.replace(f":{port}/", f":{carried.port}/"), carried, trust, unsent)


def _hello(port: int, trust: ssl.SSLContext) -> int:
    """Return how many bytes a server sends before it is asked for anything."""
    with cut(port) as carried:
        connection = http.client.HTTPSConnection("127.0.0.1", carried.port, context=trust, timeout=10)
        connection.connect()
        connection.close()
    return carried.wished[0]


def fetched(place: Behind, path: str, seconds: float = 10) -> tuple[bytes, int]:
    """Return the body that arrived in one new connection, and all bytes that the server sent for it."""
    number = len(place.carried.wished)
    connection = http.client.HTTPSConnection("127.0.0.1", place.carried.port, context=place.trust, timeout=seconds)
    try:
        connection.request("GET", f"{urlsplit(place.address).path}{path}", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        assert answer.headers["Content-Encoding"] == "gzip"
        body = answer.read()
    finally:
        connection.close()
    return gzip.decompress(body), place.carried.wished[number] + place.unsent


BROWSER = pytest.mark.browser
LANGUAGES = ("az", "en", "ru")
_TRIED = [pytest.param(server, marks=() if server == "nginx" else pytest.mark.full) for server in SERVERS]


@BROWSER
@pytest.mark.parametrize("server", SERVERS)
def test_every_page_arrives_whole(
    site: BuiltSite, server: Server, record_property: Callable[[str, object], None]
) -> None:
    """Every page of the fixture; of the archive, whose templates are the same, the hundred longest."""
    lost, sent = [], {}
    pages = [path for path, page in site.pages.items() if 'http-equiv="refresh"' not in page.source]
    assert len(pages) > 100
    if not site.name.startswith("fixture"):
        pages = sorted(pages, key=lambda path: len(zlib.compress(site.files[path])))[-100:]
    with behind(site, server) as place:
        for path in pages:
            try:
                body, sent[path] = fetched(place, address_of(path), seconds=1)
            except TimeoutError:
                lost.append(f"{path}: {place.carried.wished[-1] + place.unsent} bytes")
                continue
            assert body == site.files[path], path
    most = max(sent, key=sent.__getitem__)
    record_property("largest", f"{most}: {sent[most]} of {LIMIT} bytes")
    assert lost == []


def _briefing(site: BuiltSite, language: str) -> Document:
    """A briefing in a language that is no redirect, and listed."""
    texts = (page for path, page in site.pages.items() if path.startswith(f"{language}/") and page.by_class("briefing"))
    return next(page for page in texts if not [each for each in page.all("meta") if each.get("name") == "robots"])


@BROWSER
@pytest.mark.parametrize("server", _TRIED)
def test_a_search_finds_behind_the_cut(chromium: Browser, site: BuiltSite, server: Server) -> None:
    with behind(site, server) as place:
        for language in LANGUAGES:
            words = words_of(_briefing(site, language).all("h1")[0])
            address = f"{place.address}{language}/search/"
            with opened(chromium, address, until="commit", ignore_https_errors=True) as (page, _):
                page.locator("#p_q").fill(words, timeout=20_000)
                page.locator("#p_q").press("Enter")
                page.locator("#p_results mark").first.wait_for(timeout=20_000)
                assert page.locator("#p_results li").count() >= 1


@BROWSER
@pytest.mark.parametrize("server", _TRIED)
def test_a_reader_may_read_on_behind_the_cut(chromium: Browser, site: BuiltSite, server: Server) -> None:
    """A browser that kept its connection would bring two or three pages, and wait for the next."""
    paths = ("ru/archive/", "ru/tags/", "ru/people/", address_of(_briefing(site, "ru").path), "ru/about/")
    with (
        behind(site, server) as place,
        opened(chromium, f"{place.address}ru/", until="commit", ignore_https_errors=True) as (page, _),
    ):
        for path in paths:
            page.goto(f"{place.address}{path}", wait_until="commit", timeout=10_000)
            page.locator("body > footer").wait_for(state="attached", timeout=5_000)
