"""GIF: blocks up to the trailer (CompuServe, GIF89a)."""

from __future__ import annotations

from collections.abc import Iterator

from .kinds import DamagedError, Trace

_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_CONTROL, _COMMENT, _PLAIN, _APPLICATION = 0xF9, 0xFE, 0x01, 0xFF
_LOOPS = frozenset((b"NETSCAPE2.0", b"ANIMEXTS1.0"))
_NAMES = {b"XMP DataXMP": "XMP", b"ICCRGBG1012": "ICC", b"C2PA_GIF\x01\x00\x00": "C2PA"}


def gif_traces(data: bytes) -> Iterator[Trace]:
    """Yield what a GIF holds besides its picture; DamagedError where it is none or has no end."""
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < 13:
        raise DamagedError
    at = 13 + _colours(data[10])
    while True:
        if at + 1 >= len(data) and data[at : at + 1] != bytes([_TRAILER]):
            raise DamagedError
        kind = data[at]
        if kind == _TRAILER:
            break
        if kind == _IMAGE:
            at = _after(data, at + 11 + _colours(_byte(data, at + 9)))
        elif kind == _EXTENSION:
            yield from _extension(data, at)
            at = _after(data, at + 2)
        else:
            raise DamagedError
    if at + 1 < len(data):
        yield Trace("trace-trailing", "GIF")


def _extension(data: bytes, at: int) -> Iterator[Trace]:
    label, program = data[at + 1], data[at + 3 : at + 14]
    if label in (_COMMENT, _PLAIN):
        yield Trace("trace-comment", "GIF")
    elif label == _APPLICATION and program not in _LOOPS:
        yield Trace("trace", _NAMES.get(program, "GIF application extension"))
    elif label not in (_CONTROL, _APPLICATION):
        yield Trace("trace", f"0x{label:02X}")


def _colours(flags: int) -> int:
    """Return how many bytes a table of colours takes."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after(data: bytes, at: int) -> int:
    """Return the place after a row of blocks, each of which begins with its length; an empty one ends it."""
    while length := _byte(data, at):
        at += 1 + length
    return at + 1


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise DamagedError
    return data[at]
