"""WebP: chunks of a RIFF file (RFC 9649, 2)."""

from __future__ import annotations

from collections.abc import Iterator

from .kinds import DamagedError, Trace

_PICTURE = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"))
_NAMES = {b"EXIF": "EXIF", b"XMP ": "XMP", b"ICCP": "ICC", b"C2PA": "C2PA"}
_FRAME_HEADER = 16


def webp_traces(data: bytes) -> Iterator[Trace]:
    """Yield what a WebP holds besides its picture; DamagedError where it is none or ends early."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or end > len(data) or end < 20:
        raise DamagedError
    yield from _chunks(data, 12, end)
    if end < len(data):
        yield Trace("trace-trailing", "WebP")


def _chunks(data: bytes, at: int, end: int) -> Iterator[Trace]:
    while at < end:
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        following = at + 8 + length + length % 2
        if following > end:
            raise DamagedError
        if kind not in _PICTURE:
            yield Trace("trace", _NAMES.get(kind) or kind.decode("ascii", "replace").strip())
        elif kind == b"ANMF":
            # a frame is a header and chunks of its own
            yield from _chunks(data, at + 8 + _FRAME_HEADER, at + 8 + length)
        at = following
