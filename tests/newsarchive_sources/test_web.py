"""Requests to servers as they are: slow, endless, lying, and pointing into private networks."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
import zlib

import pytest
import trustme

from newsarchive import connections
from newsarchive_sources.web import NoAnswerError, OversizeError, Robots, RobotsBarError, Web, WebLimits, address_of
from tests.newsarchive_publish.integrity.hosts import cut, dripping, endless, file, host, moved, page, said, silent

AGENT = "newsarchive/0 (+https://archive.example)"
SMALL = WebLimits(size=100_000)
HASTY = WebLimits(size=100_000, seconds=1.5, silence=0.5)


@pytest.fixture
def web() -> Web:
    return Web(AGENT, pause=0, limits=SMALL)


def refused(web: Web, url: str, *, private: bool = True) -> str:
    with pytest.raises(NoAnswerError) as caught:
        web.get(url, private=private)
    return caught.value.reason


def test_a_response_has_its_head_its_body_and_its_moment(web):
    with host({"/a": page(b"<p>words", Set_Cookie="id=1")}) as base:
        response = web.get(f"{base}/a#part", private=True)
    assert (response.url, response.status, response.reason) == (f"{base}/a", 200, "OK")
    assert (response.body, response.media_type) == (b"<p>words", "text/html")
    assert response.moment.utcoffset().total_seconds() == 0
    assert response.moment.microsecond == 0


def test_the_server_learns_who_asks_and_no_more(web):
    asked = []

    def answer(line: socket.socket) -> None:
        asked.append(line.recv(65_536).decode())
        said("200 OK")(line)

    with host({"*": answer}) as base:
        web.get(f"{base}/path?q=1#part", private=True)
    lines = asked[0].rstrip().split("\r\n")
    assert lines[0] == "GET /path?q=1 HTTP/1.1"
    assert {line.partition(":")[0] for line in lines[1:]} == {
        "Host", "Accept", "Accept-Encoding", "Connection", "User-Agent"
    }  # fmt: skip
    assert f"User-Agent: {AGENT}" in lines


def test_every_status_is_an_answer_and_keeps_its_body(web):
    answers = {f"/{status}": said(f"{status} X", b"why") for status in (200, 401, 403, 404, 410, 429, 451, 500, 503)}
    with host(answers) as base:
        for path in answers:
            response = web.get(base + path, private=True)
            assert (f"/{response.status}", response.body) == (path, b"why")


def test_redirects_are_followed_and_remembered_but_not_for_ever(web):
    answers = {"/1": moved("/2", "302 Found"), "/2": moved("/3"), "/3": moved("/4", "308 Moved"), "/4": page(b"end")}
    answers |= {"/loop": moved("/loop"), "/0": moved("/1"), "/mail": moved("mailto:a@example.org")}
    with host(answers) as base:
        response = web.get(f"{base}/1", private=True)
        assert (response.url, response.body) == (f"{base}/4", b"end")
        assert [(each.url, each.status) for each in response.redirects] == [
            (f"{base}/1", 302),
            (f"{base}/2", 301),
            (f"{base}/3", 308),
        ]
        for path in ("/loop", "/0", "/mail"):
            assert refused(web, base + path) == "redirects", path


def test_a_redirect_in_another_alphabet_is_followed(web):
    with host({"/a": moved("/görüş"), "/g%C3%B6r%C3%BC%C5%9F": page(b"here")}) as base:
        assert web.get(f"{base}/a", private=True).body == b"here"


def test_each_address_is_admitted_before_it_is_asked(web):
    asked, seen = [], []

    def admit(url: str) -> None:
        seen.append(url)
        if url.endswith("/b"):
            raise LookupError

    with host({"/a": moved("/b"), "/b": page(b"")}, asked) as base:
        with pytest.raises(LookupError):
            web.get(f"{base}/a", private=True, admit=admit)
        assert (asked, seen) == (["/a"], [f"{base}/a", f"{base}/b"])


def test_slow_and_silent_servers_end_in_time():
    answers = {"/drip": dripping(b"HTTP/1.1 200 OK\r\n\r\n"), "/head": dripping(b"HTTP/1.1 200 OK\r\nX-A: ")}
    with host({**answers, "/silent": silent}) as base:
        for path in ("/drip", "/head", "/silent"):
            starts = time.monotonic()
            assert refused(Web(AGENT, pause=0, limits=HASTY), base + path) == "too-slow", path
            assert time.monotonic() - starts < 30


def test_endless_and_broken_answers_end(web):
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    answers = {"/endless": endless(head), "/headers": endless(b"HTTP/1.1 200 OK\r\nX-A: "), "/cut": cut(b"half")}
    answers |= {
        "/large": page(b"x", Content_Length="1000000000"),
        "/broken": lambda line: line.sendall(b"\0\1\2\r\n\r\n"),
    }
    answers |= {"/chunks": said("200 OK", b"zz\r\nhello", Transfer_Encoding="chunked")}
    answers |= {"/many": lambda line: line.sendall(b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 300 + b"\r\n")}
    expected = {
        "/endless": "too-large", "/headers": "system",
        "/cut": "cut-off", "/large": "too-large", "/broken": "system", "/chunks": "system", "/many": "system",
    }  # fmt: skip
    with host(answers) as base:
        for path, reason in expected.items():
            assert refused(web, base + path) == reason, path


def test_compressed_bodies_come_decoded_and_bombs_do_not_go_off(web):
    raw = zlib.compressobj(wbits=-15)
    bomb = gzip.compress(b"\0" * 10_000_000)
    answers = {
        "/gzip": page(gzip.compress(b"words"), Content_Encoding="gzip"),
        "/two": page(gzip.compress(b"wo") + gzip.compress(b"rds") + b"\0\0", Content_Encoding="x-gzip"),
        "/zlib": page(zlib.compress(b"words"), Content_Encoding="deflate"),
        "/raw": page(raw.compress(b"words") + raw.flush(), Content_Encoding="deflate"),
        "/none": page(b"words", Content_Encoding="identity"),
    }
    wrong = {
        "/bomb": (page(bomb, Content_Encoding="gzip"), "too-large"),
        "/tail": (page(gzip.compress(b"words" * 100)[:-9], Content_Encoding="gzip"), "cut-off"),
        "/lie": (page(b"words", Content_Encoding="gzip"), "encoding"),
        "/twice": (page(gzip.compress(bomb), Content_Encoding="gzip, gzip"), "encoding"),
        "/br": (page(b"words", Content_Encoding="br"), "encoding"),
    }
    with host({**answers, **{path: answer for path, (answer, _) in wrong.items()}}) as base:
        for path in answers:
            assert web.get(base + path, private=True).body == b"words", path
        for path, (_, reason) in wrong.items():
            assert refused(web, base + path) == reason, path
        with pytest.raises(OversizeError):
            web.get(f"{base}/bomb", private=True)


def test_a_body_is_limited_by_the_caller_too_or_not_read(web):
    with host({"/a": page(b"x" * 1000)}) as base:
        with pytest.raises(OversizeError):
            web.get(f"{base}/a", private=True, most=999)
        assert web.get(f"{base}/a", private=True, body=False).body == b""


def test_a_body_is_posted_and_a_redirect_of_it_only_read(web):
    asked = []

    def answer(line: socket.socket) -> None:
        request = line.recv(65_536)
        while request.startswith(b"POST") and not request.endswith(b"question"):
            request += line.recv(65_536)
        asked.append(request)
        (moved("/b") if len(asked) == 1 else page(b"read"))(line)

    with host({"*": answer}) as base:
        response = web.get(f"{base}/a", private=True, data=b"question", headers={"Content-Type": "text/plain"})
    assert response.body == b"read"
    assert asked[0].startswith(b"POST /a ")
    assert asked[0].endswith(b"\r\n\r\nquestion")
    assert asked[1].startswith(b"GET /b ")


def place(address: str, port: int) -> tuple:
    return socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)


def test_a_private_machine_is_asked_only_where_the_caller_allows_it(web, monkeypatch):
    asked = []
    with host({"/a": page(b"secret")}, asked) as base:
        port = base.rpartition(":")[2]
        for name in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433"):
            assert refused(web, f"http://{name}:{port}/a", private=False) == "private", name
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [place("127.0.0.1", int(port))])
        assert refused(web, f"http://news.example:{port}/a", private=False) == "private"
        assert asked == []
        assert web.get(f"http://news.example:{port}/a", private=True).body == b"secret"


def test_a_redirect_to_a_host_that_is_none_ends_the_request_alone(web):
    """http.client refuses these hosts before it connects."""
    places = ("http://a b/", "http://a\x0bb/")
    answers = {f"/{number}": moved(place, "302 Found") for number, place in enumerate(places)}
    with host(answers) as base:
        for path in answers:
            assert refused(web, base + path, private=True) in ("system", "redirects"), path


def test_an_ipv6_address_needs_no_port(web, monkeypatch):
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *place, **_: asked.append(place) or [])
    for url in ("http://[2606:4700::1]/", "https://[2606:4700::abcd]/"):
        refused(web, url, private=True)
    assert asked == [("2606:4700::1", 80), ("2606:4700::abcd", 443)]


def test_a_redirect_from_the_web_does_not_lead_inside(web, monkeypatch):
    """Here 127.0.0.1 plays a public machine, and 127.0.0.2 a private one."""
    monkeypatch.setattr(connections, "is_private", lambda address: address != "127.0.0.1")
    machines = {"inside.example": "127.0.0.2"}
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, port, **_: [place(machines.get(name, name), port)])
    asked = []
    with host({"/a": moved("http://inside.example/")}, asked) as base:
        assert refused(web, f"{base}/a", private=False) == "private"
        assert asked == ["/a"]


def test_addresses_are_asked_in_one_form():
    assert address_of(" https://Ünal.example/a b?q=ö#x ") == "https://xn--nal-goa.example/a%20b?q=%C3%B6"
    assert address_of("http://example.org:8080") == "http://example.org:8080/"
    # fass.de and xn--nxasmq6b.com are sites of others
    assert address_of("https://faß.de/") == "https://xn--fa-hia.de/"
    assert address_of("https://βόλος.com/") == "https://xn--nxasmm1c.com/"
    assert address_of("https://نامه\u200cای.com/") == "https://xn--mgba3gch31f060k.com/"
    assert address_of("https://ü。example/") == "https://xn--tda.example/"
    assert address_of("http://[::1]:80/a%20b") == "http://[::1]:80/a%20b"
    for wrong in (
        "",
        "ftp://example.org/",
        "http://",
        "http://user@example.org/",
        "http://a:99999/",
        "http://ü..example/",
    ):
        with pytest.raises(NoAnswerError, match="address"):
            address_of(wrong)


def test_requests_to_one_host_wait_and_others_do_not(monkeypatch):
    waits = []
    monkeypatch.setattr(time, "sleep", waits.append)
    web = Web(AGENT, pause=100, limits=SMALL)
    with host({"/": page(b"")}) as base, host({"/": page(b"")}) as other:

        def waited(url: str, pause: float | None = None) -> int:
            """Return for how many seconds a request waited, to the next ten."""
            del waits[:]
            web.get(url, private=True, pause=pause)
            return -(-int(sum(waits)) // 10) * 10

        assert [waited(base), waited(other), waited(base), waited(base, 50), waited(base, 0)] == [0, 0, 100, 50, 0]
        web.slow_down(base, 20)
        assert [waited(base, 0), waited(base, 50), waited(other, 0)] == [20, 50, 0]
        web.slow_down(base, 3600)
        assert waited(base, 0) == 30


def test_the_time_that_a_host_asked_us_to_wait_is_not_its_own_slowness():
    web = Web(AGENT, pause=0, limits=WebLimits(seconds=3, silence=3))
    with host({"/a": moved("/b"), "/b": moved("/c"), "/c": page(b"end")}) as base:
        web.slow_down(base, 2)
        assert web.get(f"{base}/a", private=True).body == b"end"


def test_a_certificate_that_nobody_vouches_for_is_refused():
    authority = trustme.CA()
    server, trusting = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(trusting)
    with host({"/a": page(b"words")}, tls=server) as base:
        url = f"{base.replace('http:', 'https:')}/a"
        assert Web(AGENT, pause=0, context=trusting).get(url, private=True).body == b"words"
        with pytest.raises(NoAnswerError, match="certificate"):
            Web(AGENT, pause=0).get(url, private=True)
        assert refused(Web(AGENT, pause=0, context=trusting), f"{base}/a") in ("system", "cut-off")


@pytest.fixture
def patient() -> Web:
    return Web("newsarchive/0 (+https://archive.example)", pause=0, limits=WebLimits(seconds=5, silence=3))


def verdict(patient: Web, answer, path: str = "/text") -> str:
    with host({"/robots.txt": answer}) as base:
        try:
            Robots(patient).require(base + path, private=True)
        except RobotsBarError:
            return "barred"
        except NoAnswerError as error:
            return f"{error.reason} {error.found}".strip()
        return "allowed"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (file(b""), "allowed"),
        (file(b"User-agent: *\nDisallow: /"), "barred"),
        (file(b"User-agent: *\nDisallow: /other"), "allowed"),
        (file(b"User-agent: *\nDisallow: /\n\nUser-agent: NewsArchive\nAllow: /"), "allowed"),
        (file(b"User-agent: newsarchive\nDisallow: /\n\nUser-agent: *\nAllow: /"), "barred"),
        (file(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /te*t$\r\n"), "barred"),
        (file(b"<html>not found</html>"), "allowed"),
        (said("404 Not Found"), "allowed"),
        (said("403 Forbidden"), "allowed"),
        (said("500 Oops"), "robots 500"),
        (said("503 Later"), "robots 503"),
        (said("429 Slow down"), "robots 429"),
        (moved("/robots.txt"), "redirects"),
        (dripping(b"HTTP/1.1 200 OK\r\n\r\n"), "too-slow"),
        (file(b"#" * (1 << 20) + b"\n"), "robots too large"),
        (file(b"User-agent: a\n" * 20_000 + b"Disallow: /\n" * 20_000), "robots too large"),
    ],
)
def test_robots_txt_says(patient, answer, expected):
    assert verdict(patient, answer).removesuffix("/robots.txt").partition(" http")[0] == expected


def test_it_is_asked_once_for_each_host_and_its_delay_is_kept(patient):
    asked = []
    with host({"/robots.txt": file(b"User-agent: *\nCrawl-delay: 7\nDisallow: /b")}, asked) as base:
        robots = Robots(patient)
        robots.require(f"{base}/a", private=True)
        with pytest.raises(RobotsBarError):
            robots.require(f"{base}/b", private=True)
    assert asked == ["/robots.txt"]
    assert list(patient._delays.values()) == [7]
