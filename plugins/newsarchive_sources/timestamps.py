"""Time-stamps of kept copies (RFC 3161): a stranger's signature that a file was there at a moment.

An authority gets the SHA-256 of a file, never the file. Its response is stored as it came, as `FILE.tsr` beside the
file, so that anybody can check it without us:

    openssl ts -verify -data FILE -in FILE.tsr -CAfile ROOT.pem

ROOT.pem is the root certificate of the authority, which an editor downloads from it once (the setting
TIMESTAMP_CERTIFICATES). Without it a token is only known to be about the file; who signed it, nobody has checked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec
from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from newsarchive.api import SettingsError, digest, names_private

from .web import NoAnswerError, Web, address_of, printable

_SHA256 = "2.16.840.1.101.3.4.2.1"
_LARGEST = 1 << 18
_SKEW = dt.timedelta(minutes=30)
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
_REPLY = "application/timestamp-reply"

TimestampReason = Literal["no-answer", "status", "type", "rejected", "malformed", "imprint", "nonce", "clock", "chain"]


class TimestampError(Exception):
    """There is no valid time-stamp.

    Attributes:
        reason: `no-answer`; `status` (of HTTP) or `type` (no time-stamp response: probably a web page); `rejected` (the
            authority refuses); `malformed`; `imprint` (it is about another file); `nonce` (an answer to another
            request); `clock` (the authority and this computer disagree about the time) or `chain` (not signed by
            the authority of the certificates).
        found: What was found instead, for people; may be empty.
    """

    def __init__(self, reason: TimestampReason, found: object = "") -> None:
        """Create the error."""
        self.reason, self.found = reason, printable(str(found))
        super().__init__(f"{reason}: {self.found}" if self.found else reason)


class Timestamp(msgspec.Struct, frozen=True):
    """A time-stamp that is about the file.

    Attributes:
        data: The response of the authority, for the file `FILE.tsr`.
        moment: When the file was there, by the authority's clock.
        trusted: Whether it is signed by the authority whose certificates an editor gave.
    """

    data: bytes
    moment: dt.datetime
    trusted: bool


class TimestampAuthority(msgspec.Struct, frozen=True):
    """A service that signs time-stamps.

    Attributes:
        address: Its web address.
        certificates: Its root certificate, and those between if its responses lack them; may be empty.
    """

    web: Web
    address: str
    certificates: tuple[Certificate, ...] = ()

    def stamp(self, data: bytes) -> Timestamp:
        """Return a new time-stamp of a file's bytes, or raise TimestampError."""
        request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
        try:
            response = self.web.get(
                self.address,
                private=names_private(self.address),
                most=_LARGEST,
                headers=_HEADERS,
                data=request.as_bytes(),
            )
        except NoAnswerError as error:
            raise TimestampError("no-answer", error) from None
        if response.status != 200:
            raise TimestampError("status", response.status)
        if response.media_type != _REPLY:
            raise TimestampError("type", response.media_type)
        reply = _decoded(response.body)
        stamp = _checked(response.body, reply, digest(data), self.certificates)
        if reply.tst_info.nonce != request.nonce:
            raise TimestampError("nonce")
        if abs(stamp.moment - response.moment) > _SKEW:
            raise TimestampError("clock", stamp.moment.isoformat())
        return stamp


def read_timestamp(data: bytes, file: bytes, certificates: Iterable[Certificate] = ()) -> Timestamp:
    """Check the time-stamp of a file, offline.

    Args:
        data: The bytes of `FILE.tsr`.
        file: The SHA-256 digest of the file.
        certificates: The certificates of the authority; without any, it is not checked who signed.

    Raises:
        TimestampError: It is not a time-stamp, is about another file, or is not signed by that authority.
    """
    return _checked(data, _decoded(data), file, tuple(certificates))


def authority_of(web: Web, address: str, certificates: tuple[Certificate, ...]) -> TimestampAuthority | None:
    """Return the authority at the address in TIMESTAMP_AUTHORITY, or None; SettingsError if it is no web address."""
    if not address:
        return None
    try:
        address_of(address)
    except NoAnswerError:
        raise SettingsError(f"TIMESTAMP_AUTHORITY: {address!r} is not a web address") from None
    return TimestampAuthority(web, address, certificates)


def certificates_at(path: str) -> tuple[Certificate, ...]:
    """Return the certificates of the PEM file that TIMESTAMP_CERTIFICATES names; none if it is empty.

    Raises:
        SettingsError: The file cannot be read, or has no certificates.
    """
    if not path:
        return ()
    try:
        return tuple(load_pem_x509_certificates(Path(path).read_bytes()))
    except OSError as error:
        raise SettingsError(f"TIMESTAMP_CERTIFICATES: {path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise SettingsError(
            f"TIMESTAMP_CERTIFICATES: {path} has no certificates in PEM form (-----BEGIN CERTIFICATE-----)"
        ) from None


def _decoded(data: bytes) -> TimeStampResponse:
    try:
        response = decode_timestamp_response(_with_sorted_certificates(data))
        status = response.status
    except ValueError as error:
        raise TimestampError("malformed", error) from None
    if status != PKIStatus.GRANTED:
        raise TimestampError("rejected", "; ".join(response.status_string) or status)
    return response


def _checked(data: bytes, response: TimeStampResponse, file: bytes, certificates: tuple[Certificate, ...]) -> Timestamp:
    try:
        imprint, moment = response.tst_info.message_imprint, response.tst_info.gen_time
    except ValueError as error:
        raise TimestampError("malformed", error) from None
    if imprint.hash_algorithm.dotted_string != _SHA256 or imprint.message != file:
        raise TimestampError("imprint")
    if certificates:
        try:
            VerifierBuilder(roots=list(certificates)).build().verify(response, file)
        except (VerificationError, ValueError) as error:
            raise TimestampError("chain", error) from None
    return Timestamp(data, moment.astimezone(dt.UTC), bool(certificates))


_SEQUENCE, _TAGGED = 0x30, 0xA0


def _with_sorted_certificates(data: bytes) -> bytes:
    """Return a response with its certificates in the order of DER.

    The parser demands that order. Authorities that run `openssl ts` with several certificates send them in another:
    CMS (RFC 5652) allows it, and no signature covers them. ValueError is raised for what is no DER.
    """
    path = ((_SEQUENCE, 0), (_SEQUENCE, 1), (_TAGGED, 1), (_SEQUENCE, 0))
    start, end = 0, len(data)
    for tag, position in path:
        elements = _elements(data, start, end)
        if len(elements) <= position or elements[position][0] != tag:
            return data  # a rejection has no token
        _, start, end = _inside(data, elements[position][1])
    found = [at for tag, at, _ in _elements(data, start, end) if tag == _TAGGED]
    if not found:
        return data
    _, start, end = _inside(data, found[0])
    certificates = sorted(data[first:last] for _, first, last in _elements(data, start, end))
    return data[:start] + b"".join(certificates) + data[end:]


def _elements(data: bytes, start: int, end: int) -> list[tuple[int, int, int]]:
    """Return the tag, the start and the end of each element of DER in a part of some bytes."""
    found = []
    while start < end:
        tag, _, last = _inside(data, start)
        if last > end:
            raise ValueError("an element is longer than what it is in")
        found.append((tag, start, last))
        start = last
    return found


def _inside(data: bytes, at: int) -> tuple[int, int, int]:
    """Return the tag of the element of DER at a place, and where its content starts and ends."""
    if at + 2 > len(data):
        raise ValueError("an element is cut off")
    tag, length = data[at], data[at + 1]
    start = at + 2
    if length & 0x80:
        count = length & 0x7F
        if not 0 < count <= 4:
            raise ValueError("an element has no definite length")
        length, start = int.from_bytes(data[start : start + count], "big"), start + count
    return tag, start, start + length
