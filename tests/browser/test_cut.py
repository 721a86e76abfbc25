"""A connection that is cut after 16,384 bytes, TLS included, brings the full text of every page."""

from __future__ import annotations

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

from tests.browser.kinds import CASES, SITES, Visit
from tests.browser.opening import opened, wait_until
from tests.browser.texts import in_order, words_of_file, words_seen
from tests.cutting import LIMIT, Cut, cut
from tests.serving import compressed, served
from tests.sites import BuiltSite

pytestmark = pytest.mark.browser

# A key share that quantum computers do not break (X25519MLKEM768) makes the server's hello so much longer. Browsers
# ask for it and newer servers have it: where this machine's OpenSSL has not, it is counted as if it had been sent.
MLKEM = 0 if ssl.OPENSSL_VERSION_INFO >= (3, 5) else 1_088


@dataclass(frozen=True)
class Behind:
    """A site behind the middle man: its address there, what was carried, and whom a reader trusts."""

    address: str
    carried: Cut
    trust: ssl.SSLContext


@contextmanager
def _behind(site: BuiltSite) -> Iterator[Behind]:
    """Serve a site over TLS 1.3 with a key on P-256; an intermediate authority has signed its certificate."""
    authority, own = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.create_child_ca().issue_cert("archive.test", "127.0.0.1").configure_cert(own)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    with served(site, own) as address:
        port = urlsplit(address).port
        assert port
        with cut(port, limit=LIMIT - MLKEM) as carried:
            yield Behind(address.replace(f":{port}/", f":{carried.port}/"), carried, trust)


@pytest.fixture(scope="module")
def behind(build_site: Callable[[str], BuiltSite]) -> Iterator[dict[str, Behind]]:
    """The public sites."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(_behind(build_site(name))) for name in SITES}


def _fetched(place: Behind, path: str, seconds: float = 10) -> tuple[bytes, int]:
    """Return the compressed body that arrived in one new connection, and all bytes that the server sent for it."""
    number = len(place.carried.wished)
    connection = http.client.HTTPSConnection("127.0.0.1", place.carried.port, context=place.trust, timeout=seconds)
    try:
        connection.request("GET", f"{urlsplit(place.address).path}{path}", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        assert answer.headers["Content-Encoding"] == "gzip"
        body = answer.read()
    finally:
        connection.close()
    return body, place.carried.wished[number] + MLKEM


def test_every_page_of_the_archive_arrives_whole(
    behind: dict[str, Behind], all_visits: tuple[Visit, ...], record_property: Callable[[str, object], None]
) -> None:
    place, lost, sent = behind["real-public"], [], {}
    own = [each for each in all_visits if each.site.name == "real-public" and not each.made.refresh]
    assert len(own) > 500
    for visit in own:
        path = visit.made.address
        try:
            body, sent[path] = _fetched(place, path, seconds=1)
        except TimeoutError:
            lost.append(f"{path}: {place.carried.wished[-1] + MLKEM} bytes")
            continue
        # the page for what is not there has its own address in it, and an answer of its own
        assert body == compressed(visit.source), path
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
    (tmp_path / "404.html").write_bytes(site.files["404.html"])
    with _behind(replace(site, path=tmp_path)) as place:
        body, sent = _fetched(place, "small.txt")
        assert body == compressed((tmp_path / "small.txt").read_bytes())
        assert len(body) + 2_000 < sent < LIMIT
        with pytest.raises(TimeoutError):
            _fetched(place, "large.txt", seconds=1)
        assert place.carried.wished[-1] > 20_000


@pytest.mark.parametrize(
    ("language", "words"), [("az", "məhkəmə qərarı"), ("en", "court ruling"), ("ru", "решение суда")]
)
def test_a_search_finds_behind_the_cut(chromium: Browser, behind: dict[str, Behind], language: str, words: str) -> None:
    address = behind["real-public"].address + f"{language}/search/"
    with opened(chromium, address, until="commit", ignore_https_errors=True) as (page, _):
        page.locator("#p_q").fill(words, timeout=20_000)
        page.locator("#p_q").press("Enter")
        page.locator("#p_results mark").first.wait_for(timeout=20_000)
        assert page.locator("#p_results li").count() >= 1


@pytest.mark.parametrize("script", [False, True], ids=["script off", "script on"])
@pytest.mark.parametrize(("kind", "language"), CASES)
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
