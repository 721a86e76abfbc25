"""What gets through a network that cuts each connection after 16 KB, and what does not."""

import ssl
import time

import pytest
import trustme

from newsarchive.integrity.connections import Network
from newsarchive.mirroring.passage import LIMIT, Passage, passage
from tests.unit.integrity.hosts import dripping, file, host, said, silent

HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"


def came(answer, tls=None, context=None, place="127.0.0.1", seconds=5, path="/en/"):
    with host({path: answer}, tls=tls) as address:
        address = address.replace("127.0.0.1", place)
        url = f"{address.replace('http:', 'https:') if tls else address}/en/"
        return passage(url, Network(), seconds=seconds, context=context)


def closed(size):
    return lambda line: line.sendall(HEAD + b"x" * (size - len(HEAD)))


def test_what_fits_passes_and_one_byte_more_does_not():
    assert came(closed(LIMIT)) == Passage(LIMIT, "")
    assert came(closed(LIMIT + 1)) == Passage(LIMIT + 1, "too-large")


def test_a_server_that_keeps_the_connection_does_not_pass():
    assert came(file(b"words")).fault == "kept-open"


@pytest.mark.parametrize("answer", [said("404 No", Connection="close"), silent, lambda _: None])
def test_what_does_not_come_is_unknown(answer):
    assert came(answer, seconds=0.5).fault == "unknown"


def test_an_endless_or_slow_page_is_left_in_time():
    begun = time.monotonic()
    assert came(dripping(HEAD), seconds=0.5).fault == "unknown"
    assert came(closed(1 << 20)).fault == "too-large"
    assert time.monotonic() - begun < 3


@pytest.fixture(scope="module")
def secure():
    authority = trustme.CA()
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    return authority, trusting


def server(authority, *protocols):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    context.set_alpn_protocols(list(protocols))
    return context


def test_tls_counts_and_http2_does_not_pass(secure):
    authority, trusting = secure
    found = came(closed(10_000), server(authority, "http/1.1"), trusting, "localhost")
    assert (found.fault, 11_000 < found.size < 14_500) == ("", True)
    assert came(closed(15_500), server(authority, "http/1.1"), trusting, "localhost").fault == "too-large"
    assert came(silent, server(authority, "h2"), trusting, "localhost", path="*").fault == "http2"


def test_a_certificate_that_is_not_trusted_is_unknown(secure):
    assert came(closed(100), server(secure[0], "http/1.1"), None, "localhost").fault == "unknown"
