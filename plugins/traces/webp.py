"""WebP: chunks of a RIFF file (RFC 9649, 2)."""

from __future__ import annotations

from collections.abc import Iterator

from .kinds import DamagedError, Trace

_PICTURE = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"))
_NAMES = {b"EXIF": "EXIF", b"XMP ": "XMP", b"ICCP": "ICC", b"C2PA": "C2PA"}
_FRAME_HEADER = 16
_EXIF, _XMP = 0x08, 0x04  # flags of VP8X
_FLAGS = _EXIF | _XMP


def webp_traces(data: bytes) -> Iterator[Trace]:
    """Yield what a WebP holds besides its picture; DamagedError where it is none or ends early."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or end > len(data) or end < 20:
        raise DamagedError
    yield from _chunks(data, 12, end)
    if end < len(data):
        yield Trace("trace-trailing", "WebP")


def bare_webp(data: bytes, more: bytes = b"") -> bytes:
    """Return a WebP of its picture, as it is coded, and its colour profile alone; DamagedError as above.

    `more` is an EXIF chunk to put at its end.
    """
    for _ in webp_traces(data):
        pass
    at, end, kept = 12, 8 + int.from_bytes(data[4:8], "little"), bytearray()
    while at < end:
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        following = at + 8 + length + length % 2
        if kind == b"VP8X":
            flags = data[at + 8] & ~_FLAGS | (_EXIF if more else 0)
            kept += data[at : at + 8] + bytes((flags,)) + data[at + 9 : following]
        elif kind in _PICTURE or kind == b"ICCP":
            kept += data[at:following]
        at = following
    kept += more
    return b"RIFF" + (len(kept) + 4).to_bytes(4, "little") + b"WEBP" + bytes(kept)


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
