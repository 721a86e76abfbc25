"""Files that an editor saved in a browser, for sources that no program can fetch: which are kept, and as what.

Kept are WACZ (of the browser extension ArchiveWeb.page), HTML, PDF and pictures of the screen. What a file is, its
first bytes say, not its name.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from newsarchive.digests import digest

from .markup import decoded
from .visible_text import text_digest, visible_text, words_of_page
from .wacz import WaczError, read_wacz
from .web import printable

MOST = 256 << 20
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


class BroughtFile(NamedTuple):
    """A file that is kept: its suffix, the digest of its bytes, and that of its visible text, empty if it has none."""

    suffix: str
    payload: str
    text: str


def brought(data: bytes, address: str) -> BroughtFile:
    """Return what a file is that an editor saved of the page at an address.

    Raises:
        BroughtError: It is not kept.
    """
    if len(data) > MOST:
        raise BroughtError("large")
    if not data.strip():
        raise BroughtError("empty")
    suffix = _suffix(data)
    if suffix == "wacz":
        return BroughtFile(suffix, digest(data).hex(), _text_of_wacz(data, address))
    if suffix == "html":
        text = visible_text(data, "text/html")
        if not text and not words_of_page(decoded(data, "text/html")).pictures:
            raise BroughtError("empty")
        return BroughtFile(suffix, digest(data).hex(), text_digest(text))
    if suffix == "pdf" and b"%%EOF" not in data[-_HEAD:]:
        raise BroughtError("damaged", "%%EOF")
    return BroughtFile(suffix, digest(data).hex(), "")


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


def _text_of_wacz(data: bytes, address: str) -> str:
    try:
        wacz = read_wacz(data)
    except WaczError as error:
        raise BroughtError("damaged", str(error)) from None
    page = wacz.page(address)
    if page is None or page.status != 200 or not page.body:
        raise BroughtError("other-page", next(iter(wacz.pages), ""))
    return text_digest(visible_text(page.body, page.content_type))
