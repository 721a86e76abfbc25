"""HTML of strangers as a stream of tags and words, in linear time.

The tokens are those of the HTML standard (section 13.2.5, Tokenization) as far as tags, words, comments and elements
with raw text go; there is no tree. A parser that builds one takes quadratic time for nested elements (html5ever needs
80 seconds for 200,000 of them), and what it makes of broken markup changes with its versions, while the digest of a
page's words must stay the same. The patterns of `html.strings` are for the output of our own serialiser alone: in other
HTML they end tags in the wrong place (`<p title='a>b'>`) or take quadratic time (`<a "` 16,000 times: 8 seconds).

The tags also name the files that a page needs to be read: style sheets, pictures, icons, and what style sheets import.
Scripts, films, sound and pages in frames are left out: a copy is to be read, and shows what a reader saw without them.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple
from urllib.parse import urljoin

from .web import NoAnswerError, address_of

_TAG = re.compile(
    r"<(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|=(?!\s*+[\"']))*+)>",
)
_BEGUN = re.compile(r"</?[a-zA-Z]")
_ATTRIBUTE = re.compile(r"([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"'][^\s>]*+)))?")
_HUGE = re.compile(r"&#(?:x[0-9a-f]{7,}|[0-9]{8,});?", re.IGNORECASE)
"""A reference to a character by a number beyond Unicode; Python refuses to read the longest."""

RAW = frozenset(("iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"))
"""Elements whose content has no tags. That of `textarea` and `title` has references to characters."""

_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in RAW}


class Tag(NamedTuple):
    """A start tag or an end tag; `name` and the names of attributes are in lower case.

    `raw` is the text up to the end tag, for elements of `RAW`: their end tag is no token of its own.
    """

    name: str
    attributes: Mapping[str, str] = {}
    is_end: bool = False
    raw: str = ""


def tokens(source: str) -> Iterator[Tag | str]:
    """Yield the tags of a page, and the words between them, in order."""
    position, text = 0, 0
    while (opened := source.find("<", position)) >= 0:
        match = _TAG.match(source, opened)
        if not match and _BEGUN.match(source, opened):
            # a tag without an end: a browser shows nothing of what follows either
            yield from _words(source[text:opened])
            return
        if not match and source[opened + 1 : opened + 2] not in ("!", "?", "/"):
            position = opened + 1
            continue
        yield from _words(source[text:opened])
        if match:
            tag, position = _tag(match, source)
            yield tag
        else:
            position = _after_comment(source, opened)
        text = position
    yield from _words(source[text:])


def _words(text: str) -> Iterator[str]:
    if text:
        yield unescape(text)


def unescape(text: str) -> str:
    """Return a text with its references to characters (`&amp;`, `&#228;`) replaced."""
    return html.unescape(_HUGE.sub("\ufffd", text))


def _tag(match: re.Match[str], source: str) -> tuple[Tag, int]:
    """Return the token of a tag, and where the next token begins."""
    name, is_end = match[2].lower(), bool(match[1])
    if is_end:
        return Tag(name, is_end=True), match.end()
    attributes = dict[str, str]()
    for each in _ATTRIBUTE.finditer(match[3]):
        value = next((found for found in each.groups()[1:] if found is not None), "")
        attributes.setdefault(each[1].lower(), unescape(value))
    if name not in RAW:
        return Tag(name, attributes), match.end()
    end = _ENDS[name].search(source, match.end())
    stop = end.start() if end else len(source)
    closed = source.find(">", stop) + 1
    return Tag(name, attributes, raw=source[match.end() : stop]), closed or len(source)


def _after_comment(source: str, start: int) -> int:
    """Return where the comment, declaration or broken tag that begins at `start` ends."""
    if not source.startswith("<!--", start):
        return source.find(">", start) + 1 or len(source)
    for empty in ("<!-->", "<!--->"):
        if source.startswith(empty, start):
            return start + len(empty)
    end = source.find("-->", start + 4)
    return end + 3 if end >= 0 else len(source)


_WINDOWS = "cp1252"
_ENCODINGS = {"ascii": _WINDOWS, "iso8859-1": _WINDOWS, "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
"""What browsers take for some encodings (the Encoding standard of the WHATWG)."""

_KNOWN = frozenset(
    "big5 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 cp949 euc_jp euc_kr gb18030"
    " iso2022_jp iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14"
    " iso8859-15 iso8859-16 koi8-r koi8-u mac-cyrillic mac-roman shift_jis utf-8 utf-16 utf-16-be utf-16-le".split()
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD = 1024


def decoded(body: bytes, content_type: str) -> str:
    """Return a page or text of strangers as a string; it never fails.

    The encoding is that of a byte-order mark. Else it is UTF-8 if the bytes are valid as such, because servers often
    name another by mistake; else that in the header `Content-Type`, in the first kilobyte of the page, or windows-1252.
    """
    marked = next((name for mark, name in _MARKS if body.startswith(mark)), "")
    if marked:
        return body.decode(marked, "replace")
    head = body[:_HEAD].decode("latin-1")
    named = next(filter(None, (_encoding(match[1]) for text in (content_type, head) for match in _found(text))), "")
    if named != "iso2022_jp":  # which is ASCII by its bytes
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    named = _WINDOWS if named in ("", "utf-8") and not _is_nearly_utf_8(body) else named
    return body.decode(named or "utf-8", "replace")


def _found(text: str) -> Iterator[re.Match[str]]:
    match = _CHARSET.search(text)
    if match:
        yield match


def _is_nearly_utf_8(body: bytes) -> bool:
    """Return whether few of the bytes beyond ASCII are invalid as UTF-8: a page with a broken character or two."""
    foreign = sum(each > 0x7F for each in body[: 1 << 20])
    return body[: 1 << 20].decode("utf-8", "replace").count("\ufffd") * 10 < foreign


def _encoding(label: str) -> str:
    """Return Python's name of an encoding that pages may have; an empty string if it is unknown."""
    label = label.lower().removeprefix("x-")
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return ""
    name = _ENCODINGS.get(name, name)
    return name if name in _KNOWN else ""


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

MOST_NEEDED = 2000
"""How many addresses of one page or style sheet are looked at."""


def needed_by_page(source: str, url: str) -> list[str]:
    """Return the addresses of what a page needs, each once: style sheets, then the pictures of `img`, then the rest."""
    base, found = url, (dict[str, None](), dict[str, None](), dict[str, None]())
    for token in tokens(source):
        if isinstance(token, str) or token.is_end:
            continue
        if token.name == "base" and base == url:
            base = _joined(url, token.attributes.get("href", "")) or url
        first = 0 if "stylesheet" in token.attributes.get("rel", "").lower() else 1 if token.name == "img" else 2
        for position, reference in enumerate(islice(_references(token), MOST_NEEDED)):
            address = _address(base, reference)
            if address:
                found[2 if position and first == 1 else first][address] = None
        if sum(map(len, found)) > MOST_NEEDED:
            break
    return list(found[0] | found[1] | found[2])


def needed_by_style_sheet(source: str, url: str) -> list[str]:
    """Return the addresses of what a style sheet needs, in order, each once."""
    found = (_address(url, reference) for reference in islice(_of_css(source), MOST_NEEDED))
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
