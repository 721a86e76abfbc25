"""The files that a page needs to be read: style sheets, pictures, icons, and what style sheets import.

Scripts, films, sound and pages in frames are left out: a copy is to be read, and shows what a reader saw without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urljoin

from .markup import Tag, tokens
from .web import NoAnswerError, address_of

_CSS_URL = re.compile(
    r"@import\s*+(?:\"([^\"\n]{1,2000}+)\"|'([^'\n]{1,2000}+)')"
    r"|url\(\s*+(?:\"([^\"\n]{1,2000}+)\"|'([^'\n]{1,2000}+)'|([^\s\"'()]{1,2000}+))\s*+\)",
    re.IGNORECASE,
)
_CSS_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SPACED = re.compile(r"[\s,]*+(\S++)")
_KINDS = ("stylesheet", "icon", "shortcut", "apple-touch-icon", "preload")
_LAZY = ("data-src", "data-original", "data-lazy-src")
"""Where scripts that load pictures late find their addresses."""

_SHOWN = {"img": (*_LAZY, "src"), "input": ("src",), "image": ("href", "xlink:href"), "video": ("poster",)}
_SHOWN |= dict.fromkeys(("body", "table", "td", "th"), ("background",))
"""The attributes of each element that name a picture; `image` is an element of SVG."""

MOST = 2000
"""How many addresses of one page or style sheet are looked at."""


def of_page(source: str, url: str) -> list[str]:
    """Return the addresses of what a page needs, each once: style sheets, then the pictures of `img`, then the rest.

    Args:
        source: The page.
        url: Its address.
    """
    base, found = url, (dict[str, None](), dict[str, None](), dict[str, None]())
    for token in tokens(source):
        if isinstance(token, str) or token.is_end:
            continue
        if token.name == "base" and base == url:
            base = _joined(url, token.attributes.get("href", "")) or url
        first = 0 if "stylesheet" in token.attributes.get("rel", "").lower() else 1 if token.name == "img" else 2
        for position, reference in enumerate(islice(_references(token), MOST)):
            address = _address(base, reference)
            if address:
                found[2 if position and first == 1 else first][address] = None
        if sum(map(len, found)) > MOST:
            break
    return list(found[0] | found[1] | found[2])


def of_style_sheet(source: str, url: str) -> list[str]:
    """Return the addresses of what a style sheet needs, in order, each once.

    Args:
        source: The style sheet.
        url: Its address.
    """
    found = (_address(url, reference) for reference in islice(_of_css(source), MOST))
    return list(dict.fromkeys(filter(None, found)))


def _references(token: Tag) -> Iterator[str]:
    """Yield the references of a tag to what it needs; for pictures, that of the picture itself is the first."""
    said, name = token.attributes, token.name
    if name == "link" and _is_needed(said.get("rel", ""), said.get("as", "")):
        yield said.get("href", "")
    if name in _SHOWN and (name != "input" or said.get("type", "").lower() == "image"):
        yield from filter(None, (said.get(each, "") for each in _SHOWN[name]))
    if name in ("img", "source"):
        yield from _of_srcset(said.get("srcset") or said.get("data-srcset") or "")
    yield from _of_css(token.raw if name == "style" else said.get("style", ""))
    if name == "noscript":
        inside = (each for each in tokens(token.raw) if isinstance(each, Tag) and each.name != "noscript")
        yield from (reference for each in inside for reference in _references(each))


def _is_needed(rel: str, kind: str) -> bool:
    kinds = rel.lower().split()
    if "preload" in kinds:
        return kind.lower() in ("style", "image", "font")
    return any(each in _KINDS for each in kinds)


def _of_srcset(value: str) -> Iterator[str]:
    """Yield the addresses of all pictures of a `srcset` (HTML standard, 4.8.4.2.1); the screen decides between them."""
    position = 0
    while match := _SPACED.match(value, position):
        yield match[1].rstrip(",")
        position = match.end()
        if not match[1].endswith(","):
            position = value.find(",", position) + 1 or len(value)


def _of_css(source: str) -> Iterator[str]:
    for match in _CSS_URL.finditer(_CSS_COMMENT.sub(" ", source)):
        yield next(filter(None, match.groups()))


def _joined(base: str, reference: str) -> str:
    try:
        return urljoin(base, reference.strip())
    except ValueError:
        return ""


def _address(base: str, reference: str) -> str:
    """Return the address to which a reference leads, as it is asked for; empty if it is none of the web."""
    if not reference or reference.lstrip().lower().startswith(("data:", "blob:", "about:", "javascript:", "#")):
        return ""
    try:
        return address_of(_joined(base, reference.strip()))
    except NoAnswerError:
        return ""
