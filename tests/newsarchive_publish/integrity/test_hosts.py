"""What a host of the web serves is read, and a hostile one wastes little of anybody's time."""

import hashlib
import socket
import ssl
import time

import pytest
import trustme

from newsarchive_publish.integrity.copies import CopyFault, Limits, compare, fetched
from newsarchive_publish.integrity.hosts import Host, led_to
from tests.newsarchive_publish.integrity.hosts import cut, dripping, endless, file, host, moved, said, silent

LIMITS = Limits(size=100_000, seconds=1, silence=0.4)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def got(answers, path="a/b.html", most=100_000, base="/", asked=None):
    with host(answers, asked) as address:
        return fetched(Host(address + base, LIMITS), path, most)


def fault_of(answers, path="a/b.html", most=100_000, base="/"):
    with pytest.raises(CopyFault) as found:
        got(answers, path, most, base)
    return found.value.kind, found.value.reason


def test_a_file_is_read_under_the_path_of_the_copys_address():
    assert got({"/x/y/a/b.html": file(b"words")}, base="/x/y") == b"words"
    assert got({"/x/y/a%20b/%C9%99.html": file(b"words")}, "a b/ə.html", base="/x/y/?q#f") == b"words"
    assert got({"/a/b.html": file(b"")}) == b""


def test_an_index_is_what_a_folders_address_gives_and_no_file_of_its_own():
    asked = []
    assert got({"/a/": file(b"words"), "/a/index.html": moved("/a/")}, "a/index.html", asked=asked) == b"words"
    assert got({"/": file(b"words")}, "index.html", asked=asked) == b"words"
    assert asked == ["/a/", "/"]
    for status, kind in (("404 No", "missing"), ("403 No", "missing"), ("410 No", "missing"), ("500 Oh", "unchecked")):
        answers = {"/a/": said(status), "/a/index.html": file(b"words")}
        assert fault_of(answers, "a/index.html") == (kind, "status")


def test_the_page_for_missing_addresses_may_have_their_status_and_no_other_may():
    assert got({"/404.html": said("404 Not Found", b"words")}, "404.html") == b"words"
    assert fault_of({"/a/b.html": said("404 Not Found", b"words")}) == ("missing", "status")


@pytest.mark.parametrize(
    ("status", "kind"),
    [("403 No", "missing"), ("410 Gone", "missing"), ("429 Slowly", "unchecked"), ("503 Busy", "unchecked")],
)
def test_a_status_says_whether_a_file_is_missing_or_only_could_not_be_had(status, kind):
    assert fault_of({"/a/b.html": said(status)}) == (kind, "status")


def test_headers_of_a_redirect_can_follow_readers_and_mislead_too():
    tracked = said("301 Moved", Location="/a/b", Set_Cookie="a=b")
    with host({"/a/b.html": tracked, "/a/b": file(b"words", Server="x")}) as address:
        copy = Host(address, LIMITS)
        assert fetched(copy, "a/b.html", 100) == b"words"
    assert copy.remarks == {"Set-Cookie"}
    hidden = b"HTTP/1.1 301 Moved\r\nLocation: /a/b\r\nno header\r\nSet-Cookie: a=b\r\n\r\n"
    answers = {"/a/b.html": lambda line: line.sendall(hidden), "/a/b": file(b"words")}
    assert fault_of(answers) == ("altered", "header")


def test_a_redirect_is_followed_on_the_host_itself():
    assert got({"/a/b.html": moved("/a/b"), "/a/b": file(b"words")}) == b"words"
    assert got({"/x/a/b.html": moved("b", "308 Moved"), "/x/a/b": file(b"words")}, base="/x") == b"words"
    assert fault_of({"/a/b.html": moved("/a/b.html")}) == ("unchecked", "redirects")


PAGE = b'<meta http-equiv="refresh" content="0; url=../new/">'


def test_an_earlier_address_may_lead_on_to_where_its_page_would():
    answers = {"/x/a/old/": moved("/x/a/new/"), "/x/a/old/index.html": file(PAGE), "/x/a/new/": file(b"new")}
    assert got(answers, "a/old/index.html", base="/x") == PAGE
    assert fault_of({**answers, "/x/a/old/": moved("/x/a/other/")}, "a/old/index.html", base="/x") == (
        "altered",
        "leads",
    )
    assert fault_of({**answers, "/x/a/old/index.html": file(b"text")}, "a/old/index.html", base="/x") == (
        "altered",
        "leads",
    )


@pytest.mark.parametrize(
    "page",
    [
        b'<title>http-equiv=refresh content=0;url=../new/</title>',
        b'<head></head><p>&lt;meta http-equiv="refresh" content="0; url=../new/"&gt;',
        b'<head></head><p><meta http-equiv="refresh" content="0; url=../new/">',
        b'<head><meta http-equiv="refresh" content="0; url=//evil.example/x/a/new/"></head>',
        b'<head><meta http-equiv="refresh" content="0; url=https://evil.example/x/a/new/"></head>',
        b'<head><meta http-equiv="refresh" content="900; url=../new/"></head>',
        b'<head>' + PAGE + PAGE.replace(b"new", b"other") + b'</head>',
    ],
)  # fmt: skip
def test_a_page_whose_words_only_look_as_if_it_led_on_may_not_be_led_from(page):
    answers = {"/x/a/old/": moved("/x/a/new/"), "/x/a/old/index.html": file(page), "/x/a/new/": file(b"new")}
    assert fault_of(answers, "a/old/index.html", base="/x") == ("altered", "leads")


def test_a_folder_may_lead_to_its_own_index():
    answers = {
        "/a/": moved("/a/index.html"),
        "/a/index.html": file(b"words"),
        "/": moved("index.html"),
        "/index.html": file(b"w"),
    }
    assert got(answers, "a/index.html") == b"words"
    assert got(answers, "index.html") == b"w"


def test_a_page_without_the_slash_of_its_address_is_another_since_its_links_lead_elsewhere():
    assert fault_of({"/a/": moved("/a"), "/a": file(b"words")}, "a/index.html") == ("altered", "leads")


@pytest.mark.parametrize(
    "location",
    [
        "http://localhost/",
        "//b.example/a",
        "https://b.example/",
        "http://127.0.0.1:1/a/b",
        "ftp://127.0.0.1/",
        "",
        "file:///etc/passwd",
        "http://[x",
    ],
)
def test_a_redirect_to_anywhere_else_is_not_followed(location):
    assert fault_of({"/a/b.html": moved(location)}) == ("altered", "elsewhere")
    answers = {"/a/": moved(location), "/a/index.html": file(b"words")}
    assert fault_of(answers, "a/index.html") == ("altered", "elsewhere")


@pytest.mark.parametrize(
    ("url", "location", "expected"),
    [
        ("http://a.example/x/", "https://a.example/x/", "https://a.example/x/"),
        ("http://a.example:80/x", "https://A.example:443/y#z", "https://A.example:443/y"),
        ("https://a.example/x", "https://a.example:443/y", "https://a.example:443/y"),
        ("https://a.example/x", "/y?z", "https://a.example/y?z"),
        ("https://a.example/x", "http://a.example/x", ""),
        ("http://a.example:8080/", "https://a.example/", ""),
        ("https://a.example/", "https://a.example:8443/", ""),
        ("https://a.example/", "https://www.a.example/", ""),
        ("https://a.example/", "https://u@a.example/", ""),
        ("https://a.example/", "javascript:x", ""),
        (
            "https://a.example/x/",
            "caf\u00c3\u00a9 1/%C9%99?\u00e9 \t",
            "https://a.example/x/caf%C3%A9%201/%C9%99?%EF%BF%BD%20",
        ),
        ("https://a.example/x", "http://[", ""),
        # browsers take a backslash for a slash, any number of slashes for two, and no notice of a tab
        *(
            ("https://a.example/x", location, "")
            for location in ("/\\b.example/y", "\\\\b.example/y", "///b.example/y")
        ),
        *(
            ("https://a.example/x", location, "")
            for location in ("https:\\\\b.example/y", "https:/b.example", "/\t/b.example")
        ),
        ("https://a.example/x", "https://\u00e2\u0084\u0080.example/", ""),
    ],
)
def test_a_host_may_lead_from_http_to_https_and_never_back_or_to_another_port(url, location, expected):
    if expected:
        assert led_to(url, location) == expected
    else:
        with pytest.raises(CopyFault):
            led_to(url, location)


def test_a_certificate_must_be_that_of_the_host():
    authority = trustme.CA()
    server, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("localhost").configure_cert(server)
    authority.configure_trust(trusting)
    with host({"/a": file(b"words")}, tls=server) as address:
        port = address.rpartition(":")[2]
        assert fetched(Host(f"https://localhost:{port}", LIMITS, trusting), "a", 100) == b"words"
        for place, context in (("127.0.0.1", trusting), ("localhost", None)):
            with pytest.raises(CopyFault) as found:
                fetched(Host(f"https://{place}:{port}", LIMITS, context), "a", 100)
            assert (found.value.kind, found.value.reason) == ("unchecked", "system")
            assert "certificate" in found.value.found


def test_a_body_that_is_too_long_is_refused_before_or_while_it_comes():
    assert fault_of({"/a/b.html": file(b"x" * 101)}, most=100) == ("altered", "too-large")
    assert fault_of({"/a/b.html": said("200 OK", Content_Length="100001")}) == ("altered", "too-large")
    assert fault_of({"/a/b.html": endless(HEAD)}) == ("altered", "too-large")
    assert got({"/a/b.html": file(b"x" * 100)}, most=100) == b"x" * 100


def test_a_body_that_ends_early_is_no_altered_file():
    assert fault_of({"/a/b.html": cut(b"words")}) == ("unchecked", "cut-off")
    assert fault_of({"/a/b.html": lambda _: None})[0] == "unchecked"


def test_a_compressed_body_is_not_unpacked():
    assert fault_of({"/a/b.html": said("200 OK", b"words", Content_Encoding="gzip")}) == ("altered", "encoded")


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param({"/a/b.html": dripping(HEAD)}, id="the body drips"),
        pytest.param(
            {"/a/b.html": dripping(HEAD.replace(b"\r\n\r\n", b"\r\nContent-Length: 90000\r\n\r\n"))},
            id="a promised one",
        ),
        pytest.param({"/a/b.html": dripping(HEAD[:-2])}, id="the headers drip"),
        pytest.param({"/a/b.html": dripping(b"HTTP")}, id="the status drips"),
        pytest.param({"/a/b.html": silent}, id="nothing comes"),
        pytest.param({"*": silent}, id="nobody listens"),
    ],
)
def test_a_slow_host_is_left_in_time(answers):
    begun = time.monotonic()
    assert fault_of(answers) == ("unchecked", "too-slow")
    assert time.monotonic() - begun < 3


def test_a_host_that_sends_more_than_a_whole_archive_is_left():
    files = {f"/{number}": file(b"x" * 90_000) for number in range(10)}
    with host(files) as address:
        copy = Host(address, LIMITS._replace(total=300_000))
        assert [len(fetched(copy, str(number), 100_000)) for number in range(3)] == [90_000] * 3
        for number in range(3, 10):
            with pytest.raises(CopyFault) as found:
                fetched(copy, str(number), 100_000)
            assert (found.value.kind, found.value.reason) == ("unchecked", "spent")


def test_a_host_has_an_end_however_slowly_it_answers_aright():
    begun, asked = time.monotonic(), []

    def slowly(line):
        time.sleep(0.3)
        file(b"")(line)

    with host({f"/{number}": slowly for number in range(200)}, asked) as address:
        copy = Host(address, LIMITS._replace(run=1))
        found = compare(copy, {str(number): hashlib.sha256(b"").digest() for number in range(200)}, (), {})
    assert time.monotonic() - begun < 3
    assert found.status == 2
    assert found.unasked["spent"] > 150
    assert len(asked) < 30


LOOPBACK = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 1))
NOBODY = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("100::1", 1, 0, 0))


def resolves_to(monkeypatch, places, names):
    """Have every name mean these places; `names` takes those that were asked for."""

    def getaddrinfo(name, port, **_):
        names.append(name)
        return [(*place, (address[0], port, *address[2:])) for *place, address in places]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture
def full():
    """A port at which a connection is neither made nor refused."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        lines = [socket.socket() for _ in range(4)]
        for line in lines:
            line.setblocking(False)
            line.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
        for line in lines:
            line.close()


def test_a_name_with_many_silent_addresses_is_left_in_time(monkeypatch, full):
    resolves_to(monkeypatch, [LOOPBACK] * 4000, [])
    begun = time.monotonic()
    with pytest.raises(CopyFault) as found:
        fetched(Host(f"http://mirror.example:{full}/", LIMITS._replace(silence=5)), "a", 100)
    assert (found.value.kind, found.value.reason) == ("unchecked", "too-slow")
    assert time.monotonic() - begun < 1.5


def test_an_address_that_refuses_or_is_silent_keeps_nobody_from_the_next(monkeypatch):
    names = []
    with host({"/a": file(b"words")}) as address:
        port = address.rpartition(":")[2]
        places = [(*LOOPBACK[:4], ("127.0.0.2", 1))] * 2 + [NOBODY] * 9
        for first in (places, [NOBODY] * 9):
            resolves_to(monkeypatch, [*first, LOOPBACK][-10:], names)
            copy = Host(f"http://mirror.example:{port}", LIMITS)
            assert fetched(copy, "a", 100) == b"words"
    assert len(names) == 2


def test_a_name_that_nobody_resolves_in_time_is_left(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(5) or [])
    begun = time.monotonic()
    copy = Host("http://mirror.example/", LIMITS)
    for _ in range(2):
        with pytest.raises(CopyFault) as found:
            fetched(copy, "a", 100)
        assert (found.value.kind, found.value.reason) == ("unchecked", "too-slow")
    assert time.monotonic() - begun < 3


def test_a_name_that_does_not_exist_is_told_in_the_systems_words():
    for name in ("mirror.invalid", "x" * 64):
        with pytest.raises(CopyFault) as found:
            fetched(Host(f"http://{name}/", LIMITS), "a", 100)
        assert (found.value.kind, found.value.reason) == ("unchecked", "system")
        assert found.value.found


def test_an_address_with_letters_beyond_ascii_is_an_ordinary_one():
    assert got({"/%C3%A9%20%20/x/a": file(b"words")}, "a", base="/é %20/x?q") == b"words"
    assert got({"/a": moved("/\u00e9 b"), "/%C3%A9%20b": file(b"words")}, "a") == b"words"


def test_a_page_that_leads_to_no_address_is_no_error_of_the_program():
    forged = b'<meta http-equiv="refresh" content="0; url=http://[">'
    answers = {"/old/": moved("/new/"), "/old/index.html": file(forged)}
    assert fault_of(answers, "old/index.html") == ("altered", "leads")


def test_a_name_that_comes_to_mean_another_machine_is_not_followed(monkeypatch):
    """Rebinding: the first answer redirects, and then the name means a service of ours."""
    names = []
    resolves_to(monkeypatch, [LOOPBACK], names)
    with host({"/a": moved("/b?delete=all"), "/b?delete=all": file(b"words")}) as address:
        copy = Host(address.replace("127.0.0.1", "mirror.example"), LIMITS)
        assert fetched(copy, "a", 100) == fetched(copy, "a", 100) == b"words"
    assert names == ["mirror.example"]


def test_a_handshake_that_drips_is_left_in_time():
    begun = time.monotonic()
    # the head of a record of 16 KB, which does not come
    with host({"*": dripping(b"\x16\x03\x03\x40\x00")}) as address, pytest.raises(CopyFault) as found:
        fetched(Host(address.replace("http:", "https:"), LIMITS), "a", 100)
    assert (found.value.kind, found.value.reason) == ("unchecked", "too-slow")
    assert time.monotonic() - begun < 3


def test_a_host_that_is_not_there_is_told_in_the_systems_words():
    with host({}) as address:
        pass
    with pytest.raises(CopyFault) as found:
        fetched(Host(address, LIMITS), "a", 100)
    assert (found.value.kind, found.value.reason) == ("unchecked", "system")
    assert "refused" in found.value.found


def test_a_connection_without_a_certificate_is_not_trusted():
    with host({"*": file(b"words")}) as address, pytest.raises(CopyFault) as found:
        fetched(Host(address.replace("http:", "https:"), LIMITS), "a", 100)
    assert found.value.kind == "unchecked"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ftp://a.example",
        "http://",
        "https:///x",
        "http://u:p@a.example/",
        "http://a.example:x/",
        "/srv",
        "http://[",
        "http://[::1",
        "http://a.example:99999/",
        "http://℀.com/",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(address):
    with pytest.raises(CopyFault):
        Host(address)


def test_nobody_sees_what_else_a_host_has():
    assert Host("http://a.example").paths() is None
