"""WACZ: a stored ZIP file with the answers of web servers in it (WARC 1.1, ISO 28500; WACZ 1.1.1).

A kept copy of a page is such a file. It must say what a server answered to everybody, and nothing of the person who
asked: no cookie, no address of the machine, no program or folder of hers. So members, records, fields and headers are
those of an allow-list, nothing stands between or behind them, all digests fit, and pictures name no place.

A page is in as many files as it loads, so a finding inside says at which address it was.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from newsarchive.digests import digest

from .archives import entries_of, inflated_at, members_of, zip_traces
from .places import places_in
from .scanner import DamagedError, Trace, kind_of

RECORDS, INDEX, PAGES = "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl"
PACKAGE, PACKAGE_DIGEST = "datapackage.json", "datapackage-digest.json"
RECORDS_SUFFIX = ".warc.gz"
MEMBERS = frozenset((RECORDS, INDEX, PAGES, PACKAGE, PACKAGE_DIGEST))
MOST_UNPACKED, MOST_RECORDS = 256 << 20, 10_000
"""The most bytes to which all records of a file unpack, and their number."""
_MOST_HEAD = 1 << 18

_GZIP = re.compile(rb"\x1f\x8b\x08\0\0\0\0\0[\0\2\4][\3\xff]")  # no name, no time; the system is Unix or unknown
_GZIP_HEAD, _GZIP_TAIL = 10, 8
_VERSION = re.compile(r"WARC/1\.[01]\Z")
_FIELD = re.compile(r"([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*([^\r\n]*?)[ \t]*\Z")
_STATUS = re.compile(r"HTTP/[0-9.]{1,4} [1-5][0-9]{2}(?: [^\r\n]*)?\Z")
_RECORD_ID = re.compile(r"<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[3-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}>\Z", re.I)
"""A UUID of another version than 1 or 2: those have the number of the machine's network card (RFC 9562, 5.1)."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z\Z")
_TARGET = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#]\S*)?\Z", re.I)
_NUMBER = re.compile(r"[0-9]{1,12}\Z")
_INDEX_LINE = re.compile(r"\S+ [0-9]{14,17} (\{.*\})\Z")

_OF_ALL = frozenset(("warc-type", "warc-record-id", "warc-date", "content-type", "content-length", "warc-block-digest"))
_OF_KIND = {"warcinfo": _OF_ALL, "response": _OF_ALL | {"warc-target-uri", "warc-payload-digest"}}
_OF_ARCHIVE = frozenset(("software", "format"))
_OF_ANSWER = frozenset(("content-type", "content-length", "content-language", "date", "last-modified", "location"))
_TOLD = frozenset(
    "set-cookie set-cookie2 etag via forwarded x-forwarded-for x-client-ip x-real-ip warc-ip-address warc-filename"
    " warc-concurrent-to content-encoding transfer-encoding hostname operator ip".split()
)
"""What may not be there and is named in a message; other names may be words of the file."""

_OF_PACKAGE = frozenset(
    "profile wacz_version title description software created modified mainPageURL mainPageDate resources".split()
)
_OF_PAGE = frozenset(("id", "url", "ts", "title", "text"))
_OF_PAGES = frozenset(("format", "id", "title", "hasText"))
_OF_INDEX = frozenset("url mime status digest length offset filename recordDigest".split())

_PICTURES = frozenset(("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF", "HEIC", "ICO", "PDF"))
_FONTS = frozenset(("WOFF", "WOFF2", "TTF"))
_ICON = re.compile(rb"\0\0[\1\2]\0")
_BYTE_ORDERS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = bytes([*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])
_FEW = 100
"""One control character in as many bytes is a slip in a text; compressed data have one in ten."""
_DATA_ADDRESS = re.compile(rb"data:image/[^;,\s]{1,40};base64,([A-Za-z0-9+/=%\s]+)", re.I)


class WebRecord(NamedTuple):
    """A record of a WARC file.

    Attributes:
        kind: `warcinfo`, or `response` for what a server answered.
        fields: The fields of the record, by their names in lower case.
        head: The record's fields and, of an answer, the status line and the headers, as they are in the file.
        headers: The headers of the answer, by their names in lower case; of a `warcinfo`, its lines.
        payload: The body of the answer.
        at: Where the record begins in the file, packed.
        size: How many bytes it takes there.
    """

    kind: str
    fields: Mapping[str, str]
    head: bytes
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    at: int
    size: int

    @property
    def address(self) -> str:
        """The address that was asked for; of a `warcinfo`, the name of the file."""
        return self.fields.get("warc-target-uri", RECORDS)


def wacz_traces(data: bytes) -> Iterator[Trace]:
    """Yield what a kept copy must not say: fields and headers beyond the allow-list, places, files that nobody reads.

    Raises:
        DamagedError: It does not follow the format, has something between or behind its parts, unpacks to more than
            `MOST_UNPACKED`, or a digest in it is wrong.
    """
    if any(each.method for each in entries_of(data)[0]):
        raise DamagedError("method")
    yield from zip_traces(data, lambda *_: ())
    members = _members(data)
    yield from _package_traces(members)
    found: list[tuple[str, int, int]] = []
    for record in records_of(members[RECORDS]):
        if (record.kind == "warcinfo") == bool(found):
            raise DamagedError("order")
        found.append((record.address, record.at, record.size))
        yield from _record_traces(record)
    if not found:
        raise DamagedError("empty")
    yield from _index_traces(members[INDEX], frozenset(found))


class Origin(NamedTuple):
    """What a kept copy says of itself: the address that was asked for, when, and the digests of all bodies in it."""

    address: str
    moment: str
    payloads: frozenset[str]


def origin_of(data: bytes) -> Origin:
    """Return what a kept copy says of itself; DamagedError if it is none."""
    members = _members(data)
    package = _object(members[PACKAGE])
    payloads = frozenset(digest(each.payload).hex() for each in records_of(members[RECORDS]))
    return Origin(str(package.get("mainPageURL")), str(package.get("mainPageDate")), payloads)


def _members(data: bytes) -> dict[str, bytes]:
    pairs = list(members_of(data))
    members = dict(pairs)
    if len(pairs) != len(members) or members.keys() != MEMBERS:
        raise DamagedError("members")
    return members


def records_of(data: bytes) -> Iterator[WebRecord]:
    """Yield the records of a WARC file, each packed as a member of its own (RFC 1952; ISO 28500, annex D)."""
    at = left = 0
    number = 0
    while at < len(data):
        number += 1
        if not _GZIP.match(data, at) or number > MOST_RECORDS:
            raise DamagedError("gzip")
        try:
            content, end = inflated_at(data, at + _GZIP_HEAD, MOST_UNPACKED - left)
        except zlib.error:
            raise DamagedError("gzip") from None
        tail = zlib.crc32(content).to_bytes(4, "little") + (len(content) & 0xFFFFFFFF).to_bytes(4, "little")
        if data[end : end + _GZIP_TAIL] != tail:
            raise DamagedError("gzip")
        left += len(content)
        yield _record(content, at, end + _GZIP_TAIL - at)
        at = end + _GZIP_TAIL


def _record(content: bytes, at: int, size: int) -> WebRecord:
    head, _, rest = content.partition(b"\r\n\r\n")
    first, *lines = _lines(head)
    pairs = _pairs(lines)
    fields = dict(pairs)
    kind = fields.get("warc-type", "")
    length = fields.get("content-length", "")
    if not _VERSION.match(first) or len(fields) != len(pairs) or kind not in _OF_KIND or not _NUMBER.match(length):
        raise DamagedError("record")
    block = rest[: int(length)]
    if rest[int(length) :] != b"\r\n\r\n" or len(block) != int(length):
        raise DamagedError("length")
    if kind == "warcinfo":
        headers, answer, payload = _pairs(_lines(block.rstrip(b"\r\n"))), block, b""
    else:
        answer, parting, payload = block.partition(b"\r\n\r\n")
        status, *answered = _lines(answer)
        headers = _pairs(answered)
        if not parting or not _STATUS.match(status):
            raise DamagedError("answer")
    wanted = {"warc-block-digest": block, "warc-payload-digest": payload}
    if any(name in fields and not _fits(fields[name], part) for name, part in wanted.items()):
        raise DamagedError("digest")
    if kind == "response" and ("warc-payload-digest" not in fields or "warc-target-uri" not in fields):
        raise DamagedError("digest")
    return WebRecord(kind, fields, head + b"\r\n\r\n" + answer, headers, payload, at, size)


def _lines(head: bytes) -> list[str]:
    """Return the lines of a head as text; bytes that are not UTF-8 are read as Latin-1 (RFC 9110, 5.5)."""
    if len(head) > _MOST_HEAD:
        raise DamagedError("head")
    try:
        text = head.decode()
    except UnicodeDecodeError:
        text = head.decode("latin-1")
    return text.split("\r\n")


def _pairs(lines: Iterable[str]) -> tuple[tuple[str, str], ...]:
    found = [_FIELD.match(line) for line in lines]
    if not all(found):
        raise DamagedError("field")
    return tuple((each[1].lower(), each[2]) for each in found if each)


def _fits(told: str, part: bytes) -> bool:
    """Return whether a SHA-256 digest such as `sha256:…`, in base 16 or 32, is that of a part of the file."""
    found = digest(part)
    return told in (f"sha256:{found.hex()}", f"sha256:{base64.b32encode(found).decode()}")


def _record_traces(record: WebRecord) -> Iterator[Trace]:
    fields, where = record.fields, record.address
    for name in fields.keys() - _OF_KIND[record.kind]:
        yield _inside(where, name)
    if not _RECORD_ID.match(fields.get("warc-record-id", "")):
        yield Trace("trace-inside", "UUID", where)
    if not _MOMENT.match(fields.get("warc-date", "")):
        raise DamagedError("date")
    allowed = _OF_ARCHIVE if record.kind == "warcinfo" else _OF_ANSWER
    for name, _ in record.headers:
        if name not in allowed:
            yield _inside(where, name)
    if record.kind == "response":
        if not _TARGET.match(where):
            yield Trace("trace-inside", "URL", where)
        yield from (Trace("trace-inside", found, where) for found in payload_traces(record.payload))


def _inside(where: str, name: str) -> Trace:
    return Trace("trace-inside", name if name in _TOLD else "?", where)


def payload_traces(payload: bytes) -> Iterator[str]:
    """Yield what the body of an answer must not be or have: a type that nobody can check, or a place in a picture."""
    kind = payload_kind(payload)
    if kind in _PICTURES:
        yield from _place_names(kind, payload)
    elif kind == "text":
        for found in _DATA_ADDRESS.finditer(payload):
            picture = decoded_data(found[1])
            yield from _place_names(kind_of(picture), picture)
    elif kind not in _FONTS:
        yield kind or "?"


def decoded_data(words: bytes) -> bytes:
    """Return the bytes of a `data:` address in base 64, as browsers read it: without spaces and percent-encoding."""
    plain = re.sub(rb"%3[dD]|=|\s|%20|%0[aAdD]", b"", re.sub(rb"%2[bB]", b"+", re.sub(rb"%2[fF]", b"/", words)))
    plain = plain.partition(b"%")[0]
    return base64.b64decode(plain[: len(plain) - (len(plain) % 4 == 1)] + b"===")


def _place_names(kind: str, picture: bytes) -> Iterator[str]:
    try:
        yield from places_in(picture)
    except (DamagedError, IndexError, ValueError):
        yield kind


def payload_kind(payload: bytes) -> str:
    """Return the format of a body by its bytes, not by what a server says: `text` for text in any charset, or empty."""
    if _ICON.match(payload):
        return "ICO"
    kind = kind_of(payload)
    if kind and kind != "SVG":
        return kind
    if payload.startswith(_BYTE_ORDERS):
        return "text"
    strange = len(payload) - len(payload.translate(None, _CONTROLS))
    return "text" if b"\0" not in payload and strange * _FEW <= len(payload) else ""


def _package_traces(members: Mapping[str, bytes]) -> Iterator[Trace]:
    """Yield what the list of the members must not say; DamagedError if it does not list each with its digest."""
    package, sealed = _object(members[PACKAGE]), _object(members[PACKAGE_DIGEST])
    listed = package.get("resources")
    wanted = [
        {"name": name.rpartition("/")[2], "path": name, "hash": _hash(content), "bytes": len(content)}
        for name, content in members.items()
        if "/" in name
    ]
    if not isinstance(listed, list) or len(listed) != len(wanted) or any(each not in listed for each in wanted):
        raise DamagedError("resources")
    if sealed.get("path") != PACKAGE or sealed.get("hash") != _hash(members[PACKAGE]):
        raise DamagedError("digest")
    if sealed.keys() != {"path", "hash"}:
        yield Trace("trace-inside", "signedData" if "signedData" in sealed else "?", PACKAGE_DIGEST)
    if not _is_plain(package, _OF_PACKAGE, but="resources"):
        yield Trace("trace-inside", "?", PACKAGE)
    first, *pages = (_object(line) for line in members[PAGES].removesuffix(b"\n").split(b"\n"))
    if not _is_plain(first, _OF_PAGES) or not all(_is_plain(page, _OF_PAGE) for page in pages):
        yield Trace("trace-inside", "?", PAGES)


def _is_plain(found: Mapping[str, Any], allowed: frozenset[str], but: str = "") -> bool:
    return found.keys() <= allowed and all(isinstance(each, str | bool) for name, each in found.items() if name != but)


def _hash(content: bytes) -> str:
    return f"sha256:{digest(content).hex()}"


def _object(text: bytes) -> dict[str, Any]:
    """Return an object in JSON; DamagedError if it is none, or has a key twice, of which programs read one."""
    try:
        found = json.loads(text.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise DamagedError("JSON") from None
    if not isinstance(found, dict):
        raise DamagedError("JSON")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _index_traces(index: bytes, records: frozenset[tuple[str, int, int]]) -> Iterator[Trace]:
    """Yield a trace for an unknown key in the index; DamagedError if a line leads elsewhere than to a record."""
    try:
        lines = index.decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        raise DamagedError("index") from None
    places = {(address, str(at), str(size)) for address, at, size in records}
    for line in lines:
        found = _INDEX_LINE.match(line)
        if not found:
            raise DamagedError("index")
        entry = _object(found[1].encode())
        if not _is_plain({name: str(each) for name, each in entry.items()}, _OF_INDEX):
            yield Trace("trace-inside", "?", INDEX)
        place = (str(entry.get("url")), str(entry.get("offset")), str(entry.get("length")))
        if place not in places:
            raise DamagedError("index")
