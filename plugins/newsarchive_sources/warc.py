"""WARC files (ISO 28500) of what servers answered: write our own, and read those of others.

Our records name neither who asked nor from where: there are no records of requests, and of the headers of a response
only those in `_HEADERS` are written. A body is written without the compression in which it came.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.api import absolute_address, digest, digest_of, header_text

from .web import Response

_HEADERS = ("Content-Type", "Content-Language", "Date", "Last-Modified", "Location")
"""Cookies, marks of caches (ETag) and whatever else a server sends may name who asked."""

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")
_PIECE = 1 << 16
MOST_RECORDS = 100_000
MOST_BYTES = 512 << 20
"""The most bytes of the bodies in all files, without compression."""

MOST_UNPACKED = 1 << 30
"""The most bytes of all files as WARC, that is, without the compression of the files themselves."""

_MOST_HEAD = 1 << 20
"""The most bytes of the headers of one record."""


class WarcError(ValueError):
    """A file is no WARC, or it is damaged."""


class RecordPlace(NamedTuple):
    """Where the record of a response is in a WARC file, in bytes."""

    response: Response
    offset: int
    length: int


class WarcRecord(NamedTuple):
    """A response as a WARC has it; `body` is without compression, `content_type` a header of it, `date` WARC-Date."""

    url: str
    status: int
    content_type: str
    location: str
    body: bytes
    date: str = ""


def warc_of(responses: Iterable[Response], software: str) -> tuple[bytes, list[RecordPlace]]:
    """Return a compressed WARC with these responses, in order, and where each of them is.

    Args:
        responses: The responses; the first gives the WARC its date.
        software: What wrote it, such as `newsarchive/2.1.0`.
    """
    file, places = BytesIO(), list[RecordPlace]()
    writer = WARCWriter(file, gzip=True)
    for response in responses:
        if not places:
            _write_info(writer, response.moment, software)
        offset = file.tell()
        _write_response(writer, response)
        places.append(RecordPlace(response, offset, file.tell() - offset))
    return file.getvalue(), places


def payload_digest(response: Response) -> str:
    """Return the digest of a body as WARC and CDX files write it."""
    return f"sha256:{digest(response.body).hex()}"


def _write_info(writer: WARCWriter, moment: dt.datetime, software: str) -> None:
    fields = f"software: {software}\r\nformat: WARC File Format 1.0\r\n".encode()
    head = _head(digest_of("warcinfo", moment.strftime(_MOMENT), software), moment)
    head["Content-Type"] = "application/warc-fields"
    head["WARC-Block-Digest"] = f"sha256:{digest(fields).hex()}"
    writer.write_record(writer.create_warc_record("", "warcinfo", BytesIO(fields), len(fields), warc_headers_dict=head))


def _write_response(writer: WARCWriter, response: Response) -> None:
    status = f"{response.status} {_UNPRINTABLE.sub(' ', response.reason)}".strip()
    http = StatusAndHeaders(status, list(_kept_headers(response)), protocol="HTTP/1.1")
    http.compute_headers_buffer()
    block = http.headers_buff + response.body
    head = _head(digest_of(response.url, response.moment.strftime(_MOMENT), block), response.moment)
    head["WARC-Payload-Digest"] = payload_digest(response)
    head["WARC-Block-Digest"] = f"sha256:{digest(block).hex()}"
    body = BytesIO(response.body)
    writer.write_record(
        writer.create_warc_record(
            response.url, "response", body, len(response.body), http_headers=http, warc_headers_dict=head
        )
    )


def _head(mark: bytes, moment: dt.datetime) -> dict[str, str]:
    return {
        "WARC-Record-ID": f"<urn:uuid:{uuid.UUID(bytes=mark[:16], version=5)}>",
        "WARC-Date": moment.strftime(_MOMENT),
    }


def _kept_headers(response: Response) -> Iterator[tuple[str, str]]:
    for name in _HEADERS:
        value = header_text(response.header(name))
        # warcio would write other scripts in a form that no browser reads
        plain = (
            absolute_address(response.url, value)
            if name == "Location" and value
            else value.encode("ascii", "replace").decode()
        )
        line = " ".join(_UNPRINTABLE.sub(" ", plain).split())
        if line:
            yield name, line
    yield "Content-Length", str(len(response.body))


def read_records(files: Iterable[bytes]) -> Iterator[WarcRecord]:
    """Yield the responses in WARC files, which may be hostile.

    Raises:
        WarcError: One is damaged, or together they are larger than the limits.
    """
    limits = _Limits()
    try:
        for file in files:
            records = ArchiveIterator(BytesIO(file))
            records.reader = _BoundedReader(records.fh, limits)
            for record in records:
                limits.pass_record()
                if record.rec_type == "response" and record.http_headers:
                    yield _record(record, limits)
    except WarcError:
        raise
    except Exception as error:  # noqa: BLE001 - warcio raises whatever its parsers do
        raise WarcError(str(error) or type(error).__name__) from None


class _Limits:
    """What may still be read: records, and bytes of bodies, of unpacked files and of one record's headers."""

    def __init__(self) -> None:
        self._records, self._bodies, self._unpacked, self._head = MOST_RECORDS, MOST_BYTES, MOST_UNPACKED, _MOST_HEAD

    def pass_record(self) -> None:
        self._records, self._head = self._records - 1, _MOST_HEAD
        if self._records < 0:
            raise WarcError("it has too many records")

    def pass_body(self, size: int) -> None:
        self._bodies = self._left(self._bodies, size)

    def pass_unpacked(self, size: int) -> None:
        self._unpacked = self._left(self._unpacked, size)

    def pass_line(self, size: int) -> None:
        self._head = self._left(self._head, size)

    def _left(self, before: int, size: int) -> int:
        if size > before:
            raise WarcError("its records are too large")
        return before - size


class _BoundedReader(DecompressingBufferedReader):  # type: ignore[misc]
    """warcio's reader, within limits: it would read a line, or skip a record, of any length."""

    def __init__(self, stream: BytesIO, limits: _Limits) -> None:
        super().__init__(stream)
        self._limits = limits

    def _process_read(self, data: bytes) -> None:
        super()._process_read(data)
        self._limits.pass_unpacked(self.buff_size if data else 0)

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length or _MOST_HEAD, _MOST_HEAD))
        self._limits.pass_line(len(line))
        return line


def _record(record: Any, limits: _Limits) -> WarcRecord:
    head, http = record.rec_headers, record.http_headers
    body, stream = list[bytes](), record.content_stream()
    while piece := stream.read(_PIECE):
        limits.pass_body(len(piece))
        body.append(piece)
    status = http.get_statuscode()
    return WarcRecord(
        head.get_header("WARC-Target-URI") or "",
        int(status) if status.isdecimal() else 0,
        http.get_header("Content-Type") or "",
        http.get_header("Location") or "",
        b"".join(body),
        head.get_header("WARC-Date") or "",
    )
