"""A copy at an address, fetched file by file within limits.

`newsarchive verify` compares a copy of the site on a web server with the signed checksums of the publication; `Host`
fetches its files. The server may be hostile, so everything is limited: sizes, times, redirects, and the addresses of
machines. A deadline (`ends`) is a time of `time.monotonic`.

Each file is fetched over its own connection, because some networks cut a connection after a few kilobytes.
"""

from __future__ import annotations

import re
import ssl
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from itertools import islice
from urllib.parse import SplitResult, quote, urlsplit

from newsarchive.api import (
    MOVED,
    Body,
    ExchangeError,
    Network,
    absolute_address,
    exchange,
    header_text,
    port_of,
    quoted,
    split_address,
)

from .copies import LIMITS, CopyFault, Kind, Limits
from .responses import ANYTHING, Expected, remarks, require_plain, require_whole

_REDIRECTS = 3
_MOST_REMARKS = 100
_GONE = frozenset((401, 403, 404, 410, 451))
_HEADERS = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": "Mozilla/5.0 (compatible)"}
_REFRESH = re.compile(rb'<meta http-equiv="refresh" content="0; url=([^"<>]+)">')
"""Matches the redirect that the site has on a page at the earlier address of a renamed text.

The words of a text cannot match, because `<` is escaped in them.
"""


class Host:
    """A copy of the site on a web server, fetched within limits of size and time."""

    connections = 4

    def __init__(
        self,
        address: str,
        limits: Limits = LIMITS,
        context: ssl.SSLContext | None = None,
        expected: Expected = ANYTHING,
    ) -> None:
        """Parse the address of the copy's home folder, or raise CopyFault. The time for all files starts now.

        Args:
            context: The TLS settings that verify certificates; by default `ssl.create_default_context()`.
            expected: The response headers that a faithful copy sends.
        """
        parts = split_address(address)
        if not parts:
            raise CopyFault("unchecked", "address", address)
        path = parts.path.rstrip("/") + "/"
        self._base = quoted(parts._replace(path=path, query="", fragment="").geturl())
        self._limits, self._context, self._expected = limits, context or ssl.create_default_context(), expected
        self._ends, self._left, self._lock = time.monotonic() + limits.run, limits.total, threading.Lock()
        self._network = Network()
        self.by_folder, self.remarks = True, set[str]()

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """Fetch a file by its path in the list of checksums, and yield it in chunks of at most `most` bytes in all.

        If `by_folder` is set, a file `a/index.html` is fetched from `a/`. The host may redirect this to another page
        only if the file itself is a redirect to the same address, as for a renamed text. CopyFault is raised if the
        host does not serve the file, or not as the site itself is served.
        """
        folder, _, name = path.rpartition("/")
        if name != "index.html" or not self.by_folder:
            yield from self._answer(path, path, most)
            return
        place = f"{folder}/" if folder else ""
        # a redirect to `folder` without the slash is not accepted: the page's relative links would break there
        own = frozenset(_path(self._url(each)) for each in (path, place))
        try:
            yield from self._answer(place, path, most, own)
        except CopyFault as fault:
            if fault.reason != "leads":
                raise
            yield self._earlier(path, most, fault)

    def _earlier(self, path: str, most: int, fault: CopyFault) -> bytes:
        """Return the page at an earlier address of a renamed text, fetched by its file name, where the host redirects.

        The page redirects to the present address, and the host may do so itself, but only to the same address
        (`fault.found`). Otherwise, or if the page is missing, `fault` is raised; another CopyFault if it could not be
        fetched.
        """
        try:
            content = b"".join(self._answer(path, path, most))
        except CopyFault as other:
            raise (fault if other.kind == "missing" else other) from None
        if self._leads(path, content) != fault.found:
            raise fault
        return content

    def paths(self) -> None:
        """Return None, because the files on a host cannot be listed."""
        return

    def _url(self, path: str) -> str:
        return self._base + quote(path)

    def _leads(self, path: str, content: bytes) -> str:
        """Return the path on this host to which a page redirects by its HTML; empty if it does not."""
        found = _REFRESH.findall(content.partition(b"</head>")[0])
        address = found[0].decode("utf-8", "replace") if len(found) == 1 else ""
        # the archive redirects only within itself, by relative addresses
        is_relative = address and ":" not in address and not address.startswith("//")
        return _path(absolute_address(self._url(path), address)) if is_relative else ""

    def _answer(self, place: str, path: str, most: int, own: Collection[str] = ()) -> Iterator[bytes]:
        """Fetch a file, follow redirects on the same host, and yield it in chunks, or raise CopyFault.

        Args:
            place: The path to request; `a/` for the file `a/index.html`.
            path: The path of the file in the list of checksums.
            own: If not empty, the only URL paths to which a redirect may lead; for another, a CopyFault is raised with
                the reason `leads` and that path in `found`.
        """
        url, ends = self._url(place), min(time.monotonic() + self._limits.seconds, self._ends)
        for _ in range(_REDIRECTS + 1):
            with self._asked(url, ends) as (response, body):
                with self._lock:
                    found = remarks(response.headers, self._expected)
                    self.remarks.update(islice(found, max(0, _MOST_REMARKS - len(self.remarks))))
                if response.status in MOVED:
                    require_whole(response.headers)
                    url = led_to(url, response.getheader("Location", ""))
                    if own and _path(url) not in own:
                        raise CopyFault("altered", "leads", _path(url))
                    continue
                # hosts may serve the page for missing addresses with status 404
                if response.status != 200 and (response.status, path) != (404, "404.html"):
                    kind: Kind = "missing" if response.status in _GONE else "unchecked"
                    raise CopyFault(kind, "status", str(response.status))
                require_plain(path, response.headers, self._expected)
                for piece in body(min(most, self._limits.size)):
                    self._spend(len(piece))
                    yield piece
                return
        raise CopyFault("unchecked", "redirects")

    def _spend(self, size: int) -> None:
        """Count received bytes; CopyFault if the bytes or the time of the whole host are used up."""
        with self._lock:
            self._left -= size
            if self._left < 0 or time.monotonic() > self._ends:
                raise CopyFault("unchecked", "spent")

    @contextmanager
    def _asked(self, url: str, ends: float) -> Iterator[tuple[HTTPResponse, Body]]:
        """Send a GET request; yield the response and what reads its body, or raise CopyFault."""
        self._spend(0)
        silence, context = self._limits.silence, self._context
        try:
            with exchange(url, self._network, silence=silence, ends=ends, context=context, headers=_HEADERS) as answer:
                yield answer
        except ExchangeError as error:
            kind: Kind = "altered" if error.reason == "too-large" else "unchecked"
            raise CopyFault(kind, error.reason, error.found) from None


_READ_OTHERWISE = re.compile(r"[\\\x00-\x1f\x7f]|^//|^[A-Za-z][A-Za-z0-9+.-]*:(?!//[^/])")


def led_to(url: str, location: str) -> str:
    """Return the absolute address, without fragment, to which a redirect of `url` leads.

    It must be on the same host and port, or lead from http to https on the standard ports; else CopyFault is raised. So
    it is for `/\\host` and the like, in which browsers read another host than Python (URL Standard, special schemes).
    """
    if _READ_OTHERWISE.search(location.strip()):
        raise CopyFault("altered", "elsewhere", location)
    here, there = urlsplit(url), split_address(absolute_address(url, header_text(location)))
    if not location or not there or not _is_same_host(here, there):
        raise CopyFault("altered", "elsewhere", location)
    return there._replace(fragment="").geturl()


def _is_same_host(here: SplitResult, there: SplitResult) -> bool:
    upgraded = (here.scheme, there.scheme) == ("http", "https") and {here.port, there.port} <= {None, 80, 443}
    same = upgraded or (here.scheme, port_of(here)) == (there.scheme, port_of(there))
    return same and here.hostname == there.hostname


def _path(address: str) -> str:
    return urlsplit(address).path
