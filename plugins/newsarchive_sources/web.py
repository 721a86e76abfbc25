"""One polite, bounded request to a web server that may be hostile.

`Web` says who asks, waits between two requests to one host, and limits sizes, times and redirects. A machine inside a
private network is asked only if the caller says that the source's own address names one
(`model.web_addresses`): a page on the web must not make an editor's computer fetch what only that computer can
reach. `Robots` reads what a site allows programs to fetch, and how long they must wait in between (RFC 9309).
"""

from __future__ import annotations

import datetime as dt
import ssl
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from http.client import HTTPResponse
from itertools import zip_longest
from typing import Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace
from protego import Protego

from newsarchive.api import (
    MOVED,
    ExchangeError,
    Network,
    absolute_address,
    asked_form,
    exchange,
    header_text,
    port_of,
)

REDIRECTS = 3
DEFAULT_PAUSE = 5.0
"""The time in seconds between two requests to one host."""

LONGEST_PAUSE = 30.0
"""The longest wait in seconds between two requests to one host that a robots.txt can ask for."""

PERMANENT = frozenset((301, 308))
_STATUSES = range(200, 600)
_ENCODINGS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
_PIECE = 1 << 16
_SAID = 200
_GZIP = 0x1F
"""The first byte of each stream of gzip."""

_STREAMS = 64
"""How many streams of gzip one body may have."""

Addressed = TypeVar("Addressed")

NoAnswerReason = Literal[
    "address",
    "too-slow",
    "cut-off",
    "private",
    "system",
    "redirects",
    "front",
    "encoding",
    "status",
    "too-large",
    "robots",
]


def printable(text: str) -> str:
    """Return what a server said as messages print it: one line, not long, and nothing that a terminal obeys."""
    line = "".join(character if character.isprintable() else " " for character in text[:_SAID])
    return " ".join(line.split())


class NoAnswerError(Exception):
    """No answer of which anything could be recorded: the reason may pass, or a person has to look.

    Attributes:
        reason: A code, the last part of the key of a message: `address` (no address of the web), `too-slow`,
            `too-large`, `cut-off`, `private` (leads into a private network), `system` (of the network, TLS or HTTP),
            `redirects` (too many, or to nowhere), `front` (a redirect to a front page), `encoding` (the body is
            damaged, or compressed in a way that nobody asked for), `status` (no status of HTTP, or one that may pass)
            or `robots` (the robots.txt cannot be read).
        found: A detail, such as the system's error; may be empty.
    """

    def __init__(self, reason: NoAnswerReason, found: str = "") -> None:
        """Create the error; `found` is cut to 200 characters and one line."""
        self.reason, self.found = reason, printable(found)
        super().__init__(f"{reason}: {self.found}" if found else reason)


class OversizeError(NoAnswerError):
    """The body has more bytes than the limit, as sent or decompressed."""


class WebLimits(NamedTuple):
    """What a server can make us download (bytes, also after decompression) and wait for (seconds).

    `silence` is the time to wait for the next byte, `seconds` that for one request with its redirects.
    """

    size: int = 32 << 20
    seconds: float = 90
    silence: float = 20


class Response(msgspec.Struct, frozen=True):
    """A response, with its body as it is without compression.

    Attributes:
        url: The address that was asked, percent-encoded, without fragment.
        headers: Names and values, in order, as they came.
        body: The decoded body; empty if only the head was asked for.
        moment: When it was asked for, in UTC, without fractions of a second.
        redirects: The responses that led here, in order.
    """

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    moment: dt.datetime
    redirects: tuple[Response, ...] = ()

    def header(self, name: str) -> str:
        """Return the first header of this name, in any case; an empty string if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def media_type(self) -> str:
        """The type of the body in lower case, such as `text/html`; empty if the server says none."""
        return self.header("Content-Type").partition(";")[0].strip().lower()


class Web:
    """Asks web servers, one request at a time."""

    def __init__(
        self,
        agent: str,
        *,
        pause: float = DEFAULT_PAUSE,
        limits: WebLimits = WebLimits(),  # noqa: B008 - a tuple
        context: ssl.SSLContext | None = None,
    ) -> None:
        """Create it.

        Args:
            agent: What the header `User-Agent` says.
            pause: How many seconds pass between two requests to one host, if the caller names no other time.
            limits: Limits of each request.
            context: The TLS settings that verify certificates; by default `ssl.create_default_context()`.
        """
        self.agent, self._pause, self._limits = agent, pause, limits
        self._context = context or ssl.create_default_context()
        self._networks: dict[tuple[str, bool], Network] = {}
        self._delays: dict[str, float] = {}
        self._last: dict[str, float] = {}

    def slow_down(self, url: str, seconds: float) -> None:
        """Wait at least this long, and at most `LONGEST_PAUSE`, between two requests to the host of an address."""
        self._delays[_host(url)] = min(max(seconds, 0), LONGEST_PAUSE)

    def get(
        self,
        url: str,
        *,
        private: bool = False,
        trusted: Collection[tuple[str, str]] = (),
        pause: float | None = None,
        most: int | None = None,
        admit: Callable[[str], None] = lambda _: None,
        headers: Mapping[str, str] | None = None,
        data: bytes | None = None,
        body: bool = True,
    ) -> Response:
        """Ask for an address, follow its redirects, and return the last response, whatever its status.

        Args:
            url: The address.
            private: Whether the machine at this address may be in a private network: an editor has typed it. None to
                which it redirects may, unless it is the same, or has one of the origins in `trusted`.
            pause: Seconds between two requests to this host; by default those of this object. A delay that the host
                asked for (`slow_down`) is kept in any case.
            most: The most bytes of the body; by default those of the limits.
            admit: Called with each address before it is asked; it may raise an error, which ends the request.
            headers: More headers of the request.
            data: A body to POST; a redirect is then followed by GET.
            body: Whether to read the body.

        Raises:
            NoAnswerError: No whole response came.
            OversizeError: The body is too large.
        """
        left, before = self._limits.seconds, list[Response]()
        address = address_of(url)
        while True:
            admit(address)
            self._wait(_host(address), self._pause if pause is None else pause)
            starts = time.monotonic()
            inside = private and origin(address) in (origin(address_of(url)), *trusted)
            response = self._ask(address, starts + left, inside, most, headers, data, body)
            left -= time.monotonic() - starts
            there = self._led_to(response)
            if not there:
                return replace(response, redirects=tuple(before))
            if len(before) == REDIRECTS:
                raise NoAnswerError("redirects", there)
            before.append(response)
            address, data = there, None

    def _led_to(self, response: Response) -> str:
        """Return the address to which a response redirects; an empty string if it is no redirect."""
        location = response.header("Location")
        if response.status not in MOVED or not location:
            return ""
        try:
            return address_of(absolute_address(response.url, header_text(location)))
        except NoAnswerError:
            raise NoAnswerError("redirects", location) from None

    def _ask(
        self,
        url: str,
        ends: float,
        private: bool,
        most: int | None,
        headers: Mapping[str, str] | None,
        data: bytes | None,
        body: bool,
    ) -> Response:
        host = _host(url)
        network = self._networks.setdefault((host, private), Network(public_only=not private))
        asked = {"Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close", "User-Agent": self.agent}
        limit = self._limits.size if most is None else min(most, self._limits.size)
        moment = dt.datetime.now(dt.UTC).replace(microsecond=0)
        try:
            with exchange(
                url,
                network,
                silence=self._limits.silence,
                ends=ends,
                context=self._context,
                headers={**asked, **(headers or {})},
                data=data,
            ) as (response, pieces):
                moved = response.status in MOVED and response.getheader("Location")
                raw = b"".join(pieces(limit)) if body and not moved else b""
        except ExchangeError as error:
            kind = OversizeError if error.reason == "too-large" else NoAnswerError
            raise kind(error.reason, error.found) from None
        finally:
            self._last[host] = time.monotonic()
        if response.status not in _STATUSES:
            raise NoAnswerError("status", str(response.status))
        fields = tuple(response.getheaders())
        return Response(url, response.status, response.reason, fields, _decoded(raw, response, limit), moment)

    def _wait(self, host: str, pause: float) -> None:
        left = self._last.get(host, -LONGEST_PAUSE) + max(pause, self._delays.get(host, 0)) - time.monotonic()
        if left > 0 and host in self._last:
            time.sleep(left)


def address_of(url: str) -> str:
    """Return an address of the web as it is asked for: percent-encoded, its host in ASCII, without fragment.

    Raises:
        NoAnswerError: It is no address with the scheme http or https, or it has a user name.
    """
    try:
        return asked_form(url)
    except ValueError:
        raise NoAnswerError("address", url) from None


def host_of(address: str) -> str:
    """Return the host of an address with its port, in lower case."""
    return urlsplit(address).netloc.rpartition("@")[2].lower()


def in_turn(items: Iterable[Addressed], address: Callable[[Addressed], str]) -> Iterator[Addressed]:
    """Yield items so that those on one host are far apart: the pause between them is spent on others."""
    hosts: dict[str, list[Addressed]] = defaultdict(list)
    for item in items:
        hosts[host_of(address(item))].append(item)
    for turn in zip_longest(*hosts.values()):
        yield from (item for item in turn if item)


def is_front(address: str) -> bool:
    """Return whether an address is that of the front page of a site."""
    parts = urlsplit(address)
    return parts.path in ("", "/") and not parts.query


def is_elsewhere(address: str, response: Response) -> bool:
    """Return whether an address leads to another site for now: a login, a wall for consent, the portal of a network."""
    if all(each.status in PERMANENT for each in response.redirects):
        return False
    return _site(response.url) != _site(address)


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def origin(url: str) -> tuple[str, str]:
    """Return the scheme and the authority of an address."""
    return urlsplit(url)[:2]


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{port_of(parts)}"


def _decoded(raw: bytes, response: HTTPResponse, most: int) -> bytes:
    """Return a body without its compression; OversizeError if that has more than `most` bytes."""
    names = [name.strip() for name in (response.getheader("Content-Encoding") or "").lower().split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if not names or not raw:
        return raw
    if len(names) > 1 or names[0] not in _ENCODINGS:
        raise NoAnswerError("encoding", ", ".join(names))
    bits = _ENCODINGS[names[0]]
    if names[0] == "deflate" and (raw[0] & 0x0F != 8 or int.from_bytes(raw[:2], "big") % 31):
        bits = -zlib.MAX_WBITS  # many servers leave the header of zlib out
    try:
        return _inflated(raw, bits, most)
    except zlib.error as error:
        raise NoAnswerError("encoding", str(error)) from None


def _inflated(raw: bytes, bits: int, most: int) -> bytes:
    """Return decompressed bytes; zlib.error if they are damaged. What follows the last stream of gzip is padding."""
    made, size, streams = list[bytes](), 0, 1
    stream = zlib.decompressobj(bits)
    for start in range(0, len(raw), _PIECE):
        chunk = raw[start : start + _PIECE]
        while chunk:
            if stream.eof:
                if chunk[0] != _GZIP or bits < zlib.MAX_WBITS or streams == _STREAMS:
                    return b"".join(made)
                stream, streams = zlib.decompressobj(bits), streams + 1
            made.append(stream.decompress(chunk, most - size + 1))
            size += len(made[-1])
            if size > most:
                raise OversizeError("too-large")
            chunk = stream.unused_data
    if not stream.eof:
        raise NoAnswerError("cut-off")
    return b"".join(made)


MOST_ROBOTS = 1 << 20
"""The largest robots.txt that is read, in bytes; the standard demands 500 KiB."""

_NOT_NOW = 429
_MOST_PAIRS = 20_000_000
"""How many lines times how many names of programs a robots.txt may have; Protego's memory grows with both."""


class RobotsBarError(Exception):
    """The robots.txt of a site does not allow us to fetch an address."""


class Robots:
    """The robots.txt of each host that was asked, fetched once in a run."""

    def __init__(self, web: Web) -> None:
        """Create it; `web` fetches the files, and waits as long as they say."""
        self._web, self._agent = web, web.agent.partition("/")[0]
        self._rules = dict[str, Protego | NoAnswerError]()

    def require(self, url: str, *, private: bool = False) -> None:
        """Return if an address, percent-encoded, may be fetched; `private` allows to ask inside a private network.

        Raises:
            RobotsBarError: The site does not allow it.
            NoAnswerError: Its robots.txt cannot be read at present, so that nothing of the site may be fetched.
        """
        top = "://".join(urlsplit(url)[:2])
        if top not in self._rules:
            self._rules[top] = self._read(f"{top}/robots.txt", private)
        rules = self._rules[top]
        if isinstance(rules, NoAnswerError):
            raise NoAnswerError(rules.reason, rules.found)
        self._web.slow_down(url, rules.crawl_delay(self._agent) or 0)
        if not rules.can_fetch(url, self._agent):
            raise RobotsBarError(url)

    def _read(self, url: str, private: bool) -> Protego | NoAnswerError:
        """Return the rules of a robots.txt, or why they are unknown; a missing one allows everything."""
        try:
            response = self._web.get(url, private=private, pause=0, most=MOST_ROBOTS)
        except OversizeError:
            return NoAnswerError("robots", "too large")
        except NoAnswerError as error:
            return error
        if response.status >= 500 or response.status == _NOT_NOW:
            return NoAnswerError("robots", str(response.status))
        if not 200 <= response.status < 300:
            return Protego.parse("")
        rules = response.body.decode("utf-8-sig", "replace")
        if len(rules.splitlines()) * rules.lower().count("agent") > _MOST_PAIRS:
            return NoAnswerError("robots", "too large")
        return Protego.parse(rules)
