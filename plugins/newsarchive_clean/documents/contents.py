"""Rewrite the content streams of a PDF, instruction by instruction.

A content stream is the program that draws a page. `rewritten` returns one that draws the same and has nothing else: PDF
readers ignore comments, unknown operators and surplus operands. Resources (fonts, pictures, colours) get new names,
inline images become resources, and marked content (a run of instructions that screen readers read as one) keeps what
screen readers need.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import msgspec

from .objects import DocumentError

MOST_BYTES = 10_000_000
"""The most bytes of drawing instructions in a document. Parsing a million takes two seconds."""
_DEEPEST = 20
_PIECE = 1 << 16

# operands of each operator: n number, s string, N name, a array, * numbers and an optional name
_OPERATORS: dict[bytes, str] = {
    **dict.fromkeys(b"b B b* B* BT ET EMC f F f* h n q Q s S W W* T*".split(), ""),
    **dict.fromkeys(b"g G i j J M w Tc TL Tr Ts Tw Tz w".split(), "n"),
    **dict.fromkeys(b"d0 l m Td TD".split(), "nn"),
    **dict.fromkeys(b"rg RG".split(), "nnn"),
    **dict.fromkeys(b"k K re v y".split(), "nnnn"),
    **dict.fromkeys(b"c cm d1 Tm".split(), "nnnnnn"),
    **dict.fromkeys(b"sc SC scn SCN".split(), "*"),
    **dict.fromkeys(b"cs CS gs Do sh ri".split(), "N"),
    **{b"d": "an", b"TJ": "a", b"Tj": "s", b"'": "s", b'"': "nns", b"Tf": "Nn"},
}
_RESOURCES = {
    b"cs": "ColorSpace",
    b"CS": "ColorSpace",
    b"gs": "ExtGState",
    b"Do": "XObject",
    b"sh": "Shading",
    b"Tf": "Font",
    b"scn": "Pattern",
    b"SCN": "Pattern",
}
_DRAWING = frozenset(b"b B b* B* f F f* s S sh Do".split())
_SPELLING = frozenset(b"Tj TJ ' \"".split())
INTENTS = frozenset(("AbsoluteColorimetric", "RelativeColorimetric", "Saturation", "Perceptual"))
_TOKEN = re.compile(
    rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+(?:"
    rb"(?P<number>[+-]*[0-9.][0-9.+-]*(?=[\0\t\n\f\r ()<>\[\]{}/%]|\Z))"
    rb"|(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|(?P<mark><<|>>|[\[\]{}()>])"
    rb"|<(?P<hex>[^<>]*)>"
    rb"|(?P<word>[^\0\t\n\f\r ()<>\[\]{}/%]+))",
)
_BLANKS = re.compile(rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+")
_NUMBER = re.compile(rb"([+-]?)[+-]*([0-9]*)(?:\.([0-9]*))?")
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_END_OF_IMAGE = re.compile(rb"[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|\Z)")
_SHORT = {
    **{"BPC": "BitsPerComponent", "CS": "ColorSpace", "D": "Decode", "DP": "DecodeParms", "F": "Filter"},
    **{"H": "Height", "IM": "ImageMask", "I": "Interpolate", "W": "Width"},
}


class StringToken(bytes):
    """A string among operands: its bytes, without parentheses and escapes."""

    __slots__ = ()


class NumberToken(bytes):
    """A number among operands, in the spelling that all PDF readers understand."""

    __slots__ = ()


class Operator(msgspec.Struct, frozen=True):
    """A word that is no operand: an operator, a keyword (`true`), or a closing bracket (`]`)."""

    word: bytes


class Resources(Protocol):
    """Decides how the resources that a program names are published; `resources.Used` implements it."""

    def named(self, kind: str, name: str) -> str | None:
        """Return the new name of a resource of a kind (`Font`), or None to leave out the instruction that names it."""

    def picture(self, fields: dict[str, Any], data: bytes) -> str | None:
        """Add an inline image (its entries by long keys, its pixels); return its new name, or None to leave it out."""

    def tag(self, name: str) -> str:
        """Return the standard structure type, such as `P`, for the tag of marked content."""

    def marked(self, fields: Any) -> bytes:
        """Return the properties of marked content (number, language), or of the resource with this name, in PDF syntax.

        The result is empty if none may be published.
        """

    def count(self, size: int) -> None:
        """Add to the number of bytes that were decompressed; DocumentError if the document has too many."""

    def follow(self, operator: bytes, operands: list[Any]) -> None:
        """Learn of an instruction that is written, with new names, to know what later ones draw where."""


def rewritten(data: bytes, resources: Resources) -> bytes:
    """Return a decompressed content stream with only its known instructions, one on each line.

    Raises:
        DocumentError: A string, list, dictionary or inline image has no end, so that what follows would be lost; the
            nesting is too deep; or `resources` refuses something.
    """
    lines: list[bytes] = []
    begun: list[tuple[int, bytes, int]] = []
    drawn = 0
    for operator, operands in _instructions(_TokenReader(data, resources.count)):
        kept = _kept(operator, operands, resources)
        if not kept:
            continue
        resources.follow(*kept)
        drawn += _draws(*kept)
        if kept[0] in (b"BMC", b"BDC"):
            begun.append((len(lines), _spelled(kept[1][0]), drawn))
        elif kept[0] == b"EMC" and begun:
            _silence(lines, begun.pop(), drawn)
        lines.append(b" ".join((*map(_spelled, kept[1]), kept[0])))
    for each in begun:
        _silence(lines, each, drawn)
    return b"\n".join(lines)


def _draws(operator: bytes, operands: list[Any]) -> bool:
    """Return whether an instruction draws something: letters, an area, a line or a picture."""
    several = operands[-1] if operator == b"TJ" else operands[-1:]
    return operator in _DRAWING or (
        operator in _SPELLING and any(isinstance(each, StringToken) and each for each in several)
    )


def _silence(lines: list[bytes], begun: tuple[int, bytes, int], drawn: int) -> None:
    """Remove the properties of marked content that draws nothing: they may be words that nobody sees.

    `begun` has the index of the line that begins it, its tag, and how many instructions before that drew something;
    `drawn` is how many before its end did.
    """
    line, tag, before = begun
    if drawn == before:
        lines[line] = tag + b" BMC"


def _instructions(reader: _TokenReader) -> Iterator[tuple[bytes, list[Any]]]:
    """Yield each operator with its operands; an inline image is `BI` with its dictionary and pixels."""
    operands: list[Any] = []
    while (each := reader.value()) is not None:
        if not isinstance(each, Operator):
            operands.append(each)
        elif each.word == b"BI":
            yield b"BI", [*reader.picture()]
            operands = []
        elif each.word not in (b"true", b"false", b"null"):
            yield each.word, operands
            operands = []


def _kept(operator: bytes, operands: list[Any], resources: Resources) -> tuple[bytes, list[Any]] | None:
    """Return an instruction as it is published, with new names of resources; None to leave it out."""
    if operator == b"BI":
        name = resources.picture(*operands)
        return (b"Do", [name]) if name else None
    if operator in (b"BMC", b"BDC"):
        return _marked(operands[:2] if operator == b"BDC" else operands[:1], resources)
    wanted = _OPERATORS.get(operator)
    if wanted is None:
        return None
    if wanted == "*":
        return _colour(operator, operands, resources)
    operands = operands[len(operands) - len(wanted) :] if wanted else []
    if len(operands) != len(wanted) or not all(map(_fits, wanted, operands)):
        return None
    if operator == b"ri" and operands[0] not in INTENTS:
        return None
    if operator in _RESOURCES:
        named = resources.named(_RESOURCES[operator], operands[0])
        return None if named is None else (operator, [named, *operands[1:]])
    return operator, operands


def _colour(operator: bytes, operands: list[Any], resources: Resources) -> tuple[bytes, list[Any]] | None:
    """Return an instruction that sets a colour, with the new name of its pattern, or None."""
    name = operands[-1:] if operands and isinstance(operands[-1], str) else []
    numbers = [each for each in operands if isinstance(each, NumberToken)]
    if name and operator in _RESOURCES:
        pattern = resources.named("Pattern", name[0])
        return (operator, [*numbers, pattern]) if pattern else None
    return (operator, numbers) if numbers else None


def _marked(operands: list[Any], resources: Resources) -> tuple[bytes, list[Any]]:
    """Return the instruction that begins marked content, with a standard tag and only allowed properties.

    It is never left out, because the instruction that ends the content stays.
    """
    tag = resources.tag(operands[0] if operands and isinstance(operands[0], str) else "")
    properties = resources.marked(operands[1]) if len(operands) > 1 else b""
    return (b"BDC", [tag, properties]) if properties else (b"BMC", [tag])


def _fits(kind: str, value: Any) -> bool:
    """Return whether an operand is of a kind in `_OPERATORS`: `n` number, `s` string, `N` name, `a` array."""
    if kind == "a":
        return isinstance(value, list) and all(isinstance(each, NumberToken | StringToken) for each in value)
    return isinstance(value, {"n": NumberToken, "s": StringToken, "N": str}[kind])


def _spelled(value: Any) -> bytes:
    if isinstance(value, str):
        return b"/" + value.encode()
    if isinstance(value, StringToken):
        return b"<" + value.hex().encode() + b">"
    return b"[" + b" ".join(map(_spelled, value)) + b"]" if isinstance(value, list) else bytes(value)


class _TokenReader:
    """Reads the operands and operators of a content stream; DocumentError if one has no end or is nested too deep."""

    def __init__(self, data: bytes, count: Callable[[int], None]) -> None:
        self._data, self._at = data, 0
        self._count = count

    def value(self, depth: int = 0) -> Any:
        """Return the next operand (a token, `str` for a name, a list or dictionary) or `Operator`; None at the end."""
        found = _TOKEN.match(self._data, self._at)
        if not found:
            if _BLANKS.match(self._data, self._at).end() < len(self._data):  # type: ignore[union-attr]  # always matches
                raise DocumentError("document-unreadable", "<")
            return None
        self._at = found.end()
        kind, token = found.lastgroup, found[found.lastgroup or 0]
        if kind == "number":
            return _number(token)
        if kind == "name":
            return name_of(token[1:])
        if kind == "hex":
            return StringToken(unhexed(token))
        if kind == "word" or token in (b"]", b">>", b"}", b")", b">"):
            return Operator(token)
        if token == b"(":
            return self._literal()
        if token == b"{":
            return self.value(depth)
        if depth > _DEEPEST:
            raise DocumentError("document-unreadable", "[")
        return self._list(depth) if token == b"[" else self._mapping(depth)

    def _list(self, depth: int) -> list[Any]:
        values: list[Any] = []
        while (each := self._inner(depth + 1, "[")) != Operator(b"]"):
            values.append(each)
        return values

    def _mapping(self, depth: int, end: bytes = b">>") -> dict[str, Any]:
        values: list[Any] = []
        while (each := self._inner(depth + 1, "<<" if end == b">>" else "BI")) != Operator(end):
            values.append(each)
        return {key: value for key, value in zip(values[::2], values[1::2], strict=False) if isinstance(key, str)}

    def _inner(self, depth: int, opening: str) -> Any:
        """Return the next value of a list or dictionary, or the operator that ends it."""
        value = self.value(depth)
        if value is None:
            raise DocumentError("document-unreadable", opening)
        return value

    def _literal(self) -> StringToken:
        """Return a string whose opening parenthesis has been read."""
        start, depth = self._at, 1
        for found in _PARENTHESIS.finditer(self._data, start):
            depth += {b"(": 1, b")": -1}.get(found[0], 0)
            if not depth:
                self._at = found.end()
                return StringToken(unescaped(self._data[start : found.start()]))
        raise DocumentError("document-unreadable", "(")

    def picture(self) -> tuple[dict[str, Any], bytes]:
        """Move past an inline image whose `BI` has been read; return its dictionary and encoded pixels."""
        fields = {_SHORT.get(key, key): value for key, value in self._mapping(0, b"ID").items()}
        start = self._at + 1
        filters = fields.get("Filter")
        first = filters[0] if isinstance(filters, list) and filters else filters
        if first in ("Fl", "FlateDecode"):
            least = self._deflated_end(start)
        else:
            least = start + (fields_length(fields) if first is None else 0)
        end = _END_OF_IMAGE.search(self._data, max(least - 1, start - 1))
        while end and first is not None and not _goes_on(self._data[end.end() : end.end() + 40]):
            end = _END_OF_IMAGE.search(self._data, end.end() - 2)
        if not end:
            raise DocumentError("document-unreadable", "BI")
        self._at = end.end()
        return fields, self._data[start : max(end.start(), least)]

    def _deflated_end(self, start: int) -> int:
        """Return the position after the compressed data at `start`.

        They are decompressed part by part, so that little beyond them is copied.
        """
        unpacker, at, size = zlib.decompressobj(), start, 256
        while at < len(self._data) and not unpacker.eof:
            part = self._data[at : at + size]
            at, size = at + len(part), min(2 * size, _PIECE)
            while part and not unpacker.eof:
                self._count(len(unpacker.decompress(part, _PIECE)))
                part = unpacker.unconsumed_tail
        return at - len(unpacker.unused_data)


def _goes_on(after: bytes) -> bool:
    """Return whether what follows an `EI` looks like instructions, so that it ends an image; else it is pixels."""
    return all(9 <= each <= 13 or 32 <= each < 127 for each in after[:20])


_COMPONENTS = {"G": 1, "DeviceGray": 1, "RGB": 3, "DeviceRGB": 3, "CMYK": 4, "DeviceCMYK": 4}


def fields_length(fields: dict[str, Any]) -> int:
    """Return how many bytes an inline image's pixels take; a lower bound for a named colour space, which may be 0."""
    try:
        width, height = int(fields["Width"]), int(fields["Height"])
        space = fields.get("ColorSpace")
        mask = isinstance(fields.get("ImageMask"), Operator) and fields["ImageMask"].word == b"true"
        bits = 1 if mask else int(fields.get("BitsPerComponent", b"8"))
    except (KeyError, TypeError, ValueError):
        return 0
    return (width * bits * (_COMPONENTS.get(space, 1) if isinstance(space, str) else 1) + 7) // 8 * height


def _number(token: bytes) -> NumberToken:
    """Return a number in plain digits; `+-1.5` and `1.5-2`, which some programs write, are read as PDF readers do."""
    found = _NUMBER.match(token)
    sign, whole, part = (found[1], found[2], found[3]) if found else (b"", b"", b"")
    return NumberToken((b"-" if sign == b"-" else b"") + (whole or b"0") + (b"." + part if part else b""))


def name_of(token: bytes) -> str:
    """Return a PDF name, given without its slash, with its `#` escapes decoded: `b"A#20B"` -> `"A B"`."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes((int(found[1], 16),)), token).decode("latin-1")


def unhexed(token: bytes) -> bytes:
    """Return the bytes of a string in hexadecimal digits: `b"41 62"` -> `b"Ab"`."""
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", token)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def unescaped(token: bytes) -> bytes:
    """Return the bytes of a string in parentheses, with its escapes decoded (ISO 32000-2, 7.3.4.2)."""

    def one(found: re.Match[bytes]) -> bytes:
        if found[1]:
            return bytes((int(found[1], 8) & 255,))
        if found[2] is not None:
            return _ESCAPES.get(found[2], found[2])
        return b"" if found[0].startswith(b"\\") else b"\n"

    return re.sub(rb"\\([0-7]{1,3})|\\(?:\r\n|[\r\n])|\\([^\r\n])|\r\n?", one, token)
