"""Parse and check one HTTP response.

A copy of the site must not only have the right bytes: its headers must not lead readers elsewhere, hide the page or
track them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from http.client import HTTPMessage
from typing import NamedTuple
from urllib.parse import urlsplit

from newsarchive.api import split_address

from .copies import CopyFault

PAGE, _SCRIPT = "text/html", "text/javascript"
_ALIKE = {
    _SCRIPT: ("application/javascript", "application/x-javascript"),
    "application/atom+xml": ("application/xml", "text/xml", "text/plain"),
    "application/xml": ("text/xml", "text/plain"),
    "application/json": ("text/json", "text/plain"),
    "application/jsonl": ("text/plain",),
    "application/x-bibtex": ("text/plain",),
    "application/zip": ("application/x-zip-compressed",),
    "text/csv": ("text/plain",),
    "text/tab-separated-values": ("text/plain",),
    "image/jpeg": ("image/jpg",),
}
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream")
"""Media types for files of unknown type, accepted except for pages and scripts: browsers do not render or run those."""

_LANGUAGE = re.compile(r"(?:application|text)/x-[a-z0-9.-]+\Z")
"""Types that hosts give to texts for programs, such as `text/x-sh` (GitHub Pages, Debian): browsers show or save these.

With `+xml`, browsers would render them as documents.
"""

_TEXTS = ("text/plain", "application/jsonl", "application/x-bibtex")

_CHARSET = re.compile(r";\s*charset\s*=\s*([^;]*)", re.IGNORECASE)

_LEADING = ("Refresh", "Link")
"""Headers that change what readers see or where they are led.

`Link` can load a style sheet that hides or adds words, or declare another address as canonical.
"""

_MOMENT = r"[a-z]{3}, [0-9]{2} [a-z]{3} [0-9]{4} [0-9:]{8} gmt"
_ANY = r".*"
_POLICY = "content-security-policy"
_HARMLESS = {
    name: re.compile(pattern)
    for names, pattern in (
        # the message itself, and when it was made (RFC 9110, 6.6, 7.6.1, 8, 10.2, 14.3)
        (("accept-ranges",), r"bytes|none"),
        (("age", "content-length"), r"[0-9]+"),
        (("connection",), r"close|keep-alive"),
        (("date", "last-modified"), _MOMENT),
        (("etag",), r'(w/)?"[^"]{0,100}"'),
        (("expires",), rf"{_MOMENT}|-1|0"),
        (("keep-alive",), r"[a-z0-9=, ]+"),
        (("server",), _ANY),
        (("transfer-encoding",), r"chunked"),
        (("vary",), r"(accept-encoding|origin|, ?)+"),
        # how long it may be reused (RFC 9111, 5)
        (("cache-control",), r"[a-z0-9=, -]+"),
        # HTTPS alone (RFC 6797), and not taken back
        (("strict-transport-security",), r"max-age=[1-9][0-9]*(; ?includesubdomains)?(; ?preload)?"),
        (("content-disposition",), r"inline"),
        (("referrer-policy",), r"no-referrer"),
        (("x-content-type-options",), r"nosniff"),
        (("x-frame-options",), r"deny|sameorigin"),
        # `require_plain` and `hosts.led_to` judge their values
        (("content-encoding", "content-type", "location", "onion-location"), _ANY),
    )
    for name in names
}
"""The headers that cannot track readers or change what a browser shows, if their values, in lower case, match.

A moment or an ETag that differs for each reader could track them, too, and nothing in one answer tells.
"""


class Expected(NamedTuple):
    """The response headers of a faithful copy.

    Attributes:
        type_of: Returns the media type of a file by its path; empty if any type is accepted.
        policies: The allowed values of `Content-Security-Policy`.
        mirrors: The host names of the site and its mirrors, to which `Onion-Location` may lead.
    """

    type_of: Callable[[str], str] = lambda _: ""
    policies: Collection[str] = ()
    mirrors: Collection[str] = ()


ANYTHING = Expected()


def require_plain(path: str, headers: HTTPMessage, expected: Expected) -> None:
    """Raise CopyFault if the headers of a file redirect readers or make browsers show it differently.

    That includes malformed headers, a content encoding, an unexpected media type and a charset other than UTF-8.
    """
    require_whole(headers)
    if headers.get("Content-Encoding", "identity") != "identity":
        raise CopyFault("altered", "encoded")
    for name, value in _misleading(headers, expected):
        raise CopyFault("altered", "header", f"{name}: {value}")
    given = ", ".join(headers.get_all("Content-Type", ()))
    if not _is_shown_as(given, expected.type_of(path)):
        raise CopyFault("altered", "type", given or "-")


def require_whole(headers: HTTPMessage) -> None:
    """Raise CopyFault if headers are malformed.

    http.client parses them as mail: it ends them at the first malformed line, after which browsers continue.
    """
    if headers.defects or headers.get_payload():
        left = headers.get_payload()
        if isinstance(left, str) and left and not left.endswith("\n"):
            raise CopyFault("unchecked", "cut-off")
        raise CopyFault("altered", "header", left.split("\n")[0] if isinstance(left, str) else headers["Content-Type"])


def remarks(headers: HTTPMessage, expected: Expected) -> Iterator[str]:
    """Yield the names of headers that are not known as harmless: a host may track readers or change browsers with them.

    A copy with such headers does not count as altered.
    """
    for name in dict.fromkeys(each.lower() for each in headers):
        values = [value.strip() for value in headers.get_all(name, ())]
        pattern = _HARMLESS.get(name)
        harmless = values and pattern and all(pattern.fullmatch(value.lower()) for value in values)
        if not harmless and not (name == _POLICY and set(values) <= set(expected.policies)):
            yield name.title()


def _misleading(headers: HTTPMessage, expected: Expected) -> Iterator[tuple[str, str]]:
    yield from ((name, headers[name]) for name in _LEADING if name in headers)
    for value in headers.get_all("Content-Disposition", ()):
        if value.partition(";")[0].strip().lower() != "inline":
            yield "Content-Disposition", value
    for value in headers.get_all("Onion-Location", ()):
        parts = split_address(value.strip())
        if not parts or parts.port or parts.hostname not in expected.mirrors:
            yield "Onion-Location", value


def _is_shown_as(given: str, wanted: str) -> bool:
    if not wanted:
        return True
    if any(each.strip(" \"'").lower() != "utf-8" for each in _CHARSET.findall(given)):
        return False
    essence = given.partition(";")[0].strip().lower()
    if essence in (wanted, *_ALIKE.get(wanted, ())) or (wanted in _TEXTS and _LANGUAGE.match(essence)):
        return True
    return wanted not in (PAGE, _SCRIPT) and essence in _UNTOLD


def host_of(address: str) -> str:
    """Return the host name of a web address, or an empty string if it has none or cannot be parsed."""
    try:
        return urlsplit(address.strip()).hostname or ""
    except ValueError:
        return ""
