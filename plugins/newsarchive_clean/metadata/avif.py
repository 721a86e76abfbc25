"""AVIF: boxes and items (ISO/IEC 14496-12, 23000-22).

An AVIF is a tree of boxes, each with a type of four letters. A list in it (`iinf`) names items, such as the picture or
its transparency, and another (`iloc`) says which bytes of the file belong to each.
"""

from __future__ import annotations

from collections.abc import Iterator

from .scanner import DamagedError, Trace

# boxes that a still picture needs, by the box that contains them
_PICTURE = {
    b"": frozenset((b"ftyp", b"meta", b"mdat")),
    b"meta": frozenset((b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"idat", b"grpl")),
    b"iinf": frozenset((b"infe",)),
    b"iprp": frozenset((b"ipco", b"ipma")),
    b"ipco": frozenset(
        (b"ispe", b"pixi", b"av1C", b"colr", b"auxC", b"irot", b"imir", b"clap", b"pasp", b"clli", b"mdcv")
    ),
}
_NAMES = {b"uuid": "UUID", b"jumb": "C2PA", b"Exif": "EXIF", b"mime": "XMP", b"free": "free", b"skip": "skip"}
_UUIDS = {
    bytes.fromhex("d8fec3d61b0e483c92975828877ec481"): "C2PA",
    bytes.fromhex("be7acfcb97a942e89c71999491e3afac"): "XMP",
}
_TOP = (b"meta", b"mdat")
_ITEMS = frozenset((b"av01", b"grid"))
_ITEM_NAMES = frozenset((b"", b"Color", b"Alpha"))  # those that libavif writes
_HANDLER_NAMES = frozenset((b"", b"libavif", b"pict"))


def avif_traces(data: bytes) -> Iterator[Trace]:
    """Yield a `Trace` (a finding) for each part of an AVIF that its picture does not need, such as EXIF.

    DamagedError is raised if the data are not an AVIF or end early.
    """
    if data[4:8] != b"ftyp":
        raise DamagedError
    yield from _boxes(data, b"")
    if not _is_covered(data):
        yield Trace("trace-trailing", "mdat")


def _is_covered(data: bytes) -> bool:
    """Return whether every byte in the boxes for pixels (`mdat`) belongs to a listed item.

    Decoders ignore other bytes, so data could be hidden in them.
    """
    parts = {kind: [(start, end) for each, start, end in _places(data, 0, len(data)) if each == kind] for kind in _TOP}
    extents: list[tuple[int, int]] = []
    for start, end in parts[b"meta"]:
        for kind, first, last in _places(data, start + 4, end):
            if kind == b"iloc":
                extents += _extents(data[first:last])
    for at, end in parts[b"mdat"]:
        for first, last in sorted(extents):
            at = max(at, last) if first <= at else at
        if at < end:
            return False
    return True


def _extents(body: bytes) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each part of each item, given the content of `iloc` (ISO/IEC 14496-12, 8.11.3)."""
    reader = _BoxReader(body)
    version = reader.number(1)
    reader.number(3)
    sizes = reader.number(2)
    wide = 4 if version == 2 else 2
    for _ in range(reader.number(wide)):
        reader.number(wide)
        method = reader.number(2) & 15 if version else 0
        reader.number(2)
        base = reader.number(sizes >> 4 & 15)
        for _ in range(reader.number(2)):
            reader.number(sizes & 15 if version else 0)
            start = base + reader.number(sizes >> 12 & 15)
            length = reader.number(sizes >> 8 & 15)
            if method == 0:
                yield start, start + length


class _BoxReader:
    """Reads big-endian numbers from the content of a box, one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def number(self, size: int) -> int:
        """Return the number in the next `size` bytes; DamagedError if there are fewer."""
        self._at += size
        if self._at > len(self._data):
            raise DamagedError
        return int.from_bytes(self._data[self._at - size : self._at], "big")


def _places(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the type of each box between two offsets, and where its content starts and ends.

    Stop without an error at bytes that are no complete box.
    """
    while at + 8 <= end:
        length, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if length == 1:
            length, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        length = length or end - at
        if length < head or at + length > end:
            return
        yield kind, at + head, at + length
        at += length


def _boxes(data: bytes, inside: bytes) -> Iterator[Trace]:
    at = 0
    for kind, start, at in _places(data, 0, len(data)):
        body = data[start:at]
        if kind in _PICTURE[inside]:
            yield from _inside(kind, body)
        else:
            yield Trace("trace", _UUIDS.get(body[:16]) or _NAMES.get(kind) or kind.decode("ascii", "replace"))
    if at < len(data):
        if inside:
            raise DamagedError
        yield Trace("trace-trailing", "AVIF")


def _inside(kind: bytes, body: bytes) -> Iterator[Trace]:
    if kind == b"meta":
        yield from _boxes(body[4:], kind)
    elif kind in (b"iprp", b"ipco"):
        yield from _boxes(body, kind)
    elif kind == b"iinf":
        yield from _boxes(body[6 if body[:1] == b"\0" else 8 :], kind)
    elif kind == b"infe":
        yield from _item(body)
    elif kind == b"colr" and body[:4] != b"nclx":
        yield Trace("trace", "ICC")
    elif kind == b"hdlr" and body[24:].rstrip(b"\0") not in _HANDLER_NAMES:
        yield Trace("trace-comment", "hdlr")


def _item(body: bytes) -> Iterator[Trace]:
    """Yield a `Trace` if an item (its `infe`) is no part of the picture, or a person may have chosen its name."""
    place = {2: 8, 3: 10}.get(body[0] if body else 0)
    if place is None:
        raise DamagedError
    kind = body[place : place + 4]
    if kind not in _ITEMS:
        yield Trace("trace", _NAMES.get(kind) or kind.decode("ascii", "replace").strip())
    elif body[place + 4 :].partition(b"\0")[0] not in _ITEM_NAMES:
        yield Trace("trace-comment", "infe")
