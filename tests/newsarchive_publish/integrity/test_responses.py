"""Headers with which the right bytes mislead their readers are a fault, and those that follow readers are told."""

from http.client import HTTPMessage, parse_headers
from io import BytesIO

import pytest

from newsarchive.server.server_rules import type_of
from newsarchive_publish.integrity.copies import CopyFault
from newsarchive_publish.integrity.responses import Expected, remarks, require_plain

POLICY = "default-src 'none'"
EXPECTED = Expected(type_of, (POLICY,), ("mirror.onion",))
PAGE = ("Content-Type", "text/html; charset=utf-8")


def headers_of(*given):
    headers = HTTPMessage()
    for name, value in given:
        headers[name] = value
    return headers


def fault_of(*given, path="en/index.html", expected=EXPECTED):
    try:
        require_plain(path, headers_of(*given), expected)
    except CopyFault as fault:
        return f"{fault.reason} {fault.found}"
    return ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Refresh", "0; url=https://evil.example/"),
        ("refresh", "3600"),
        ("Link", "</a.css>; rel=stylesheet"),
        ("Link", "<https://evil.example/>; rel=canonical"),
        ("Content-Disposition", "attachment"),
        ("Content-Disposition", 'ATTACHMENT; filename="inline"'),
        ("Onion-Location", "http://evil.onion/"),
        ("Onion-Location", "http://["),
        ("Onion-Location", "http://me@mirror.onion/"),
        ("Onion-Location", "http://mirror.onion:8080/"),
    ],
)
def test_a_header_that_leads_elsewhere_is_a_fault_of_any_file(name, value):
    for path, kind in (("en/index.html", "text/html"), ("pictures/a.png", "image/png"), ("SHA256SUMS", "text/plain")):
        found = fault_of(("Content-Type", kind), (name, value), path=path)
        assert found.lower() == f"header {name}: {value}".lower()


def test_harmless_headers_are_none():
    given = (PAGE, ("Content-Disposition", "inline; filename=a"), ("Onion-Location", "http://mirror.onion/en/"))
    assert not fault_of(*given, ("X-Powered-By", "x"), ("Content-Encoding", "identity"))


@pytest.mark.parametrize(
    ("path", "given", "right"),
    [
        ("index.html", "text/html", True),
        ("index.html", 'Text/HTML;Charset="UTF-8"', True),
        ("index.html", "text/html; charset=utf-7", False),
        ("index.html", "text/html; charset=utf-8; charset=iso-2022-jp", False),
        ("index.html", "text/plain; charset=utf-8", False),
        ("index.html", "application/xhtml+xml", False),
        ("index.html", "application/octet-stream", False),
        ("index.html", "multipart/x-mixed-replace", False),
        ("index.html", "", False),
        ("search/search.js", "application/javascript", True),
        ("search/search.js", "text/plain", False),
        ("en/feed.xml", "text/xml; charset=utf-8", True),
        ("en/feed.xml", "text/html", False),
        ("sitemap.xml", "application/xml", True),
        ("pictures/640/a.webp", "image/webp", True),
        ("pictures/640/a.webp", "application/octet-stream", True),
        ("pictures/640/a.webp", "text/html", False),
        ("documents/a.pdf", "binary/octet-stream", True),
        ("documents/a.PDF", "application/pdf", True),
        ("SHA256SUMS", "application/octet-stream", True),
        # as GitHub Pages (mime-db), Debian's Apache and Python's server send them
        ("server/mirror.sh", "application/x-sh", True),
        ("server/mirror.sh", "text/x-sh; charset=utf-8", True),
        ("server/archive-mirror.timer", "text/x-systemd-unit", True),
        ("en/2023/a/citation.bib", "text/x-bibtex", True),
        ("en/2023/a/citation.bib", "text/plain", True),
        ("data/en/2023.jsonl", "application/x-ndjson", True),
        ("editions/en/archive-en-site.zip", "application/x-zip-compressed", True),
        ("server/mirror.sh", "application/x-sh+xml", False),
        ("server/mirror.sh", "text/html", False),
        ("search/search.js", "text/x-sh", False),
        ("server/nginx.conf", "", True),
        ("robots.txt", "text/html", False),
    ],
)
def test_a_file_is_shown_as_what_it_is(path, given, right):
    found = fault_of(*([("Content-Type", given)] if given else []), path=path)
    assert found == ("" if right else f"type {given or '-'}")


def test_two_types_are_none():
    assert fault_of(PAGE, ("Content-Type", "text/plain")).startswith("type ")


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip"])
def test_another_encoding_than_was_asked_for_is_a_fault(encoding):
    assert fault_of(PAGE, ("Content-Encoding", encoding)) == "encoded "


@pytest.mark.parametrize(
    ("name", "value", "is_harmless"),
    [
        ("Content-Security-Policy", POLICY, True),
        ("Content-Security-Policy", "sandbox", False),
        ("Content-Security-Policy-Report-Only", f"{POLICY}; report-uri https://third.example", False),
        ("Alt-Svc", 'h3="third.example:443"', False),
        ("Accept-CH", "Sec-CH-UA-Model", False),
        ("X-Robots-Tag", "noindex", False),
        ("Set-Cookie", "a=b", False),
        ("NEL", "{}", False),
        ("Service-Worker-Allowed", "/", False),
        ("X-A-Header-Of-Tomorrow", "1", False),
        ("Referrer-Policy", "no-referrer", True),
        ("Referrer-Policy", "unsafe-url", False),
        ("X-Frame-Options", "DENY", True),
        ("X-Frame-Options", "SAMEORIGIN", True),
        ("X-Frame-Options", "ALLOW-FROM https://third.example", False),
        ("ETAG", '"1"', True),
        ("Cache-Control", "max-age=300", True),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains", True),
        ("Strict-Transport-Security", "max-age=0", False),
        ("ETag", '"reader-7" x', False),
        ("Vary", "Accept-Encoding, Origin", True),
        ("Vary", "Cookie", False),
        ("Expires", "Wed, 21 Oct 2026 07:28:00 GMT", True),
        ("Last-Modified", "reader-7", False),
        ("Content-Disposition", "inline", True),
        ("Content-Disposition", "inline; filename=reader-7.pdf", False),
        ("Cache-Control", 'max-age=60, ext="reader-7"', False),
        ("Keep-Alive", "timeout=5, max=100", True),
    ],
)
def test_every_header_that_is_not_known_as_harmless_is_named(name, value, is_harmless):
    given = (PAGE, ("Server", "nginx"), (name, value))
    assert list(remarks(headers_of(*given), EXPECTED)) == ([] if is_harmless else [name.title()])


def test_a_second_policy_is_named():
    assert list(remarks(headers_of(("Content-Security-Policy", POLICY), ("content-security-policy", "x")), EXPECTED))


@pytest.mark.parametrize("line", ["X Y: 1", "no header", ": x", " Folded: 1", "\r", "\x00: x", "ä: x"])
def test_a_header_behind_a_line_that_is_none_is_seen(line):
    """Browsers pass over such a line; Python's reader ends there, and would not see that the page leads on."""
    lines = f"Content-Type: text/html\r\n{line}\r\nRefresh: 0; url=https://evil.example/\r\n\r\n"
    headers = parse_headers(BytesIO(lines.encode("latin-1")))
    with pytest.raises(CopyFault) as found:
        require_plain("index.html", headers, EXPECTED)
    assert (found.value.kind, found.value.reason) == ("altered", "header")


def test_a_message_within_a_message_is_no_page():
    headers = parse_headers(BytesIO(b"Content-Type: message/rfc822\r\n\r\n"))
    with pytest.raises(CopyFault) as found:
        require_plain("index.html", headers, EXPECTED)
    assert (found.value.kind, found.value.found) == ("altered", "message/rfc822")


def test_headers_that_are_cut_off_are_no_alteration():
    headers = parse_headers(BytesIO(b"Content-Type: text/html\r\nContent-Len"))
    with pytest.raises(CopyFault) as found:
        require_plain("index.html", headers, EXPECTED)
    assert (found.value.kind, found.value.reason) == ("unchecked", "cut-off")
