"""AVIF: boxes of a still picture (ISO/IEC 14496-12 and 23008-12; AOMedia, AV1 Image File Format)."""

from __future__ import annotations

from collections.abc import Iterator

from .kinds import DamagedError, Trace

# boxes that a still picture is made of, by the box that they lie in
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
_ITEMS = frozenset((b"av01", b"grid"))
_ITEM_NAMES = frozenset((b"", b"Color", b"Alpha"))  # those that libavif writes
_HANDLER_NAMES = frozenset((b"", b"libavif", b"pict"))


def avif_traces(data: bytes) -> Iterator[Trace]:
    """Yield what an AVIF holds besides its picture; DamagedError where it is none or ends early."""
    if data[4:8] != b"ftyp":
        raise DamagedError
    yield from _boxes(data, b"")


def _boxes(data: bytes, inside: bytes) -> Iterator[Trace]:
    at = 0
    while at < len(data):
        length, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if length == 1:
            length, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif length == 0:
            length = len(data) - at
        if length < head or at + length > len(data):
            if inside:
                raise DamagedError
            yield Trace("trace-trailing", "AVIF")
            return
        body = data[at + head : at + length]
        if kind in _PICTURE[inside]:
            yield from _inside(kind, body)
        else:
            yield Trace("trace", _UUIDS.get(body[:16]) or _NAMES.get(kind) or kind.decode("ascii", "replace"))
        at += length


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
    """Yield what is wrong with an entry of the list of items: its type, or a name that somebody gave it."""
    place = {2: 8, 3: 10}.get(body[0] if body else 0)
    if place is None:
        raise DamagedError
    kind = body[place : place + 4]
    if kind not in _ITEMS:
        yield Trace("trace", _NAMES.get(kind) or kind.decode("ascii", "replace").strip())
    elif body[place + 4 :].partition(b"\0")[0] not in _ITEM_NAMES:
        yield Trace("trace-comment", "infe")
