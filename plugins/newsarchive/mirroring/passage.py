"""Whether a page gets through a network that cuts each connection after 16 KB.

Since 2025 networks in Russia freeze a connection to many hosts abroad after 16,384 bytes from the server, TLS included.
A page passes if it comes compressed and whole within that, over a connection of its own: with HTTP/2, or if the server
keeps the connection, the next response shares the bytes of the first.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from typing import Literal, TypeVar
from urllib.parse import urlsplit

import msgspec

from newsarchive.integrity.connections import Network

LIMIT = 16_384

_MLKEM = 1_088
"""Bytes that a key share of X25519MLKEM768 adds to the server's hello (RFC 9794; draft-ietf-tls-ecdhe-mlkem).

Browsers ask for it. Where this Python cannot, it is counted as if it had been sent.
"""

_HEADERS = "Accept-Encoding: gzip, deflate, br\r\nUser-Agent: Mozilla/5.0 (compatible)\r\nConnection: keep-alive"
_MOST = 4 * LIMIT
_PIECE = 16_384

Answer = TypeVar("Answer")
PassageFault = Literal["", "too-large", "http2", "kept-open", "unknown"]


class Passage(msgspec.Struct, frozen=True):
    """How a page came: how many bytes the server sent, at most a little over the limit, and why it would be cut."""

    size: int
    fault: PassageFault


def passage(url: str, network: Network, *, seconds: float = 15, context: ssl.SSLContext | None = None) -> Passage:
    """Fetch a page as a browser does, and return whether it would get through; errors of the network are `unknown`.

    Args:
        url: The address of the page.
        network: Opens the connection.
        seconds: The time for all.
        context: The TLS settings that verify certificates.
    """
    ends = time.monotonic() + seconds
    try:
        return _passage(url, network, ends, context or ssl.create_default_context())
    except (OSError, ValueError):
        return Passage(0, "unknown")


def _passage(url: str, network: Network, ends: float, context: ssl.SSLContext) -> Passage:
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    line = network.connect(parts.hostname or "", parts.port or (443 if secure else 80), 5, ends)
    host = parts.netloc.rpartition("@")[2]
    request = f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {host}\r\n{_HEADERS}\r\n\r\n".encode()
    with line:
        wire = _Tls(line, context, parts.hostname or "", ends) if secure else _Plain(line, ends)
        if isinstance(wire, _Tls):
            if wire.protocol == "h2":
                return Passage(wire.received, "http2")
            wire.received += _MLKEM if ssl.OPENSSL_VERSION_INFO < (3, 5) else 0
        wire.send(request)
        head = b""
        while b"\r\n\r\n" not in head:
            piece = wire.receive()
            if not piece or wire.received > _MOST:
                return Passage(wire.received, "unknown")
            head += piece
        fields = head.partition(b"\r\n\r\n")[0].lower().split(b"\r\n")
        if not fields[0].startswith(b"http/1.1 200"):
            return Passage(wire.received, "unknown")
        closes = any(each.partition(b":")[::2] == (b"connection", b" close") for each in fields)
        if not closes:
            return Passage(wire.received, "too-large" if wire.received > LIMIT else "kept-open")
        while wire.received <= _MOST and wire.receive():
            pass
        return Passage(wire.received, "too-large" if wire.received > LIMIT else "")


class _Plain:
    """A connection without TLS that counts what it receives."""

    def __init__(self, line: socket.socket, ends: float) -> None:
        self._line, self._ends, self.received = line, ends, 0

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self._line.sendall(data)

    def receive(self) -> bytes:
        """Return the next bytes; none at the end."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._line.settimeout(left)
        data = self._line.recv(_PIECE)
        self.received += len(data)
        return data


class _Tls(_Plain):
    """A connection with TLS, which offers HTTP/2 as browsers do; what it counts includes the records of TLS."""

    def __init__(self, line: socket.socket, context: ssl.SSLContext, host: str, ends: float) -> None:
        super().__init__(line, ends)
        context.set_alpn_protocols(["h2", "http/1.1"])
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_hostname=host)
        self._turn(self._tls.do_handshake)
        self.protocol = self._tls.selected_alpn_protocol()

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self._tls.write(data)
        super().send(self._out.read())

    def receive(self) -> bytes:
        """Return the next bytes; none at the end."""
        try:
            return self._turn(lambda: self._tls.read(_PIECE))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    def _turn(self, act: Callable[[], Answer]) -> Answer:
        while True:
            try:
                result = act()
            except ssl.SSLWantReadError:
                super().send(self._out.read())
                piece = super().receive()
                if piece:
                    self._in.write(piece)
                else:
                    self._in.write_eof()
            else:
                super().send(self._out.read())
                return result
