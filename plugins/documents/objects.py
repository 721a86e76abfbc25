"""PDF objects and their serialisation.

Objects are numbered in the order in which they are reached from the catalogue; unreachable ones are not written.
Numbers, names and strings are written in one form each, so that the same document gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

_IRREGULAR = re.compile(rb"[^!-~]|[#()<>\[\]{}/%]")
_SPECIAL = re.compile(rb"[\\()\r\n]")
_ESCAPED = {b"\r": b"\\r", b"\n": b"\\n"}


class DocumentError(Exception):
    """A document cannot be published; `code` is its fault's."""

    def __init__(self, code: str, found: str = "") -> None:
        """Keep the fault's code and what was found, in the format's own words."""
        super().__init__(f"{code}: {found}")
        self.code, self.found = code, found


class Name(str):
    """A name, without its slash."""

    __slots__ = ()


class Raw(bytes):
    """Bytes to write unchanged."""

    __slots__ = ()


@dataclass(eq=False)
class Indirect:
    """An indirect object; its number is assigned when the document is written."""

    value: Any = None


@dataclass
class Stream:
    """A stream: its dictionary and encoded data; what its content draws (`placements.Placement`) and marks."""

    data: bytes
    fields: dict[str, Any] = field(default_factory=dict)
    placed: tuple[Any, ...] = ()
    marked: frozenset[int] = frozenset()


def packed(data: bytes, columns: int = 0) -> Stream:
    """Return data deflated by Pillow, whose bytes are the same on every machine, as zlib's need not be.

    Pillow writes rows, as PDF's predictors read them: one for all data, or one per `columns` bytes of pixels.
    """
    from PIL import Image

    if not data:
        return Stream(b"")
    width = columns or len(data)
    data += bytes(-len(data) % width)
    # a row with a palette is written as it is; others are written as differences where that is shorter
    picture = Image.frombytes("L", (width, len(data) // width), data)
    if not columns:
        picture.putpalette(bytes(each // 3 for each in range(768)))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=9)
    parameters = {"Predictor": 15, "Columns": width}
    return Stream(b"".join(_rows(out.getvalue())), {"Filter": Name("FlateDecode"), "DecodeParms": parameters})


def _rows(png: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            yield png[at + 8 : at + 8 + length]
        at += 12 + length


def written(root: Indirect) -> bytes:
    """Return the bytes of the document whose catalogue is `root`."""
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
    """Return a value in PDF syntax.

    `number` returns the number of an indirect object; it may be omitted if the value holds none. An indirect object
    that is no dictionary, list or stream is written inline.
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
    return (value.value if isinstance(value, Indirect) else value) is not None


def _leaf(value: Any) -> bytes:
    if isinstance(value, Raw):
        return bytes(value)
    if isinstance(value, Name):
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
    """Return a name with its slash."""
    return b"/" + _IRREGULAR.sub(lambda found: b"#%02X" % ord(found[0]), name.encode("utf-8", "surrogateescape"))
