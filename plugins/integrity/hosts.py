"""A copy on a host of the web, which may be hostile: it may redirect, drip, send without end, or send something else.

Each file has a connection of its own: where a network cuts connections after some kilobytes, the next is whole again.
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
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from .copies import LIMITS, CopyFault, Kind, Limits

_PIECE = 1 << 16
_REDIRECTS = 3
_MOVED = frozenset((301, 302, 303, 307, 308))
_GONE = frozenset((401, 403, 404, 410, 451))
_HEADERS = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": "Mozilla/5.0 (compatible)"}
_REFRESH = re.compile(rb"""http-equiv=["']?refresh["']?\s+content=["']?\d+;\s*url=([^"'>\s]+)""", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


class Host:
    """A copy at an address; `Limits` hold for each of its files."""

    connections = 4

    def __init__(self, address: str, limits: Limits = LIMITS, context: ssl.SSLContext | None = None) -> None:
        """CopyFault for what is no address of the web. `context` judges certificates; the usual one by default."""
        parts = urlsplit(address)
        if not _is_of_the_web(parts):
            raise CopyFault("unchecked", "address", address)
        self._base = parts._replace(path=parts.path.rstrip("/") + "/", query="", fragment="").geturl()
        self._limits, self._context = limits, context or ssl.create_default_context()
        self._ends, self._left, self._lock = time.monotonic() + limits.run, limits.total, threading.Lock()
        self._network = Network()

    def chunks(self, path: str, most: int) -> Iterator[bytes]:
        """Yield a file's bytes; CopyFault where the host does not serve it.

        What readers get at a folder's address is its index; some hosts know that by its own name alone. A host may lead
        on from an earlier address by itself, if that is where the page there would lead, too.
        """
        folder, _, name = path.rpartition("/")
        if name != "index.html":
            yield from self._answer(path, most)
            return
        own = frozenset(urlsplit(self._url(each)).path for each in (path, folder, f"{folder}/" if folder else ""))
        try:
            yield from self._answer(f"{folder}/" if folder else "", most, own)
        except CopyFault as fault:
            if fault.kind != "missing" and fault.reason != "leads":
                raise
            content = b"".join(self._answer(path, most))
            if fault.reason == "leads" and self._leads(path, content) != fault.found:
                raise
            yield content

    def paths(self) -> None:
        """Nobody can see what else a host serves."""
        return

    def _url(self, path: str) -> str:
        return urljoin(self._base, quote(path))

    def _leads(self, path: str, content: bytes) -> str:
        """Return where a page leads by itself, as the path of its address; empty where it does not."""
        found = _REFRESH.search(content)
        return urlsplit(urljoin(self._url(path), found[1].decode("utf-8", "replace"))).path if found else ""

    def _answer(self, path: str, most: int, own: Collection[str] = ()) -> Iterator[bytes]:
        """Yield what is served at a path; with `own` paths a redirect to any other is a fault, whose `found` it is."""
        url, ends = self._url(path), min(time.monotonic() + self._limits.seconds, self._ends)
        for _ in range(_REDIRECTS + 1):
            with self._asked(url, ends) as (response, watch):
                if response.status in _MOVED:
                    url = led_to(url, response.getheader("Location", ""))
                    if own and urlsplit(url).path not in own:
                        raise CopyFault("altered", "leads", urlsplit(url).path)
                    continue
                # the page for missing addresses may well come with that status
                if response.status != 200 and (response.status, path) != (404, "404.html"):
                    kind: Kind = "missing" if response.status in _GONE else "unchecked"
                    raise CopyFault(kind, "status", str(response.status))
                if response.getheader("Content-Encoding", "identity") != "identity":
                    raise CopyFault("altered", "encoded")
                for piece in _body(response, watch, min(most, self._limits.size)):
                    self._spend(len(piece))
                    yield piece
                return
        raise CopyFault("unchecked", "redirects")

    def _spend(self, size: int) -> None:
        """Take bytes, or a moment, from what is left for the whole host; CopyFault where nothing is."""
        with self._lock:
            self._left -= size
            if self._left < 0 or time.monotonic() > self._ends:
                raise CopyFault("unchecked", "spent")

    @contextmanager
    def _asked(self, url: str, ends: float) -> Iterator[tuple[HTTPResponse, _Watch]]:
        """Ask for an address; whatever the host does, it ends at a moment."""
        self._spend(0)
        parts = urlsplit(url)
        context = self._context if parts.scheme == "https" else None
        connection = _Connection(parts, self._limits.silence, context, self._network)
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
    """Connects to the machine that the first connection led to: the host's name may come to mean another, or ours."""

    def __init__(self) -> None:
        """Know no machine yet."""
        self._address = ""

    def connect(self, place: tuple[str, int], *rest: Any, **more: Any) -> socket.socket:
        """Connect as `socket.create_connection` does."""
        line = socket.create_connection((self._address or place[0], place[1]), *rest, **more)
        self._address = self._address or str(line.getpeername()[0])
        return line


class _Connection(HTTPConnection):
    """A connection whose socket is at hand from the first moment, so that it can be cut while it is being made."""

    def __init__(self, parts: SplitResult, silence: float, context: ssl.SSLContext | None, network: Network) -> None:
        self.default_port = _PORTS[parts.scheme]
        super().__init__(parts.hostname or "", parts.port, timeout=silence)
        self._tls, self._create_connection = context, network.connect
        self.line: socket.socket | None = None

    def connect(self) -> None:
        """Connect, and shake hands where that is asked for."""
        super().connect()
        self.line = self.sock
        if self._tls:
            self.sock = self.line = self._tls.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.line.do_handshake()


class _Watch:
    """Cuts a connection when its time is over: a limit of silence alone would let a host drip for ever."""

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
                # the plain one: TLS would take its leave first
                socket.socket.shutdown(self._connection.line, socket.SHUT_RDWR)

    def end(self) -> None:
        """Cut nothing any more."""
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
    """Return where a redirect leads, if that is the same host; CopyFault else. From http to https is no other host."""
    here, there = urlsplit(url), urlsplit(urljoin(url, location))
    same = _is_of_the_web(there) and here.hostname == there.hostname
    upgraded = (here.scheme, there.scheme) == ("http", "https") and {here.port, there.port} <= {None, 80, 443}
    if not location or not same or not (upgraded or (here.scheme, _port(here)) == (there.scheme, _port(there))):
        raise CopyFault("missing", "elsewhere", location[:200])
    return there._replace(fragment="").geturl()


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _is_of_the_web(parts: SplitResult) -> bool:
    try:
        return parts.scheme in _PORTS and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False
