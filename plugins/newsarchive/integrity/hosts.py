"""A copy at an address: hostile HTTP within a total deadline.

`newsarchive verify` compares a copy of the site on a web server with the signed checksums of the publication; `Host`
fetches its files. The server may be hostile, so everything is limited: sizes, times, redirects, and the addresses of
machines. A deadline (`ends`) is a time of `time.monotonic`.

Each file is fetched over its own connection, because some networks cut a connection after a few kilobytes.
"""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from itertools import zip_longest
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from .copies import LIMITS, CopyFault, Kind, Limits
from .responses import ANYTHING, Expected, remarks, require_plain

_PIECE = 1 << 16
_REDIRECTS = 3
_MOVED = frozenset((301, 302, 303, 307, 308))
_GONE = frozenset((401, 403, 404, 410, 451))
_HEADERS = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": "Mozilla/5.0 (compatible)"}
_REFRESH = re.compile(rb'<meta http-equiv="refresh" content="0; url=([^"<>]+)">')
"""Matches the redirect that the site has on a page at the earlier address of a renamed text.

The words of a text cannot match, because `<` is escaped in them.
"""

_PORTS = {"http": 80, "https": 443}
_ADDRESSES = 2
"""How many IP addresses of a host name are tried, for IPv4 and IPv6 each."""


_LEAST = 0.001
"""The shortest socket timeout in seconds: 0 would make it non-blocking, and a negative one is an error."""

_Place = tuple[Any, ...]
"""A result of `socket.getaddrinfo`: family, type, protocol, canonical name and address."""


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
        parts = _split(address)
        if not parts:
            raise CopyFault("unchecked", "address", address)
        path = parts.path.rstrip("/") + "/"
        self._base = _quoted(parts._replace(path=path, query="", fragment="").geturl())
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
        return _path(_joined(self._url(path), address)) if is_relative else ""

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
            with self._asked(url, ends) as (response, watch):
                if response.status in _MOVED:
                    url = led_to(url, response.getheader("Location", ""))
                    if own and _path(url) not in own:
                        raise CopyFault("altered", "leads", _path(url))
                    continue
                # hosts may serve the page for missing addresses with status 404
                if response.status != 200 and (response.status, path) != (404, "404.html"):
                    kind: Kind = "missing" if response.status in _GONE else "unchecked"
                    raise CopyFault(kind, "status", str(response.status))
                if watch.cut:
                    raise CopyFault("unchecked", "too-slow")
                require_plain(path, response.headers, self._expected)
                self._remark(response)
                for piece in _body(response, watch, min(most, self._limits.size)):
                    self._spend(len(piece))
                    yield piece
                return
        raise CopyFault("unchecked", "redirects")

    def _remark(self, response: HTTPResponse) -> None:
        with self._lock:
            self.remarks.update(remarks(response.headers, self._expected))

    def _spend(self, size: int) -> None:
        """Count received bytes; CopyFault if the bytes or the time of the whole host are used up."""
        with self._lock:
            self._left -= size
            if self._left < 0 or time.monotonic() > self._ends:
                raise CopyFault("unchecked", "spent")

    @contextmanager
    def _asked(self, url: str, ends: float) -> Iterator[tuple[HTTPResponse, _Watch]]:
        """Send a GET request; yield the response, and the timer that cuts it at the deadline, or raise CopyFault."""
        self._spend(0)
        parts = urlsplit(url)
        context = self._context if parts.scheme == "https" else None
        connection = _Connection(parts, self._limits.silence, context, self._network, ends)
        watch = _Watch(connection, ends - time.monotonic())
        try:
            connection.request("GET", parts._replace(scheme="", netloc="", fragment="").geturl(), headers=_HEADERS)
            with connection.getresponse() as response:
                yield response, watch
        except (OSError, HTTPException, ValueError) as error:
            if watch.cut or isinstance(error, TimeoutError):
                raise CopyFault("unchecked", "too-slow") from None
            raise CopyFault("unchecked", "system", str(error) or type(error).__name__) from None
        finally:
            watch.end()
            connection.close()


class Network:
    """Opens connections to one host; after the first that succeeds, all go to the same IP address.

    This prevents DNS rebinding: the name could later resolve to another machine, or to our own. A name may also have
    thousands of addresses that do not answer, so only the first two of IPv4 and of IPv6 are tried.
    """

    def __init__(self) -> None:
        """Start without an address; the name is resolved at the first connection."""
        self._lookup: _Lookup | None = None
        self._found: _Place | None = None
        self._port = 0
        self._lock = threading.Lock()

    def connect(self, host: str, port: int, silence: float, ends: float) -> socket.socket:
        """Return a connected socket with `silence` as timeout; OSError if no address of the host answers in time."""
        wrong: OSError = TimeoutError("timed out")
        # a redirect from http to https needs another port on the same machine
        self._port = self._port or port
        places = [self._found] if self._found else self._places(host, port, ends)
        for position, place in enumerate(places):
            family, kind, protocol, _, address = place
            line = socket.socket(family, kind, protocol)
            try:
                line.settimeout(max(min(silence, (ends - time.monotonic()) / (len(places) - position)), _LEAST))
                line.connect(address if port == self._port else (address[0], port, *address[2:]))
            except OSError as error:
                line.close()
                wrong = error
            else:
                line.settimeout(silence)
                self._found = place
                return line
        raise wrong

    def _places(self, host: str, port: int, ends: float) -> list[_Place]:
        """Resolve a host name, and return at most two IPv4 and two IPv6 addresses, in turn, or raise OSError."""
        with self._lock:
            if not self._lookup or self._lookup.wrong:
                self._lookup = _Lookup(host, port)
                self._lookup.start()
            lookup = self._lookup
        lookup.join(max(ends - time.monotonic(), 0))
        if lookup.wrong:
            raise lookup.wrong
        if lookup.is_alive():
            raise TimeoutError("timed out")
        kinds = [[each for each in lookup.found if each[0] == kind] for kind in {each[0]: 0 for each in lookup.found}]
        return [each for turn in zip_longest(*(each[:_ADDRESSES] for each in kinds)) for each in turn if each]


class _Lookup(threading.Thread):
    """A thread that resolves a host name, because `socket.getaddrinfo` has no timeout; `wrong` is what it raised."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(daemon=True)
        self._asked = host, port
        self.found: list[_Place] = []
        self.wrong: Exception | None = None

    def run(self) -> None:
        try:
            self.found = socket.getaddrinfo(*self._asked, type=socket.SOCK_STREAM)
        except (OSError, ValueError) as error:
            self.wrong = error


class _Connection(HTTPConnection):
    """A connection whose socket (`line`) a timer can cut at any time, even during the TLS handshake."""

    def __init__(
        self, parts: SplitResult, silence: float, context: ssl.SSLContext | None, network: Network, ends: float
    ) -> None:
        self.default_port = _PORTS[parts.scheme]
        super().__init__(parts.hostname or "", parts.port, timeout=silence)
        self._tls, self._network, self._silence, self._ends = context, network, silence, ends
        self.line: socket.socket | None = None

    def connect(self) -> None:
        """Connect, and perform the TLS handshake for https."""
        self.sock = self.line = self._network.connect(self.host, self.port, self._silence, self._ends)
        if time.monotonic() > self._ends:
            # if `_Watch` fired before now, it had no socket to cut
            raise TimeoutError("timed out")
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls:
            self.sock = self.line = self._tls.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.line.do_handshake()


class _Watch:
    """A timer that cuts a connection at its deadline; then `cut` is True.

    A socket's timeout is not enough: a host that sends a byte now and then could go on for ever.
    """

    def __init__(self, connection: _Connection, seconds: float) -> None:
        self.cut = False
        self._connection = connection
        self._timer = threading.Timer(max(seconds, 0), self._cut)
        self._timer.daemon = True
        self._timer.start()

    def _cut(self) -> None:
        self.cut = True
        if self._connection.line:
            with suppress(OSError):
                # the method of the plain socket, since `SSLSocket.shutdown` also discards the TLS state
                socket.socket.shutdown(self._connection.line, socket.SHUT_RDWR)

    def end(self) -> None:
        """Cancel the timer."""
        self._timer.cancel()


def _body(response: HTTPResponse, watch: _Watch, most: int) -> Iterator[bytes]:
    if (response.length or 0) > most:
        raise CopyFault("altered", "too-large")
    size = 0
    while piece := response.read1(_PIECE):
        size += len(piece)
        if size > most:
            raise CopyFault("altered", "too-large")
        yield piece
    if watch.cut:
        raise CopyFault("unchecked", "too-slow")
    if response.length:
        raise CopyFault("unchecked", "cut-off")


def led_to(url: str, location: str) -> str:
    """Return the absolute address, without fragment, to which a redirect of `url` leads.

    It must be on the same host and port, or lead from http to https on the standard ports; else CopyFault is raised.
    """
    here, there = urlsplit(url), _split(_joined(url, location.encode("latin-1", "replace").decode("utf-8", "replace")))
    if not location or not there or not _is_same_host(here, there):
        raise CopyFault("altered", "elsewhere", location)
    return there._replace(fragment="").geturl()


def _is_same_host(here: SplitResult, there: SplitResult) -> bool:
    upgraded = (here.scheme, there.scheme) == ("http", "https") and {here.port, there.port} <= {None, 80, 443}
    same = upgraded or (here.scheme, _port(here)) == (there.scheme, _port(there))
    return same and here.hostname == there.hostname


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _split(address: str) -> SplitResult | None:
    """Return the parts of an http or https address; None if it is invalid or has a user name (`user@host`)."""
    try:
        parts = urlsplit(address)
        sound = parts.scheme in _PORTS and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return None
    return parts if sound else None


def _joined(url: str, reference: str) -> str:
    """Return the absolute, percent-encoded form of an address on the page `url`; an empty string if it is invalid."""
    try:
        return _quoted(urljoin(url, reference))
    except ValueError:
        return ""


def _quoted(address: str) -> str:
    """Return an address with its path and query percent-encoded, as HTTP requires."""
    parts = urlsplit(address)
    path, query = (quote(each, safe="/%:@!$&'()*+,;=~?") for each in (parts.path, parts.query))
    return parts._replace(path=path, query=query).geturl()


def _path(address: str) -> str:
    return urlsplit(address).path
