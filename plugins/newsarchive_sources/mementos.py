"""Copies of sources in a public archive (Mementos, RFC 7089): find one, or ask the archive for one.

A TimeGate is asked for the copy nearest to the day on which an editor read the source. What an archive answers counts
only if it is a copy by its own headers, of this address, of a page that was there, and not older than the source. If
the nearest one is none of that, the archive's list (TimeMap) names others.

An archive such as the Wayback Machine also saves a page if somebody asks. It limits how often; it says how long to
wait, and `PublicArchive` waits that long, within bounds.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import time
from collections.abc import Callable, Iterable, Iterator
from email.utils import format_datetime, parsedate_to_datetime
from itertools import islice
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from newsarchive.api import (
    SettingsError,
    Source,
    absolute_address,
    memento_moment,
    names_inside,
    names_private,
    port_of,
    split_address,
)

from .web import NoAnswerError, Response, Web, WebLimits, address_of, origin, printable

ARCHIVE_LIMITS = WebLimits(seconds=200, silence=150)
"""How long to wait for an archive, which fetches a page before it says that it has saved it."""

PATIENCE = 90.0
"""How many seconds one request may wait in all because the archive asks for it."""

SAVE_PAUSE = 20.0
"""Seconds before a request to save a page: the Wayback Machine saves three a minute for those without an account."""

_TRIES = 4

_WAIT = 60
"""The wait in seconds if an archive is busy and does not say how long."""
_LONGEST = 24 * 60 * 60
_LAG = 10.0
"""Seconds after which a saved page is looked for again: archives serve it a little later than they promise it."""
_OTHERS = 3
_NAMED = 5
"""How many copies that an answer names are looked at, and (above) how many of its list."""

_ADDRESSES = 2
_LIST = 4 << 20
_DAY = dt.timedelta(1)
_EASTERNMOST = dt.timedelta(hours=14)
_BUSY = frozenset((429, 503))
_REFUSED = frozenset((401, 403, 451))
_ABSENT = frozenset((404, 406, 410))
_NOTHING = ("no-answer", "unproven")
_ARCHIVE_ERROR = "X-Archive-Wayback-Runtime-Error"
_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w*-]+(?:\s*=\s*(?:"[^"]*"|[^\s";,]+))?)*)')
_PARAMETER = re.compile(r';\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s";,]+))')

_PRESENT = (frozenset(("memento",)), frozenset(("memento", "first", "last")))

ArchiveReason = Literal["busy", "refused", "no-answer", "status", "unproven"]


class ArchiveError(Exception):
    """A public archive gave no answer that counts.

    Attributes:
        reason: `busy`, `refused` (it does not keep this page, or may not be told of it), `no-answer`, `status`, or
            `unproven` (it says that it has saved the page, and no copy of it was there).
        found: A detail for people; may be empty.
        wait: For `busy`, after how many seconds one may ask again.
    """

    def __init__(self, reason: ArchiveReason, found: object = "", wait: int = 0) -> None:
        """Create the error."""
        self.reason, self.found, self.wait = reason, printable(str(found)), wait
        super().__init__(f"{reason}: {self.found}" if self.found else reason)


class Memento(NamedTuple):
    """A copy in a public archive: its address, and when the archive made it, in UTC."""

    address: str
    moment: dt.datetime


class WebLink(NamedTuple):
    """A link of a `Link` header or a TimeMap (RFC 8288, RFC 6690): address, relations, and `datetime` if it has one."""

    address: str
    relations: frozenset[str]
    moment: dt.datetime | None


class PublicArchive:
    """A public web archive."""

    def __init__(
        self,
        web: Web,
        gate: str,
        save: str = "",
        *,
        pause: float = SAVE_PAUSE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Create it; nothing is asked yet.

        Args:
            web: Sends the requests; its limits should be `ARCHIVE_LIMITS`.
            gate: What the address of the TimeGate begins with; the source's address follows.
            save: What the address begins with that saves a page; empty if the archive has none.
            pause: Seconds before a request to save a page.
            sleep: Waits for some seconds.
        """
        self._web, self._gate, self._save, self._pause, self._sleep = web, gate, save, pause, sleep
        self._private = names_private(gate)
        self._origins = {origin(each) for each in (gate, save)}
        self._hosts = {_host(each) for each in (gate, save) if each}
        self._closed = 0.0

    def obtain(self, source: Source, read: dt.date, *, may_ask: bool = True) -> Memento | None:
        """Return a copy of a source, found or asked for; None if there is none.

        Args:
            source: The source.
            read: The day on which an editor read it, such as the date of the briefing.
            may_ask: Whether the archive may be asked to save the page now: not if that is gone.

        Raises:
            ArchiveError: The archive gave no answer that counts.
        """
        found = self.find(source, read)
        return found or (self.ask(source) if may_ask and self._save else None)

    def find(self, source: Source, read: dt.date) -> Memento | None:
        """Return the copy nearest to the noon of a day that fits (see the module), or None; ArchiveError as `obtain`.

        A copy from before the day of the source's publication is one of something else.
        """
        return self._nearest(source.url, dt.datetime.combine(read, dt.time(12), dt.UTC), _earliest(source))

    def ask(self, source: Source) -> Memento:
        """Ask the archive to save a page, and return the copy; ArchiveError if it is not there after that."""
        asked, address = dt.datetime.now(dt.UTC), source.url
        failure, named = ArchiveError("unproven", address), list[str]()
        try:
            named = _named(self._answer(self._save, address, pause=self._pause))
        except ArchiveError as error:
            if error.reason != "no-answer":
                raise
            failure = error  # it may have saved the page, and taken too long to say so
        for wait in (0.0, _LAG, 2 * _LAG) if named else ():
            if wait:
                self._sleep(wait)
            found = next((each for each in (self._copy(one, address) for one in named) if each), None)
            if found:
                return found
        # the answer may name no copy, as for pages that are not HTML
        found = self._nearest(address, asked, asked - _DAY)
        if not found:
            raise failure
        return found

    def _nearest(self, address: str, wanted: dt.datetime, earliest: dt.datetime | None) -> Memento | None:
        headers = {"Accept-Datetime": format_datetime(wanted, usegmt=True)}
        try:
            response = self._answer(self._gate, address, headers=headers)
        except ArchiveError as error:
            if error.reason == "unproven":
                return None
            raise
        tried = _named(response)
        copies = (self._copy(each, address, response if each == response.url else None) for each in tried)
        found = next((each for each in copies if each and _is_since(each, earliest)), None)
        if found:
            return found
        others = (each for each in self._listed(response) if each.address not in tried and _is_since(each, earliest))
        listed = islice(sorted(others, key=lambda each: abs(each.moment - wanted)), _OTHERS)
        copies = (self._copy(each.address, address) for each in listed)
        return next((each for each in copies if each and _is_since(each, earliest)), None)

    def _listed(self, response: Response) -> Iterator[Memento]:
        """Yield what the TimeMap lists that a response links to."""
        lists = [link.address for each in _chain(response) for link in links_of(each) if "timemap" in link.relations]
        if not lists:
            return
        try:
            found = self._get(lists[0], most=_LIST)
        except ArchiveError as error:
            if error.reason in _NOTHING:
                return  # the list may be too long
            raise
        if found.status == 200:
            for link in parse_links(found.body.decode("utf-8", "replace"), found.url):
                if "memento" in link.relations and link.moment:
                    yield Memento(link.address, link.moment)

    def _copy(self, candidate: str, address: str, response: Response | None = None) -> Memento | None:
        """Return the copy at an address of the archive, if by its own headers it is one of the page at `address`.

        `response` is what is there, if that is known already. Archives repeat headers of the pages that they show, so
        an address on another host counts for nothing.
        """
        if _host(candidate) not in self._hosts:
            return None
        try:
            there = response or self._get(candidate, body=False)
        except ArchiveError as error:
            if error.reason in _NOTHING:
                return None
            raise
        if _host(there.url) not in self._hosts:
            return None
        moment = _moment(there.header("Memento-Datetime"))
        originals = [link.address for link in links_of(there) if "original" in link.relations]
        if there.status != 200 or moment is None or not any(is_same_page(each, address) for each in originals):
            return None
        # pages print the day that is in the address
        if memento_moment(there.url) not in (None, moment) or moment > there.moment + _DAY:
            return None
        return Memento(there.url, moment)

    def _answer(self, start: str, address: str, **options: Any) -> Response:
        """Ask the archive about a page, and return its response; ArchiveError if it is no answer."""
        try:
            page = address_of(address)
        except NoAnswerError as error:
            raise ArchiveError("refused", error) from None
        if _is_inside(page) and not self._private:
            raise ArchiveError("refused", page)
        response = self._patiently(start + page, body=False, **options)
        if told := response.header(_ARCHIVE_ERROR):
            raise ArchiveError("refused", told)
        # an archive answers with the status that the page had, and says by this header that it is a copy
        if not response.header("Memento-Datetime") and response.status >= 400 and response.status not in _ABSENT:
            raise ArchiveError("status", response.status)
        return response

    def _patiently(self, address: str, **options: Any) -> Response:
        """Ask, and wait as long as a busy archive says, also if it said so before, within `PATIENCE`."""
        left = PATIENCE
        for _ in range(_TRIES):
            wait = math.ceil(self._closed - time.monotonic())
            if wait > left:
                break
            if wait > 0:
                self._sleep(wait)
                left, self._closed = left - wait, 0.0
            try:
                return self._get(address, **options)
            except ArchiveError as error:
                if error.reason != "busy":
                    raise
        raise ArchiveError("busy", wait=math.ceil(self._closed - time.monotonic()))

    def _get(self, address: str, **options: Any) -> Response:
        try:
            response = self._web.get(address, private=self._private, trusted=self._origins, **options)
        except NoAnswerError as error:
            # a copy of a page that redirects for ever, or into a network, leads nowhere tomorrow, too
            lost = error.reason in ("redirects", "private")
            raise ArchiveError("unproven" if lost else "no-answer", error) from None
        if response.header("Memento-Datetime"):
            return response
        if response.status in _BUSY:
            wait = wait_of(response)
            self._closed = time.monotonic() + wait
            raise ArchiveError("busy", response.status, wait)
        if response.status in _REFUSED:
            raise ArchiveError("refused", response.status)
        return response


def _is_inside(page: str) -> bool:
    """Return whether a public archive cannot fetch a page, and should not learn of it: it is inside a network."""
    return names_inside(page) or (urlsplit(page).hostname or "").rstrip(".").endswith(".onion")


def _earliest(source: Source) -> dt.datetime | None:
    """Return before which moment a copy cannot be one of a source, or None if nobody knows."""
    # somewhere on earth, that day began 14 hours earlier
    return dt.datetime.combine(source.date.start, dt.time(0), dt.UTC) - _EASTERNMOST if source.date else None


def _is_since(memento: Memento, earliest: dt.datetime | None) -> bool:
    return earliest is None or memento.moment >= earliest


def archive_of(web: Web, setting: object, pause: float = SAVE_PAUSE) -> PublicArchive | None:
    """Return the archive that the setting MEMENTO_ARCHIVE names, or None if it is empty; `pause` is as in its class.

    Raises:
        SettingsError: It is not one or two web addresses: of the TimeGate, and of what saves pages.
    """
    addresses = [setting] if isinstance(setting, str) else list(setting) if isinstance(setting, list | tuple) else [""]
    if not addresses:
        return None
    if len(addresses) > _ADDRESSES or not all(_host(str(each)) for each in addresses):
        raise SettingsError(
            f"MEMENTO_ARCHIVE: {setting!r} is not one or two web addresses: what the address of a TimeGate begins with,"
            " and what the address begins with that saves a page"
        )
    return PublicArchive(web, *map(str, addresses), pause=pause)


def wait_of(response: Response) -> int:
    """Return how many seconds a busy server asks to wait (`Retry-After`, RFC 9110); 60 if it does not say."""
    told = response.header("Retry-After").strip()
    until = _moment(told)
    seconds = int((until - response.moment).total_seconds()) if until else _WAIT
    if re.fullmatch(r"[0-9]{1,9}", told):
        seconds = int(told)
    return min(max(seconds, 1), _LONGEST)


def is_same_page(one: str, other: str) -> bool:
    """Return whether archives take two addresses for one page: scheme, `www.` and the form of escapes do not count."""
    try:
        return _page_key(one) == _page_key(other)
    except (NoAnswerError, ValueError):
        return False


def _page_key(url: str) -> tuple[str, str, str]:
    url = address_of(url)
    parts = urlsplit(url)
    return _host(url).removeprefix("www."), unquote(parts.path), unquote(parts.query)


def _host(url: str) -> str:
    """Return the host of an address, and its port unless it is that of http or https; empty for no web address."""
    parts = split_address(url)
    if not parts:
        return ""
    port = port_of(parts)
    return (parts.hostname or "") + (f":{port}" if port not in (80, 443) else "")


def links_of(response: Response) -> Iterator[WebLink]:
    """Yield the links in the headers of a response."""
    for name, value in response.headers:
        if name.lower() == "link":
            yield from parse_links(value, response.url)


def parse_links(text: str, base: str) -> Iterator[WebLink]:
    """Yield the links of a `Link` header or of a document in link-format; addresses are absolute."""
    for match in _LINK.finditer(text):
        found = {name.lower(): quoted or bare for name, quoted, bare in reversed(_PARAMETER.findall(match[2]))}
        address = absolute_address(base, match[1])
        if address:
            relations = frozenset(found.get("rel", "").lower().split())
            yield WebLink(address, relations, _moment(found.get("datetime", "")))


def _named(response: Response) -> list[str]:
    """Return the addresses of copies that an archive's answer leads to or names, the likeliest first.

    The address that was asked is none of them: it shows another copy every day.
    """
    return list(islice(dict.fromkeys(_all_named(response)), _NAMED))


def _all_named(response: Response) -> Iterator[str]:
    if response.redirects:
        yield response.url
    for each in _chain(response):
        if location := each.header("Content-Location"):
            # the archived page may have had such a header itself, which leads to another place of the archive
            yield absolute_address(each.url, location)
        links = [link for link in links_of(each) if "memento" in link.relations]
        # of an address with one copy it is the first and the last
        yield from (link.address for link in links if link.relations in _PRESENT)


def _chain(response: Response) -> Iterable[Response]:
    return (response, *reversed(response.redirects))


def _moment(told: str) -> dt.datetime | None:
    """Return the moment of an HTTP date in UTC, or None if it is none."""
    try:
        found = parsedate_to_datetime(told)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
