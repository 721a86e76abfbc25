"""PNG, WebP, GIF and SVG: chunks, blocks and elements that a picture needs."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

from .scanner import DamagedError, Trace

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_PICTURE = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"bKGD"))
_PNG_NAMES = {b"eXIf": "EXIF", b"iCCP": "ICC", b"caBX": "C2PA", b"zXIf": "EXIF"}
_WORDS = frozenset((b"tEXt", b"zTXt", b"iTXt"))
_TYPE = re.compile(rb"[A-Za-z]{4}\Z")


def png_traces(data: bytes) -> Iterator[Trace]:
    """Yield what a PNG contains besides its picture. Raise DamagedError if it is not a PNG or has no end."""
    end = 0
    for kind, start, end in _png_chunks(data):
        body = data[start + 8 : end - 4]
        if kind not in _PNG_PICTURE or (kind == b"IEND" and body):
            yield _trace(kind, body)
    if end < len(data):
        yield Trace("trace-trailing", "PNG")


def bare_png(data: bytes) -> bytes:
    """Return a PNG with only its colour profile and its picture, unchanged. Raise DamagedError like `png_traces`."""
    kept = (data[start:end] for kind, start, end in _png_chunks(data) if kind in _PNG_PICTURE or kind == b"iCCP")
    return b"".join((_SIGNATURE, *kept))


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield each chunk's type, start and end. Raise DamagedError if the data are not a PNG or have no end."""
    if data[:8] != _SIGNATURE:
        raise DamagedError
    end, kind = 8, b""
    while kind != b"IEND":
        start, kind = end, data[end + 4 : end + 8]
        end += 12 + int.from_bytes(data[start : start + 4], "big")
        if not _TYPE.match(kind) or end > len(data):
            raise DamagedError
        yield kind, start, end


def _trace(kind: bytes, body: bytes) -> Trace:
    if kind not in _WORDS:
        return Trace("trace", _PNG_NAMES.get(kind, kind.decode()))
    keyword = body.partition(b"\0")[0]
    if keyword == b"XML:com.adobe.xmp":
        return Trace("trace", "XMP")
    # the keywords of ImageMagick and exiftool
    raw = re.match(rb"Raw profile type (exif|iptc|xmp|icc|APP1)", keyword)
    if raw:
        return Trace("trace", {b"APP1": "EXIF"}.get(raw[1], raw[1].decode().upper()))
    return Trace("trace-comment", kind.decode())


_WEBP_PICTURE = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"))
_WEBP_NAMES = {b"EXIF": "EXIF", b"XMP ": "XMP", b"ICCP": "ICC", b"C2PA": "C2PA"}
_FRAME_HEADER = 16
_EXIF, _XMP = 0x08, 0x04  # flags of VP8X
_FLAGS = _EXIF | _XMP


def webp_traces(data: bytes) -> Iterator[Trace]:
    """Yield what a WebP contains besides its picture. Raise DamagedError if it is not a WebP or ends early."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or end > len(data) or end < 20:
        raise DamagedError
    yield from _webp_chunks(data, 12, end)
    if end < len(data):
        yield Trace("trace-trailing", "WebP")


def bare_webp(data: bytes, more: bytes = b"") -> bytes:
    """Return a WebP with only its colour profile and its picture, unchanged. Raise DamagedError like `webp_traces`.

    Chunks within the frames of an animation are not filtered.

    Args:
        data: The WebP.
        more: An EXIF chunk to append, or nothing.
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
        elif kind in _WEBP_PICTURE or kind == b"ICCP":
            kept += data[at:following]
        at = following
    kept += more
    return b"RIFF" + (len(kept) + 4).to_bytes(4, "little") + b"WEBP" + bytes(kept)


def _webp_chunks(data: bytes, at: int, end: int) -> Iterator[Trace]:
    while at < end:
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        following = at + 8 + length + length % 2
        if following > end:
            raise DamagedError
        if kind not in _WEBP_PICTURE:
            yield Trace("trace", _WEBP_NAMES.get(kind) or kind.decode("ascii", "replace").strip())
        elif kind == b"ANMF":
            # a frame is a header followed by chunks
            yield from _webp_chunks(data, at + 8 + _FRAME_HEADER, at + 8 + length)
        at = following


_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_CONTROL, _COMMENT, _PLAIN, _APPLICATION = 0xF9, 0xFE, 0x01, 0xFF
_LOOPS = frozenset((b"NETSCAPE2.0", b"ANIMEXTS1.0"))
_GIF_NAMES = {b"XMP DataXMP": "XMP", b"ICCRGBG1012": "ICC", b"C2PA_GIF\x01\x00\x00": "C2PA"}


def gif_traces(data: bytes) -> Iterator[Trace]:
    """Yield what a GIF contains besides its picture. Raise DamagedError if it is not a GIF or has no end."""
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
        yield Trace("trace", _GIF_NAMES.get(program, "GIF application extension"))
    elif label not in (_CONTROL, _APPLICATION):
        yield Trace("trace", f"0x{label:02X}")


def _colours(flags: int) -> int:
    """Return the size of a colour table in bytes by the flags that announce it, or 0 if there is none."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after(data: bytes, at: int) -> int:
    """Return the position after a sequence of sub-blocks, which ends with an empty one."""
    while length := _byte(data, at):
        at += 1 + length
    return at + 1


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise DamagedError
    return data[at]


_NAMESPACES = frozenset(
    ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace", "")
)
_ACTIVE = frozenset(("script", "foreignObject", "handler", "listener"))
_DATA = re.compile(r"data:image/([a-z+]+)(?:;[a-z=0-9-]+)*?(;base64)?,([^\"')\s]*)", re.IGNORECASE)


def svg_traces(data: bytes, inner: Callable[[str, bytes], Iterator[Trace]]) -> Iterator[Trace]:
    """Yield what an SVG contains besides its drawing.

    Args:
        data: The SVG.
        inner: Yields the traces of an embedded picture, given its type (as a suffix) and its data.

    Raises:
        DamagedError: If the data are not well-formed XML, or have a document type.
    """
    found: list[Trace] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, values: found.extend(_element(name, values, inner))
    parser.buffer_text = True
    parser.CharacterDataHandler = lambda words: found.extend(_pictures(words, inner))
    parser.CommentHandler = lambda _: found.append(Trace("trace-comment", "<!-- -->"))
    parser.ProcessingInstructionHandler = lambda *_: found.append(Trace("trace", "<? ?>"))
    # refused because the entities of a document type could expand without limit
    parser.StartDoctypeDeclHandler = _refused
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise DamagedError from None
    yield from found


def _refused(*_: object) -> None:
    raise DamagedError


def _element(name: str, values: dict[str, str], inner: Callable[[str, bytes], Iterator[Trace]]) -> Iterator[Trace]:
    space, _, element = name.rpartition(" ")
    if element == "metadata" or space not in _NAMESPACES:
        yield Trace("trace", "<metadata>" if element == "metadata" else "XML")
    if element in _ACTIVE:
        yield Trace("trace", f"<{element}>")
    for key, value in values.items():
        space, _, attribute = key.rpartition(" ")
        if space not in _NAMESPACES or attribute.startswith(("data-", "on")):
            yield Trace("trace", "XML")
        yield from _pictures(value, inner)


def _pictures(value: str, inner: Callable[[str, bytes], Iterator[Trace]]) -> Iterator[Trace]:
    for kind, coded, content in _DATA.findall(value):
        yield from inner(kind.lower().removesuffix("+xml"), _decoded(coded, content))


def _decoded(coded: str, content: str) -> bytes:
    data = unquote_to_bytes(content)
    try:
        return base64.b64decode(data) if coded else data
    except binascii.Error:
        raise DamagedError from None
