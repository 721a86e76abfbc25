"""One HTTP exchange with a machine that may be hostile, within a total deadline.

A deadline (`ends`) is a time of `time.monotonic`. Each exchange has a connection of its own, because some networks cut
one after a few kilobytes.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse
from itertools import zip_longest
from queue import Empty, SimpleQueue
from typing import Any, Literal
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

from .model.web_addresses import is_private, web_parts

_PIECE = 1 << 16
_PORTS = {"http": 80, "https": 443}
MOVED = frozenset((301, 302, 303, 307, 308))
"""The statuses of redirects (RFC 9110, 15.4)."""

_ADDRESSES = 2
"""How many IP addresses of a host name are tried, for IPv4 and IPv6 each."""

_LEAST = 0.001
"""The shortest socket timeout in seconds: 0 would make it non-blocking, and a negative one is an error."""

_Place = tuple[Any, ...]
"""A result of `socket.getaddrinfo`: family, type, protocol, canonical name and address."""

ExchangeReason = Literal["too-slow", "too-large", "cut-off", "private", "system"]


class ExchangeError(Exception):
    """No whole response came.

    Attributes:
        reason: `too-slow` (the deadline, or silence), `too-large`, `cut-off` (the body ended early), `private` (the
            name leads into a private network) or `system`.
        found: What the system or the HTTP client said; may be empty.
    """

    def __init__(self, reason: ExchangeReason, found: str = "") -> None:
        """Create the error."""
        super().__init__(f"{reason}: {found}" if found else reason)
        self.reason, self.found = reason, found


Body = Callable[[int], Iterator[bytes]]
"""Yields the body of a response, of at most so many bytes; ExchangeError if it is larger, or does not come in time."""


@contextmanager
def exchange(
    url: str,
    network: Network,
    *,
    silence: float,
    ends: float,
    context: ssl.SSLContext,
    headers: Mapping[str, str],
    data: bytes | None = None,
) -> Iterator[tuple[HTTPResponse, Body]]:
    """Send a request; yield the response and what reads its body.

    Args:
        url: A percent-encoded address (`quoted`) with the scheme http or https.
        network: Opens the connection.
        silence: How many seconds to wait for the next byte.
        ends: The deadline.
        context: The TLS settings that verify certificates.
        headers: The headers of the request, besides `Host`.
        data: The body of a POST request; None for GET.

    Raises:
        ExchangeError: There was no response, or an error of the system ended the block.
    """
    parts = urlsplit(url)
    try:
        connection = _Connection(parts, silence, context if parts.scheme == "https" else None, network, ends)
    except HTTPException as error:  # the host is none, such as `a b`
        raise ExchangeError("system", str(error)) from None
    method = "GET" if data is None else "POST"
    try:
        connection.request(method, parts._replace(scheme="", netloc="", fragment="").geturl(), data, dict(headers))
        with connection.getresponse() as response:
            if connection.cut:
                # the parser takes the end of a connection that was cut for the end of the headers
                raise TimeoutError
            yield response, partial(_pieces, response, connection)
    except (OSError, HTTPException, ValueError) as error:
        if connection.cut or isinstance(error, TimeoutError):
            raise ExchangeError("too-slow") from None
        raise ExchangeError("system", str(error) or type(error).__name__) from None
    finally:
        connection.timer.cancel()
        connection.close()


def _pieces(response: HTTPResponse, connection: _Connection, most: int) -> Iterator[bytes]:
    if (response.length or 0) > most:
        raise ExchangeError("too-large")
    size = 0
    while piece := response.read1(_PIECE):
        size += len(piece)
        if size > most:
            raise ExchangeError("too-large")
        yield piece
    if connection.cut:
        raise ExchangeError("too-slow")
    if response.length:
        raise ExchangeError("cut-off")


class Network:
    """Opens connections to one host; after the first that succeeds, all go to the same IP address.

    This prevents DNS rebinding: the name could later resolve to another machine, or to our own. A name may also have
    thousands of addresses that do not answer, so only the first two of IPv4 and of IPv6 are tried.
    """

    def __init__(self, *, public_only: bool = False) -> None:
        """Start without an address; the name is resolved at the first connection.

        If `public_only`, addresses in a private network are refused, our own machine's too.
        """
        self._public_only = public_only
        self._found: _Place | None = None

    def connect(self, host: str, port: int, silence: float, ends: float) -> socket.socket:
        """Return a connected socket with `silence` as timeout; OSError if no address of the host answers in time."""
        wrong: OSError = TimeoutError("timed out")
        places = [self._found] if self._found else self._places(host, port, ends)
        for position, place in enumerate(places):
            family, kind, protocol, _, address = place
            line = socket.socket(family, kind, protocol)
            try:
                line.settimeout(max(min(silence, (ends - time.monotonic()) / (len(places) - position)), _LEAST))
                # a redirect from http to https needs another port on the same machine
                line.connect((address[0], port, *address[2:]))
            except OSError as error:
                line.close()
                wrong = error
            else:
                line.settimeout(silence)
                self._found = place
                return line
        raise wrong

    def _places(self, host: str, port: int, ends: float) -> list[_Place]:
        """Resolve a host name, and return at most two IPv4 and two IPv6 addresses, in turn, or raise OSError.

        If all are in a private network that must not be entered, raise ExchangeError.
        """
        every = _looked_up(host, port, ends)
        found = [each for each in every if not (self._public_only and is_private(each[4][0]))]
        if every and not found:
            raise ExchangeError("private", host)
        kinds = [[each for each in found if each[0] == kind] for kind in {each[0]: 0 for each in found}]
        return [each for turn in zip_longest(*(each[:_ADDRESSES] for each in kinds)) for each in turn if each]


def _looked_up(host: str, port: int, ends: float) -> list[_Place]:
    """Resolve a host name in a thread, because `socket.getaddrinfo` has no timeout; raise OSError if that fails."""
    answers: SimpleQueue[list[_Place] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, ValueError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=max(ends - time.monotonic(), 0))
    except Empty:
        raise TimeoutError("timed out") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


class _Connection(HTTPConnection):
    """A connection whose socket (`line`) a timer cuts at the deadline, even while TLS begins; then `cut` is True.

    A socket's timeout is not enough: a host that sends a byte now and then could go on for ever.
    """

    def __init__(
        self, parts: SplitResult, silence: float, context: ssl.SSLContext | None, network: Network, ends: float
    ) -> None:
        self.default_port = _PORTS[parts.scheme]
        # without a port, http.client takes the end of an IPv6 address for one
        super().__init__(parts.hostname or "", port_of(parts), timeout=silence)
        self._tls, self._network, self._silence, self._ends = context, network, silence, ends
        self.line: socket.socket | None = None
        self.cut = False
        self.timer = threading.Timer(max(ends - time.monotonic(), 0), self._cut)
        self.timer.daemon = True
        self.timer.start()

    def _cut(self) -> None:
        self.cut = True
        if self.line:
            with suppress(OSError):
                # the method of the plain socket, since `SSLSocket.shutdown` also discards the TLS state
                socket.socket.shutdown(self.line, socket.SHUT_RDWR)

    def connect(self) -> None:
        """Connect, and perform the TLS handshake for https."""
        self.sock = self.line = self._network.connect(self.host, self.port, self._silence, self._ends)
        if time.monotonic() > self._ends:
            # if the timer fired before now, it had no socket to cut
            raise TimeoutError("timed out")
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls:
            self.sock = self.line = self._tls.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.line.do_handshake()


def split_address(address: str) -> SplitResult | None:
    """Return the parts of an http or https address; None if it is invalid or has a user name (`user@host`)."""
    # white space in it is percent-encoded when it is asked for
    parts = web_parts("".join("%20" if each.isspace() else each for each in address))
    return urlsplit(address) if parts and "@" not in parts.netloc else None


def asked_form(address: str) -> str:
    """Return an address as it is asked for: percent-encoded, its host in ASCII, without fragment.

    Raises:
        ValueError: It is no address with the scheme http or https, or it has a user name.
    """
    parts = split_address(address.strip())
    if not parts or not parts.hostname:
        raise ValueError(address)
    # UTS 46, as browsers have it
    host = parts.hostname if parts.hostname.isascii() else idna.encode(parts.hostname, uts46=True).decode()
    host = f"[{host}]" if ":" in host else host
    netloc = f"{host}:{parts.port}" if parts.port else host
    return quoted(parts._replace(netloc=netloc, path=parts.path or "/", fragment="").geturl())


def port_of(parts: SplitResult) -> int:
    """Return the port of an http or https address."""
    return parts.port or _PORTS[parts.scheme]


def header_text(value: str) -> str:
    """Return the value of a header, which http.client decodes as Latin-1 while servers send UTF-8."""
    return value.encode("latin-1", "replace").decode("utf-8", "replace")


def absolute_address(url: str, reference: str) -> str:
    """Return the absolute, percent-encoded form of an address on the page `url`; an empty string if it is invalid."""
    try:
        return quoted(urljoin(url, reference))
    except ValueError:
        return ""


def quoted(address: str) -> str:
    """Return an address with its path and query percent-encoded, as HTTP requires."""
    parts = urlsplit(address)
    path, query = (quote(each, safe="/%:@!$&'()*+,;=~?") for each in (parts.path, parts.query))
    return parts._replace(path=path, query=query).geturl()
