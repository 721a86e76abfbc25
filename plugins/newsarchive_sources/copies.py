"""Keep one source whole: fetch its page and what the page needs, as a WACZ file, or find out why there is no copy.

For sources that no program can fetch, an editor brings a file that a browser saved: WACZ (of the browser extension
ArchiveWeb.page), HTML, PDF or a picture of the screen. What a file is, its first bytes say, not its name.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from typing import Literal, NamedTuple

import msgspec

from newsarchive.api import Reason

from .markup import decoded, needed_by_page, needed_by_style_sheet
from .visible_text import HTML, PageWords, media_type_of, visible_text, words_of_page
from .wacz import WaczError, pack, read_wacz
from .web import (
    NoAnswerError,
    OversizeError,
    Response,
    Robots,
    RobotsBarError,
    Web,
    address_of,
    is_elsewhere,
    is_front,
    origin,
    printable,
)


class CopyLimits(NamedTuple):
    """How much is fetched for one source: files besides the page, their bytes in all, and seconds.

    `html` is the size of the largest page in bytes; other files may be as large as the limits of `Web` say. `pause` is
    the time between requests for one page, in seconds.
    """

    files: int = 80
    bytes: int = 24 << 20
    seconds: float = 180
    html: int = 8 << 20
    pause: float = 0.5


class NotKeptError(Exception):
    """A source has no copy, for a reason that is recorded.

    Attributes:
        reason: The reason, as the table has it.
        found: The status of HTTP, or `captcha` (of `refused`); `empty`, `script` (nothing is shown without it) or the
            type of the file (of `unreadable`); empty for the others.
    """

    def __init__(self, reason: Reason, found: str = "") -> None:
        """Create the error."""
        super().__init__(f"{reason}: {found}")
        self.reason, self.found = reason, printable(found)


class FetchedCopy(msgspec.Struct, frozen=True):
    """A copy of a source.

    Attributes:
        data: The WACZ file.
        moment: When the page was fetched, in UTC.
        files: How many files it has besides the page.
        missed: How many files that the page needs could not be fetched.
        leads: The address of the page if the source leads to another site for now; else empty.
    """

    data: bytes
    moment: dt.datetime
    files: int
    missed: int
    leads: str = ""


_REFUSED = frozenset((401, 402, 403, 451))
_GONE = frozenset((404, 410))
_READ = frozenset((200, 203))
_CHALLENGED = ("cf-mitigated", "x-amzn-waf-action")
"""Headers by which Cloudflare and Amazon say that they want to see a person."""

_CHALLENGE = re.compile(
    rb"/cdn-cgi/challenge-platform/|_Incapsula_Resource|px-captcha|ddos-guard|captcha-delivery|g-recaptcha"
    rb"|h-captcha|cf-turnstile|smartcaptcha",
    re.IGNORECASE,
)
_FEW = 600
"""A page with a captcha and fewer letters than this is taken for a test that demands a person."""

_HARDLY_ANY = 80
"""A page with a script and fewer letters than this, and without a picture, is taken for one that needs its script."""

_KEPT = re.compile(
    r"text/[a-z0-9.+-]+|application/(?:xhtml\+xml|pdf|json|xml)|image/(?:png|jpeg|gif|webp|avif|svg\+xml)"
)


class Keeper:
    """Keeps sources, one after another."""

    def __init__(self, web: Web, limits: CopyLimits = CopyLimits()) -> None:  # noqa: B008 - a tuple
        """Create it; `web` fetches everything."""
        self._web, self._limits, self._robots = web, limits, Robots(web)

    def keep(self, url: str, admit: Callable[[str], None] = lambda _: None, *, private: bool = False) -> FetchedCopy:
        """Fetch a source whole.

        Args:
            url: The address.
            admit: Called with each address on the way to the page, which redirects name; it may raise an error.
            private: Whether the machine at this address may be in a private network.

        Raises:
            NotKeptError: There is no copy, and trying again would not help.
            NoAnswerError: There is no copy at present.
        """
        page = self._page(url, private, admit)
        content_type, words = _content(page, self._limits.html)
        needed = _Requisites(self._web, self._robots, self._limits, origin(address_of(url)) if private else None)
        if content_type in HTML:
            needed.fetch(needed_by_page(decoded(page.body, page.header("Content-Type")), page.url), page)
        text = words.text if words else visible_text(page.body, page.header("Content-Type"))
        # a site may lead away and back: of two answers at one address, the last counts
        ways = {each.url: each for each in (*page.redirects, page)}
        responses = [*ways.values(), *needed.responses]
        title = words.title if words else ""
        data = pack(responses, page, title, text, self._web.agent.partition(" ")[0])
        leads = page.url if is_elsewhere(address_of(url), page) else ""
        return FetchedCopy(data, page.moment, needed.count, needed.missed, leads)

    def _page(self, url: str, private: bool, admit: Callable[[str], None]) -> Response:
        """Return the page of a source with status 200; else raise NotKeptError or NoAnswerError."""

        def admitted(address: str) -> None:
            admit(address)
            self._robots.require(address, private=private and origin(address) == origin(address_of(url)))

        try:
            page = self._web.get(url, private=private, admit=admitted)
        except RobotsBarError:
            raise NotKeptError("robots") from None
        except OversizeError:
            raise NotKeptError("large") from None
        status = str(page.status)
        challenged = any(page.header(name) for name in _CHALLENGED)
        if page.status in _REFUSED or challenged:
            raise NotKeptError("refused", status)
        if page.status in _GONE:
            raise NotKeptError("gone", status)
        if page.status not in _READ:
            raise NoAnswerError("status", status)
        if is_front(page.url) and not is_front(address_of(url)):
            # many sites lead there in place of a message that the page is gone
            raise NoAnswerError("front", page.url)
        return page


def _content(page: Response, most: int) -> tuple[str, PageWords | None]:
    """Return the type of a page, and its words if it is HTML; raise NotKeptError if it cannot be read without more."""
    content_type = media_type_of(page.body, page.header("Content-Type"))
    if not page.body.strip():
        raise NotKeptError("unreadable", "empty")
    if not _KEPT.fullmatch(content_type):
        raise NotKeptError("unreadable", content_type)
    if content_type not in HTML:
        return content_type, None
    if len(page.body) > most:
        raise NotKeptError("large")
    words = words_of_page(decoded(page.body, page.header("Content-Type")))
    letters = sum(map(str.isalnum, words.text))
    if letters < _FEW and words.scripts and _CHALLENGE.search(page.body):
        raise NotKeptError("refused", "captcha")
    if letters < (_HARDLY_ANY if words.scripts else 1) and not words.pictures:
        raise NotKeptError("unreadable", "script" if words.scripts else "empty")
    return content_type, words


class _Requisites:
    """What a page needs, fetched within limits. `missed` counts what could not be fetched."""

    def __init__(self, web: Web, robots: Robots, limits: CopyLimits, private: tuple[str, str] | None) -> None:
        """Prepare; `private` is the origin of the only machine in a private network that may be asked."""
        self._web, self._robots, self._limits, self._private = web, robots, limits, private
        self.responses, self.count, self.missed = list[Response](), 0, 0
        self._left, self._ends = limits.bytes, time.monotonic() + limits.seconds

    def fetch(self, addresses: list[str], page: Response) -> None:
        """Fetch files of a page, and what its style sheets need in turn."""
        asked, written = {page.url}, {page.url, *(each.url for each in page.redirects)}
        queue = list(addresses)
        while queue:
            address = queue.pop(0)
            if address in asked or address in written:
                continue
            asked.add(address)
            response = self._fetched(address)
            if not response:
                self.missed += 1
                continue
            self.count += 1
            for each in (*response.redirects, response):
                if each.url not in written:
                    written.add(each.url)
                    self.responses.append(each)
            if response.media_type == "text/css":
                sheet = decoded(response.body, response.header("Content-Type"))
                queue += needed_by_style_sheet(sheet, response.url)

    def _fetched(self, address: str) -> Response | None:
        """Return a file; None if it is refused, missing, a page, or more than the limits allow."""
        if self.count + self.missed >= self._limits.files or time.monotonic() > self._ends or self._left <= 0:
            return None
        try:
            response = self._web.get(
                address,
                private=origin(address) == self._private,
                pause=self._limits.pause,
                most=self._left,
                admit=lambda each: self._robots.require(each, private=origin(each) == self._private),
            )
        except (NoAnswerError, RobotsBarError):
            return None
        self._left -= len(response.body)
        return response if response.status == 200 and response.body and not _is_page(response) else None


def _is_page(response: Response) -> bool:
    """Return whether a file is another page: a message that it is gone, or a source that an editor had forgotten."""
    media_type = media_type_of(response.body, response.header("Content-Type"))
    return media_type in HTML and response.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


MOST_BROUGHT = 256 << 20
"""The largest file that is kept, in bytes."""

_MARKS = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
)
_ISO = re.compile(rb"....ftyp(?:avif|avis)", re.DOTALL)
_WEBP = re.compile(rb"RIFF....WEBP", re.DOTALL)
_HTML = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--.*?-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_HEAD = 1 << 16

BroughtFault = Literal["large", "empty", "type", "damaged", "other-page"]


class BroughtError(ValueError):
    """A file is not kept.

    Attributes:
        reason: `large`, `empty`, `type` (of no type that is kept), `damaged`, or `other-page` (a WACZ without the
            page).
        found: A detail; may be empty.
    """

    def __init__(self, reason: BroughtFault, found: str = "") -> None:
        """Create the error."""
        super().__init__(f"{reason}: {found}")
        self.reason, self.found = reason, printable(found)


def brought(data: bytes, address: str) -> str:
    """Return the suffix for a file that an editor saved of the page at an address.

    Raises:
        BroughtError: It is not kept.
    """
    if len(data) > MOST_BROUGHT:
        raise BroughtError("large")
    if not data.strip():
        raise BroughtError("empty")
    suffix = _suffix(data)
    if suffix == "wacz":
        _require_page(data, address)
    if suffix == "html":
        words = words_of_page(decoded(data, "text/html"))
        if not visible_text(data, "text/html") and not words.pictures:
            raise BroughtError("empty")
    if suffix == "pdf" and b"%%EOF" not in data[-_HEAD:]:
        raise BroughtError("damaged", "%%EOF")
    return suffix


def _suffix(data: bytes) -> str:
    for mark, suffix in _MARKS:
        if data.startswith(mark):
            return suffix
    if _WEBP.match(data):
        return "webp"
    if _ISO.match(data):
        return "avif"
    if data.startswith(b"PK\3\4"):
        return "wacz"
    if _HTML.match(decoded(data[:_HEAD], "").lstrip("\ufeff")):
        return "html"
    raise BroughtError("type")


def _require_page(data: bytes, address: str) -> None:
    try:
        wacz = read_wacz(data)
    except WaczError as error:
        raise BroughtError("damaged", str(error)) from None
    page = wacz.page(address)
    if page is None or page.status != 200 or not page.body:
        raise BroughtError("other-page", next(iter(wacz.pages), ""))
