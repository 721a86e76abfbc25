"""The data of streams, their filters undone, as far as a document's bytes in all allow (ISO 32000-2, 7.4)."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .objects import DocumentError

if TYPE_CHECKING:
    from pypdf.generic import StreamObject

MOST_UNPACKED = 2_000_000_000
"""Bytes that a document has unpacked, all steps of all streams together: unpacking them takes about five seconds."""
MOST_OF_STREAM = 150_000_000
"""Bytes of one step of one stream, which lie in memory; a colour scan of A4 with 600 pixels an inch has 104 million."""
MOST_OF_OBJECTS = 32_000_000
"""Bytes of objects that lie in streams, and of tables of objects: as many as a file has."""
_SLOWER = 100
"""How many times longer a byte takes that is decoded in Python."""
_CLEAR = 256
_MOST_CODES = 4096
_BYTES = (*(bytes((each,)) for each in range(256)), b"", b"")
_PIECE = 1 << 20
_LONG_NAMES = {
    **{"AHx": "ASCIIHexDecode", "A85": "ASCII85Decode", "LZW": "LZWDecode", "Fl": "FlateDecode"},
    **{"RL": "RunLengthDecode", "CCF": "CCITTFaxDecode", "DCT": "DCTDecode"},
}
_COLOURS = {1: 0, 2: 4, 3: 2, 4: 6}  # of PNG, by the bytes of a pixel


class Unpacker:
    """Undoes filters and counts what comes out. DocumentError where that is too much."""

    def __init__(self) -> None:
        """Begin with nothing unpacked."""
        self._bytes = self._objects = 0

    def count(self, size: int) -> None:
        """Count bytes that were unpacked."""
        self._bytes += size
        if self._bytes > MOST_UNPACKED:
            raise DocumentError("document-unreadable", str(MOST_UNPACKED))

    def objects(self, stream: Any) -> bytes:
        """Return the data of a stream that holds objects or a table of them."""
        data = self.data(stream, MOST_OF_OBJECTS + 1)
        self._objects += len(data)
        self.require_bound()
        return data

    def require_bound(self) -> None:
        """Raise DocumentError where there were too many objects, which the library may have passed over."""
        if self._objects > MOST_OF_OBJECTS:
            raise DocumentError("document-unreadable", str(MOST_OF_OBJECTS))

    def data(self, stream: Any, most: int = MOST_OF_STREAM) -> bytes:
        """Return the data of a stream, at most so many bytes."""
        filters, parameters = filters_of(stream)
        return self.undone(bytes(stream._data), filters, parameters, most)

    def undone(self, data: bytes, filters: Sequence[str], parameters: Sequence[Any], most: int) -> bytes:
        """Return data with filters undone, one after the other, at most so many bytes."""
        for at, (each, given) in enumerate(zip(filters, parameters, strict=True), start=1):
            data = self._step(data, each, given, most if at == len(filters) else MOST_OF_STREAM)
        return data[:most]

    def _step(self, data: bytes, name: str, parameters: Any, most: int) -> bytes:
        from pypdf.filters import ASCII85Decode, ASCIIHexDecode, FlateDecode, RunLengthDecode

        if name == "FlateDecode":
            predictor = int(parameters.get("/Predictor", 1))
            if predictor == 1:
                return self.inflated(data, most)
            inflated = self.inflated(data, MOST_OF_STREAM)
            return _unpredicted(data, inflated, parameters) or FlateDecode.decode(data, parameters)
        self.count(_SLOWER * len(data))
        if name == "LZWDecode" and int(parameters.get("/Predictor", 1)) == 1:
            return self._decoded(data, int(parameters.get("/EarlyChange", 1)))
        decoders = {each.__name__: each for each in (ASCII85Decode, ASCIIHexDecode, RunLengthDecode)}
        if name not in decoders:
            raise DocumentError("document-unreadable", name)
        made = bytes(decoders[name].decode(data, parameters))
        self.count(len(made))
        return made

    def inflated(self, data: bytes, most: int) -> bytes:
        """Return deflated data, at most so many bytes; of damaged data what lies before the damage."""
        found, unpacker = bytearray(), zlib.decompressobj()
        try:
            while data and not unpacker.eof and len(found) < most:
                part = unpacker.decompress(data, min(_PIECE, most - len(found)))
                self.count(len(part))
                found += part
                if len(found) >= MOST_OF_STREAM:
                    raise DocumentError("document-unreadable", str(MOST_OF_STREAM))
                data = unpacker.unconsumed_tail
        except zlib.error:
            return self._repaired(data) if not found else bytes(found)
        return bytes(found)

    def _repaired(self, data: bytes) -> bytes:
        from pypdf.filters import FlateDecode

        made = bytes(FlateDecode.decode(data))
        self.count(len(made))
        return made

    def _decoded(self, data: bytes, early: int) -> bytes:
        """Return data of LZW (ISO 32000-2, 7.4.4); of damaged data what lies before the damage."""
        found, bits, held, width = bytearray(), 0, 0, 9
        table, before = [*_BYTES], b""
        for each in data:
            held, bits = (held << 8 | each) & 0xFFFFF, bits + 8
            if bits < width:
                continue
            bits -= width
            code = held >> bits & (1 << width) - 1
            if code == _CLEAR:
                table, before, width = [*_BYTES], b"", 9
                continue
            if code > len(table) or code == _CLEAR + 1 or (code == len(table) and not before):
                break
            part = table[code] if code < len(table) else before + before[:1]
            found += part
            if before and len(table) < _MOST_CODES:
                table.append(before + part[:1])
            before, width = part, min(max(9, (len(table) + early).bit_length()), 12)
            if len(found) > MOST_OF_STREAM:
                raise DocumentError("document-unreadable", str(MOST_OF_STREAM))
        self.count(len(found))
        return bytes(found)

    def is_deflated(self, data: bytes, most: int) -> bool:
        """Whether data are deflated and nothing more: no more bytes than so many, and none after them."""
        unpacker, size = zlib.decompressobj(), 0
        try:
            while data and not unpacker.eof and size <= most:
                part = len(unpacker.decompress(data, min(_PIECE, most + 1)))
                self.count(part)
                size += part
                data = unpacker.unconsumed_tail
        except zlib.error:
            return False
        return unpacker.eof and size <= most and not unpacker.unused_data


def filters_of(value: StreamObject) -> tuple[list[str], list[Any]]:
    """Return the filters of a stream by their long names, and the parameters of each."""
    found = _direct(value.get("/Filter"))
    several = [_direct(each) for each in found] if isinstance(found, list) else [found] if found else []
    names = [_LONG_NAMES.get(name, name) for name in (str(each)[1:] for each in several)]
    found = _direct(value.get("/DecodeParms", value.get("/DP")))
    given = [_direct(each) for each in found] if isinstance(found, list) else [found]
    return names, [each if isinstance(each, dict) else {} for each in (*given, *[None] * len(names))][: len(names)]


def _direct(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _unpredicted(data: bytes, inflated: bytes, parameters: Any) -> bytes:
    """Return what rows with PNG's predictors say; none where Pillow cannot read them as a PNG of bytes.

    pypdf undoes predictors, too, byte by byte: a large scan takes it half a minute.
    """
    from PIL import Image

    bits = int(parameters.get("/Colors", 1)) * int(parameters.get("/BitsPerComponent", 8))
    pixel = max(1, bits // 8)
    row = (int(parameters.get("/Columns", 1)) * bits + 7) // 8
    rows, left = divmod(len(inflated), row + 1)
    if parameters["/Predictor"] < 10 or left or not rows or row % pixel or pixel not in _COLOURS:
        return b""
    head = struct.pack(">IIBBBBB", row // pixel, rows, 8, _COLOURS[pixel], 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
    try:
        with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
            return picture.tobytes()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return b""


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
