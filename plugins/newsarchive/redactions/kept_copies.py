"""The words of a kept copy of a page: addresses, headers, and bodies in whatever charset.

Programs guess the charset of a page in their own ways. So a body that is not UTF-8 is read in every charset in which
words of the list may be written, and in the one that the page or its server names. A body that cannot be read is
refused: nobody can say that a name is not in it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from newsarchive.archive.characters import without_stacks
from newsarchive.metadata.fonts import woff_names
from newsarchive.metadata.places import beside_pixels
from newsarchive.metadata.scanner import DamagedError, kind_of
from newsarchive.metadata.wacz import WebRecord, decoded_data, payload_kind

from .pdf_documents import UnreadableError, document_readings
from .readings import PARTED_PICTURES, Reading, binary_readings, path_reading, text_readings

_CHARSETS = ("cp1251", "cp1254", "cp1252", "cp1256", "cp866", "iso8859-5", "iso8859-9", "koi8-r", "mac-cyrillic")
"""For Azerbaijani, Russian and Western languages, before UTF-8."""

_BYTE_ORDERS = {b"\xff\xfe": ("utf-16", "utf-32"), b"\xfe\xff": ("utf-16",), b"\xef\xbb\xbf": ("utf-8-sig",)}
_NAMED = re.compile(r"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{1,40})|@charset\s*["']([\w.:-]{1,40})""", re.I)
MOST_TEXT = 8 << 20
"""The most bytes of a body that is text: words of noise take minutes for each megabyte."""
_NEAR = 4096  # bytes in which a page names its charset: browsers look at the first 1024 (HTML, 13.2.3.2)
_KNOWN = re.compile(
    r"(?:utf-?(?:7|8|16|16-?le|16-?be|32)|unicode|us-ascii|ascii|(?:windows|cp|ibm)-?\d{3,4}|iso-?8859-\d{1,2}(?:-[ei])?"
    r"|latin-?\d{1,2}|koi8-?[rut]|koi8|x-mac-\w+|macintosh|gb\w{1,8}|big5(?:-hkscs)?|euc-?\w\w|s(?:hift)?_?jis|x-sjis"
    r"|iso-2022-\w\w|hz(?:-gb(?:-2312)?)?|tis-620)\Z",
    re.I,
)
"""The names of charsets of text; Python also has others, such as `zip` and `punycode`, which decode something else."""

_PYTHONS = {"x-mac-cyrillic": "mac-cyrillic", "x-mac-roman": "mac-roman", "macintosh": "mac-roman"}
_PYTHONS |= {"unicode": "utf-16", "x-sjis": "shift_jis", "koi8": "koi8-r"}
_ENCODED = ("content-encoding", "transfer-encoding")
_DATA_ADDRESS = re.compile(
    rb"data:([a-z0-9.+-]{0,60}/?[a-z0-9.+-]{0,60})[^,\"'<>\s]{0,80};base64,([A-Za-z0-9+/=%\s]+)", re.I
)
_WORDS = re.compile(rb"[\t\n\r\x20-\x7e\x80-\xff]{3,}")
_STYLE_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t]?")
"""A character in a style sheet, which may show words of its own: `content: "\\47 izli"`."""

_PICTURES = frozenset(("JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP", "TIFF", "HEIC", "ICO", "TTF", ""))
_UNNAMED = frozenset(("WOFF2",))
"""A font whose names are packed with Brotli. It is not read: a name can only be there if somebody drew the font."""


def record_readings(record: WebRecord) -> Iterator[Reading]:
    """Yield every text that may be read in a record of a kept copy.

    Heaps of marks on a letter, which would take hours, are cut.

    Raises:
        UnreadableError: The body is of a type that is not read, or is packed.
    """
    for reading in _record_readings(record):
        yield reading._replace(text=without_stacks(reading.text))


def _record_readings(record: WebRecord) -> Iterator[Reading]:
    yield path_reading(record.address)
    for text in _decoded(record.head):
        yield from text_readings(text)
    yield from _header_readings(record)
    if any(name in _ENCODED for name, _ in record.headers):
        raise UnreadableError("encoding")
    content_type = next((value for name, value in record.headers if name == "content-type"), "")
    yield from body_readings(record.payload, content_type)


def _header_readings(record: WebRecord) -> Iterator[Reading]:
    """Yield the values of headers that are encoded as in mail (RFC 2047), as servers name files for downloading."""
    for _, value in record.headers:
        if "=?" in value:
            try:
                yield from text_readings(str(make_header(decode_header(value))))
            except (HeaderParseError, ValueError, LookupError):
                raise UnreadableError("header") from None


def body_readings(body: bytes, content_type: str = "") -> Iterator[Reading]:
    """Yield every text that may be read in the body of an answer, and in the data within its addresses.

    `content_type` is what the server says of it; the bytes decide.
    """
    kind = payload_kind(body)
    if kind == "text":
        yield from _text_readings(body, content_type)
    elif kind == "PDF":
        yield from document_readings(body)
    elif kind == "WOFF":
        try:
            yield from text_readings("\n".join(woff_names(body)))
        except DamagedError:
            raise UnreadableError("WOFF") from None
    elif kind and kind in _PICTURES:
        yield from _words_beside_pixels(body)
    elif kind not in _UNNAMED:
        raise UnreadableError(kind or "?")


def _text_readings(body: bytes, content_type: str) -> Iterator[Reading]:
    if len(body) > MOST_TEXT:
        raise UnreadableError("size")
    for text in _decoded(body, content_type):
        yield from text_readings(text)
        if _STYLE_ESCAPE.search(text):
            yield Reading("words", _STYLE_ESCAPE.sub(_shown, text))
    for found in _DATA_ADDRESS.finditer(body):
        inner = decoded_data(found[2])
        if payload_kind(inner) == "text":
            for text in _decoded(inner, found[1].decode("ascii")):
                yield from text_readings(text)
        elif kind_of(inner) in _PICTURES:
            yield from _words_beside_pixels(inner)


def _shown(escape: re.Match[str]) -> str:
    number = int(escape[1], 16)
    return chr(number) if number < 0xD800 or 0xE000 <= number <= 0x10FFFF else "\ufffd"


def _words_beside_pixels(picture: bytes) -> Iterator[Reading]:
    try:
        parts = list(beside_pixels(picture))
    except (DamagedError, IndexError, ValueError):
        raise UnreadableError(kind_of(picture)) from None
    is_parted = kind_of(picture) in PARTED_PICTURES
    for part in parts:
        if is_parted:
            for text in _decoded(b"\n".join(_WORDS.findall(part))):
                yield from text_readings(text)
        yield from binary_readings(part)


def _decoded(data: bytes, content_type: str = "") -> Iterator[str]:
    """Yield a text in each charset in which a program may read it, once each.

    Raises:
        UnreadableError: It is not UTF-8 and names a charset that is not known.
    """
    charsets = ["utf-8", *next((wide for mark, wide in _BYTE_ORDERS.items() if data.startswith(mark)), ())]
    near = f"{content_type}\n{data[:_NEAR].decode('latin-1')}"
    named = [(found[1] or found[2]).lower() for found in _NAMED.finditer(near)]
    try:
        data.decode()
        sound = True
    except UnicodeDecodeError:
        sound = False
        charsets += _CHARSETS
    if not sound and not all(map(_KNOWN.match, named)):
        raise UnreadableError("charset")
    charsets += [_PYTHONS.get(name, name) for name in named if _KNOWN.match(name)]
    seen: set[str] = set()
    for charset in charsets:
        try:
            own = codecs.lookup(charset).name
            text = data.decode(charset, "replace") if own not in seen else ""
        except (LookupError, UnicodeError):
            if sound:
                continue
            raise UnreadableError("charset") from None
        if own not in seen:
            yield text
        seen.add(own)
