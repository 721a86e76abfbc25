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
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.digests import digest, digest_of
from newsarchive.integrity.connections import header_text, joined

from .web import Response

_HEADERS = ("Content-Type", "Content-Language", "Date", "Last-Modified", "Location")
"""Cookies, marks of caches (ETag) and whatever else a server sends may name who asked."""

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")
_PIECE = 1 << 16
MOST_RECORDS = 100_000
MOST_BYTES = 512 << 20
"""The most bytes of the bodies in a WARC, without compression."""


class WarcError(ValueError):
    """A file is no WARC, or it is damaged."""


class RecordPlace(NamedTuple):
    """Where the record of a response is in a WARC file, in bytes."""

    response: Response
    offset: int
    length: int


class WarcRecord(NamedTuple):
    """A response as a WARC has it; `body` is without compression, and `content_type` a header of it."""

    url: str
    status: int
    content_type: str
    location: str
    body: bytes


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
            joined(response.url, value) if name == "Location" and value else value.encode("ascii", "replace").decode()
        )
        line = " ".join(_UNPRINTABLE.sub(" ", plain).split())
        if line:
            yield name, line
    yield "Content-Length", str(len(response.body))


def read_records(data: bytes) -> Iterator[WarcRecord]:
    """Yield the responses in a WARC file, which may be hostile.

    Raises:
        WarcError: It is damaged, or larger than the limits.
    """
    left = MOST_RECORDS, MOST_BYTES
    try:
        for record in ArchiveIterator(BytesIO(data)):
            found = _record(record, left[1]) if record.rec_type == "response" and record.http_headers else None
            left = left[0] - 1, left[1] - (len(found.body) if found else 0)
            if left[0] < 0:
                break
            if found:
                yield found
    except WarcError:
        raise
    except Exception as error:  # noqa: BLE001 - warcio raises whatever its parsers do
        raise WarcError(str(error) or type(error).__name__) from None
    if left[0] < 0:
        raise WarcError("it has too many records")


def _record(record: Any, most: int) -> WarcRecord:
    head, http = record.rec_headers, record.http_headers
    body, size, stream = list[bytes](), 0, record.content_stream()
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > most:
            raise WarcError("its records are too large")
        body.append(piece)
    status = http.get_statuscode()
    return WarcRecord(
        head.get_header("WARC-Target-URI") or "",
        int(status) if status.isdecimal() else 0,
        http.get_header("Content-Type") or "",
        http.get_header("Location") or "",
        b"".join(body),
    )
