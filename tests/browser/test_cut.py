"""A connection that is cut after 16,384 bytes, TLS included, brings the full text of every page."""

from __future__ import annotations

import gzip
import http.client
import os
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme
from playwright.sync_api import Browser

from tests.browser.kinds import SAMPLED, SITES, Visit, sampled
from tests.browser.opening import opened, wait_until
from tests.browser.texts import in_order, words_of_file, words_seen
from tests.cutting import LIMIT, Cut, cut
from tests.serving import Server, served
from tests.sites import BuiltSite

pytestmark = pytest.mark.browser

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
def _behind(site: BuiltSite, server: Server = "nginx") -> Iterator[Behind]:
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


@pytest.fixture(scope="module")
def behind(build_site: Callable[[str], BuiltSite]) -> Iterator[dict[str, Behind]]:
    """The public sites, served by nginx; and the archive by Caddy."""
    with ExitStack() as stack:
        found = {name: stack.enter_context(_behind(build_site(name))) for name in SITES}
        yield {**found, "caddy": stack.enter_context(_behind(build_site("real-public"), "caddy"))}


def _fetched(place: Behind, path: str, seconds: float = 10) -> tuple[bytes, int]:
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


@pytest.mark.parametrize("name", ["real-public", "caddy"])
def test_every_page_of_the_archive_arrives_whole(
    behind: dict[str, Behind],
    all_visits: tuple[Visit, ...],
    record_property: Callable[[str, object], None],
    name: str,
) -> None:
    place, lost, sent = behind[name], [], {}
    own = [each for each in all_visits if each.site.name == "real-public" and not each.made.refresh]
    assert len(own) > 500
    for visit in own:
        path = visit.made.address
        try:
            body, sent[path] = _fetched(place, path, seconds=1)
        except TimeoutError:
            lost.append(f"{path}: {place.carried.wished[-1] + place.unsent} bytes")
            continue
        assert body == visit.source, path
    most = max(sent, key=sent.__getitem__)
    record_property("largest", f"{most}: {sent[most]} of {LIMIT} bytes")
    assert lost == []


def test_what_is_too_large_does_not_arrive(build_site: Callable[[str], BuiltSite], tmp_path: Path) -> None:
    """And what just fits does: the middle man counts rightly."""
    site = build_site("real-public")
    # what cannot be compressed stays as long as it is, and a few bytes longer
    for name, size in (("large.txt", 20_000), ("small.txt", 10_000)):
        (tmp_path / name).write_bytes(os.urandom(size))
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "nginx.conf").write_bytes(site.files["server/nginx.conf"])
    with _behind(replace(site, path=tmp_path)) as place:
        body, sent = _fetched(place, "small.txt")
        assert body == (tmp_path / "small.txt").read_bytes()
        assert len(body) + 2_000 < sent < LIMIT
        with pytest.raises(TimeoutError):
            _fetched(place, "large.txt", seconds=1)
        assert place.carried.wished[-1] > 20_000


@pytest.mark.parametrize("name", ["real-public", "caddy"])
@pytest.mark.parametrize(
    ("language", "words"), [("az", "məhkəmə qərarı"), ("en", "court ruling"), ("ru", "решение суда")]
)
def test_a_search_finds_behind_the_cut(
    chromium: Browser, behind: dict[str, Behind], name: str, language: str, words: str
) -> None:
    address = behind[name].address + f"{language}/search/"
    with opened(chromium, address, until="commit", ignore_https_errors=True) as (page, _):
        page.locator("#p_q").fill(words, timeout=20_000)
        page.locator("#p_q").press("Enter")
        page.locator("#p_results mark").first.wait_for(timeout=20_000)
        assert page.locator("#p_results li").count() >= 1


@pytest.mark.parametrize("name", ["real-public", "caddy"])
def test_a_reader_may_read_on_behind_the_cut(chromium: Browser, behind: dict[str, Behind], name: str) -> None:
    """A browser that kept its connection would bring two or three pages, and wait for the next."""
    place = behind[name]
    with opened(chromium, f"{place.address}ru/", until="commit", ignore_https_errors=True) as (page, _):
        for path in ("ru/archive/", "ru/tags/", "ru/people/", "ru/2023/cybercrime-powers-and-privacy/", "ru/about/"):
            page.goto(f"{place.address}{path}", wait_until="commit", timeout=10_000)
            page.locator("body > footer").wait_for(state="attached", timeout=5_000)


# that the bytes of all pages arrive is seen above: here, that a browser shows what has arrived
@pytest.mark.parametrize(
    ("kind", "language", "script"),
    [
        pytest.param(
            *case.values, script, marks=case.marks, id="-".join((*case.values, "script" if script else "none"))
        )
        for script, languages in ((False, SAMPLED), (True, ("en",)))
        for case in sampled(*languages)
    ],
)
def test_the_full_text_is_seen_behind_the_cut(
    chromium: Browser,
    behind: dict[str, Behind],
    all_visits: tuple[Visit, ...],
    visits: dict[tuple[str, str], Visit],
    kind: str,
    language: str,
    script: bool,
) -> None:
    visit = visits[kind, language]
    address = behind[visit.site.name].address + visit.made.address
    # the server leads on from an old address, in the same connection
    shown = next(
        each
        for each in all_visits
        if each.site == visit.site and each.made.address == (visit.made.refresh or visit.made.address)
    )
    # pictures and the search's script may never come: the page need not be loaded
    options = {"java_script_enabled": script, "ignore_https_errors": True}
    with opened(chromium, address, until="commit", **options) as (page, _):  # type: ignore[arg-type]
        wait_until(page, "document.readyState !== 'loading' || !!document.querySelector('main ~ *')", seconds=5)
        expected = words_of_file(shown, script=script)
        assert len(expected) > 4
        assert in_order(expected, words_seen(page))
