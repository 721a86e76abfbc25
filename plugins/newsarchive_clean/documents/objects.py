"""Objects and filters of a PDF, with a budget for all that a document unpacks.

pypdf reads the source document, and `Unpacker` decodes its streams. The copy that is published consists of Python's
dictionaries, lists, bytes, numbers and booleans, and of `Indirect`, `Stream`, `PdfName` and `Raw`; `written` turns it
into a file. Objects are numbered as they are reached from the catalogue, and values have one spelling each, so that the
same document gives the same bytes.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

if TYPE_CHECKING:
    from pypdf.generic import StreamObject

_IRREGULAR = re.compile(rb"[^!-~]|[#()<>\[\]{}/%]")
_SPECIAL = re.compile(rb"[\\()\r\n]")
_ESCAPED = {b"\r": b"\\r", b"\n": b"\\n"}


class DocumentError(Exception):
    """A document cannot be published: the code of the fault (`document-locked`) and what was found (`JPXDecode`)."""

    def __init__(self, code: str, found: str = "") -> None:
        """Create the error."""
        super().__init__(f"{code}: {found}")
        self.code, self.found = code, found


class PdfName(str):
    """A PDF name, without its slash."""

    __slots__ = ()


class Raw(bytes):
    """Bytes in PDF syntax, which are written as they are."""

    __slots__ = ()


class Indirect(msgspec.Struct, eq=False):
    """An object to which others refer by a number; `value` is None until it is copied, or if it is left out."""

    value: Any = None


class Stream(msgspec.Struct):
    """A dictionary with data, such as a page's instructions, a picture or a font.

    Attributes:
        data: The data, encoded by the filter that `fields` name.
        fields: The entries of the dictionary by their keys without slash; `Length` is added when it is written.
        placed: The pictures that drawing instructions draw, and where (`placements.Placement`).
        marked: The numbers (`MCID`) by which the structure for screen readers refers to what instructions draw.
    """

    data: bytes
    fields: dict[str, Any] = msgspec.field(default_factory=dict)
    placed: tuple[Any, ...] = ()
    marked: frozenset[int] = frozenset()


def packed(data: bytes, columns: int = 0) -> Stream:
    """Return a stream with data deflated by Pillow, whose bytes are the same on every machine, as zlib's may not be.

    Pillow writes the rows of a PNG, which PDF readers can decode ("predictors"). `columns` are the bytes in a row of
    pixels, of which a short last one is filled with zeros; 0 writes other data as one row.
    """
    from PIL import Image

    if not data:
        return Stream(b"")
    width = columns or len(data)
    data += bytes(-len(data) % width)
    # Pillow writes a row with a palette unfiltered, and other rows as differences if that is shorter
    picture = Image.frombytes("L", (width, len(data) // width), data)
    if not columns:
        picture.putpalette(bytes(each // 3 for each in range(768)))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=9)
    parameters = {"Predictor": 15, "Columns": width}
    return Stream(b"".join(_rows(out.getvalue())), {"Filter": PdfName("FlateDecode"), "DecodeParms": parameters})


def _rows(png: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            yield png[at + 8 : at + 8 + length]
        at += 12 + length


def written(root: Indirect) -> bytes:
    """Return the bytes of a PDF file with all objects that its catalogue refers to, directly or through others."""
    numbers, waiting = {id(root): 1}, [root]

    def number(each: Indirect) -> int:
        if id(each) not in numbers:
            numbers[id(each)] = len(numbers) + 1
            waiting.append(each)
        return numbers[id(each)]

    out, places = bytearray(b"%PDF-1.7\n"), []
    for each in waiting:
        places.append(len(out))
        value = each.value
        fields = {**value.fields, "Length": len(value.data)} if isinstance(value, Stream) else value
        out += b"%d 0 obj\n%s" % (len(places), spelled(fields, number))
        if isinstance(value, Stream):
            out += b"\nstream\n%s\nendstream" % value.data
        out += b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start)
    return bytes(out)


def spelled(value: Any, number: Callable[[Indirect], int] | None = None) -> bytes:
    """Return a copied value in PDF syntax: `{"A": [1, PdfName("B")]}` -> `b"<</A [1 /B]>>"`. None is left out.

    A reference to a dictionary, list or stream is written as `5 0 R` with its `number`, any other as its value.
    """
    if isinstance(value, Indirect):
        wanted = number and isinstance(value.value, dict | list | Stream)
        return b"%d 0 R" % number(value) if number and wanted else spelled(value.value, number)
    if isinstance(value, dict):
        entries = (spelled_name(key) + b" " + spelled(each, number) for key, each in sorted(value.items()) if _is(each))
        return b"<<" + b"".join(entries) + b">>"
    if isinstance(value, list):
        return b"[" + b" ".join(spelled(each, number) for each in value) + b"]"
    return _leaf(value)


def _is(value: Any) -> bool:
    return value_of(value) is not None


def _leaf(value: Any) -> bytes:
    if isinstance(value, Raw):
        return bytes(value)
    if isinstance(value, PdfName):
        return spelled_name(value)
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, int):
        return b"%d" % value
    if isinstance(value, float):
        return f"{value:.8f}".rstrip("0").rstrip(".").encode()
    if isinstance(value, bytes):
        return b"(" + _SPECIAL.sub(lambda found: _ESCAPED.get(found[0], b"\\" + found[0]), value) + b")"
    return b"null"


def spelled_name(name: str) -> bytes:
    """Return a name in PDF syntax, escaped: `"A B"` -> `b"/A#20B"`."""
    return b"/" + _IRREGULAR.sub(lambda found: b"#%02X" % ord(found[0]), name.encode("utf-8", "surrogateescape"))


MOST_UNPACKED = 2_000_000_000
"""The most bytes that all steps of decoding all streams of a document may return: about five seconds."""
MOST_OF_STREAM = 150_000_000
"""The most bytes, in memory, that one step of decoding may return; an A4 colour scan at 600 dpi has 104 million."""
MOST_OF_OBJECTS = 32_000_000
"""The most bytes of all unpacked streams with objects or cross-reference tables: as many as a file may have."""
_SLOWER = 100
"""How many times longer decoding takes in Python than in C."""
_CLEAR = 256
_MOST_CODES, _LONGEST_CODE = 4096, 12  # bits
_BYTES = (*(bytes((each,)) for each in range(256)), b"", b"")
_PIECE = 1 << 20
_LONG_NAMES = {
    **{"AHx": "ASCIIHexDecode", "A85": "ASCII85Decode", "LZW": "LZWDecode", "Fl": "FlateDecode"},
    **{"RL": "RunLengthDecode", "CCF": "CCITTFaxDecode", "DCT": "DCTDecode"},
}
_COLOURS = {1: 0, 2: 4, 3: 2, 4: 6}  # colour types of PNG, by the bytes of a pixel


class Unpacker:
    """Decodes a document's streams, or raises DocumentError: a small file can unpack to more than memory can hold."""

    def __init__(self) -> None:
        """Start a document, of which nothing has been unpacked."""
        self._bytes = self._objects = 0

    def count(self, size: int) -> None:
        """Add a number of unpacked bytes; DocumentError if the total exceeds `MOST_UNPACKED`."""
        self._bytes += size
        if self._bytes > MOST_UNPACKED:
            raise DocumentError("document-unreadable", str(MOST_UNPACKED))

    def objects(self, stream: Any) -> bytes:
        """Return the unpacked data of a stream with objects or cross-references, or raise as `require_bound` does."""
        data = self.data(stream, MOST_OF_OBJECTS + 1)
        self._objects += len(data)
        self.require_bound()
        return data

    def require_bound(self) -> None:
        """Raise DocumentError if the data that `objects` returned exceed `MOST_OF_OBJECTS` in all.

        Call this also at the end: pypdf may have caught the error that `objects` raised.
        """
        if self._objects > MOST_OF_OBJECTS:
            raise DocumentError("document-unreadable", str(MOST_OF_OBJECTS))

    def data(self, stream: Any, most: int = MOST_OF_STREAM) -> bytes:
        """Return the first `most` bytes of a stream of pypdf, with all its filters decoded."""
        filters, parameters = filters_of(stream)
        return self.undone(bytes(stream._data), filters, parameters, most)

    def undone(self, data: bytes, filters: Sequence[str], parameters: Sequence[Any], most: int) -> bytes:
        """Return the first `most` bytes of data decoded by several filters, one after the other.

        `filters` are long names (`FlateDecode`) in the order in which to decode, each with a dictionary in
        `parameters`. DocumentError is raised if one is not supported, or a limit is exceeded.
        """
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
        """Return the first `most` bytes of deflated data, decompressed.

        Of damaged data, it is what precedes the damage or, if that is nothing, what pypdf can repair.
        """
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
        """Return LZW data (ISO 32000-2, 7.4.4) decompressed; of damaged data, what precedes the damage.

        `early` is the parameter `EarlyChange`: 1 if codes get longer one code early, else 0.
        """
        found, bits, held, width = bytearray(), 0, 0, 9
        table, before, longer = [*_BYTES], b"", (1 << width) - early
        for each in data:
            held, bits = (held << 8 | each) & 0xFFFFF, bits + 8
            if bits < width:
                continue
            bits -= width
            code = held >> bits & (1 << width) - 1
            if code == _CLEAR:
                table, before, width, longer = [*_BYTES], b"", 9, (1 << 9) - early
                continue
            known = len(table)
            if code > known or code == _CLEAR + 1 or (code == known and not before):
                break
            part = table[code] if code < known else before + before[:1]
            found += part
            if before and known < _MOST_CODES:
                table.append(before + part[:1])
                if known + 1 == longer and width < _LONGEST_CODE:
                    width += 1
                    longer = (1 << width) - early
            before = part
            if len(found) > MOST_OF_STREAM:
                raise DocumentError("document-unreadable", str(MOST_OF_STREAM))
        self.count(len(found))
        return bytes(found)

    def is_deflated(self, data: bytes, most: int) -> bool:
        """Return whether data are one complete deflate stream, of at most `most` bytes unpacked, and nothing else."""
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
    """Return the long names of a stream's filters, in the order in which to decode, and the parameters of each."""
    found = direct(value.get("/Filter"))
    several = [direct(each) for each in found] if isinstance(found, list) else [found] if found else []
    names = [_LONG_NAMES.get(name, name) for name in (str(each)[1:] for each in several)]
    found = direct(value.get("/DecodeParms", value.get("/DP")))
    given = [direct(each) for each in found] if isinstance(found, list) else [found]
    return names, [each if isinstance(each, dict) else {} for each in (*given, *[None] * len(names))][: len(names)]


def value_of(value: Any) -> Any:
    """Return the value of an `Indirect`; any other value as it is."""
    return value.value if isinstance(value, Indirect) else value


def direct(value: Any) -> Any:
    """Return the object to which a reference of pypdf points; any other value as it is."""
    return value.get_object() if hasattr(value, "get_object") else value


def _unpredicted(data: bytes, inflated: bytes, parameters: Any) -> bytes:
    """Return data whose rows are stored as differences, as in a PNG ("predictors"); empty if Pillow cannot read them.

    pypdf decodes them byte by byte: a large scan takes half a minute. `inflated` is `data` decompressed.
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


_FILE = re.compile(
    r"(?:file:/|[A-Za-z]:[\\/]|\\\\|(?:~|/(?:home|Users|root|tmp|var|mnt|media|Volumes|private|storage|sdcard))/)[^\r\n]*\Z"
    r"|(?!(?:https?|mailto):)[^\r\n]{1,250}\.(?:jpe?g|png|gif|webp|avif|hei[cf]|tiff?|bmp|svg|emf|wmf|eps|raw|dng|psd"
    r"|ai|mp4|mov|pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|html?|md|indd)\Z",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")


def plain(value: Any) -> str:
    """Return the PDF name that a value is or refers to, without its slash, else an empty string."""
    value = direct(value)
    return str(value)[1:] if isinstance(value, str) and str(value).startswith("/") else ""


def text_bytes(value: Any) -> bytes:
    """Return the bytes of a string as they are in the file; empty if the value is, or refers to, anything else."""
    value = direct(value)
    if isinstance(value, bytes):
        return bytes(value)
    if isinstance(value, str) and hasattr(value, "original_bytes"):
        return bytes(value.original_bytes)
    return b""


def told(value: Any) -> bytes:
    """Return the bytes of a text that screen readers speak, such as the description of a picture.

    Programs insert the path of a picture's file there, unasked. Such a text, and any other type, gives no bytes.
    """
    found = text_bytes(value)
    return b"" if _FILE.match(_decoded(found).strip()) else found


def language(value: Any) -> bytes | None:
    """Return the bytes of a string that is a language tag (BCP 47), such as `b"en-GB"`, else None."""
    found = text_bytes(value)
    return found if _LANGUAGE.match(_decoded(found)) else None


def _decoded(text: bytes) -> str:
    """Return the text of a PDF string: UTF-16 or UTF-8 if it begins with a byte order mark, else Latin-1.

    Latin-1 is nearly what ISO 32000-2, 7.9.2 demands, and suffices to recognise file names.
    """
    for mark, coding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if text.startswith(mark):
            return text[len(mark) :].decode(coding, "replace")
    return text.decode("latin-1")


def names_of(value: Any) -> list[str]:
    """Return the names in a list, or a single name as a list, without slashes; an empty list for anything else."""
    value = direct(value)
    return [plain(each) for each in value] if isinstance(value, list) else [plain(value)] if plain(value) else []


def mapping(value: Any) -> Any:
    """Return the dictionary that a value of pypdf is or refers to, else an empty one."""
    from pypdf.generic import DictionaryObject

    value = direct(value)
    return value if isinstance(value, dict) else DictionaryObject()


def with_fields(fields: dict[str, Any], stream: Stream) -> Stream:
    """Return a copy of a stream with entries added to its dictionary; existing ones are not replaced."""
    return replace(stream, fields={**fields, **stream.fields})
