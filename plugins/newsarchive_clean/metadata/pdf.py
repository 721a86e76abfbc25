"""PDF: every object, string and stream that pages do not need (ISO 32000-2).

A PDF is a graph of numbered objects: dictionaries, lists, and streams (a dictionary with data). The scanner parses
every byte of the file, then walks from the catalogue to all objects, and compares each dictionary with the keys that
its kind may have. Whatever no rule allows is a *trace* (a finding, `scanner.Trace`), as is an object to which no path
leads.

The scanner shares no code and no table with `documents`, which prepares the files, so that each finds what
the other overlooks.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from .fonts import font_traces
from .pdf_syntax import (
    FORMAT_NAMES,
    MOST_DEPTH,
    Body,
    MarkedContent,
    ScannedName,
    ScannedReference,
    Word,
    content_traces,
    inflated,
    instructions,
    is_path,
    jbig2_traces,
    named_by,
    parsed_file,
)
from .scanner import DamagedError, Trace

Inner = Callable[[str, bytes], Iterator[Trace]]

# how a key without a rule is reported; any other such key is reported by the kind of its dictionary
_NAMES = {
    **{"Metadata": "XMP", "EF": "EmbeddedFiles", "AF": "EmbeddedFiles", "JS": "JavaScript"},
    **{each: each for each in ("PieceInfo", "LastModified", "EmbeddedFiles", "JavaScript", "AA", "OpenAction", "XFA")},
    **{each: each for each in ("Collection", "Perms", "CreationDate", "ModDate", "Author", "Producer", "Creator")},
    **{each: each for each in ("Alternates", "Measure", "PtData", "OPI", "Info", "UserProperties")},
}
_ACTIONS = frozenset(("Launch", "SubmitForm", "ImportData", "RichMedia"))

# keys of each kind of dictionary, each with the kind of its value: `n` numbers, `s` a text, `p` a plain string,
# `w` a web address, `f` the name of a font or an encoding, `g` names of glyphs, `^` an object that is scanned
# elsewhere; a key without a kind has a name that the format defines
_RULES = {
    "Catalog": "Type Pages:Pages PageLabels:Labels Lang:s MarkInfo:Marks StructTreeRoot:Tree",
    "Pages": "Type Count:n Kids:Page Resources:Nothing",
    "Page": "Type Parent:^ MediaBox:n CropBox:n Rotate:n UserUnit:n Resources:^ Contents:Content Annots:Link "
    "Group:Group StructParents:n Tabs",
    "Nothing": "",
    "Labels": "Nums:Label",
    "Label": "Type S St:n",
    "Marks": "Marked:n",
    "Group": "Type S CS:Colour I:n K:n",
    "Link": "Type Subtype Rect:n Border:n C:n BS:Border F:n StructParent:n QuadPoints:n A:Action Contents:s",
    "Border": "Type W:n S D:n",
    "Action": "Type S URI:w",
    "Tree": "Type K:Element ParentTree:Parents IDTree:Ids",
    "Ids": "Names:Element",
    "Parents": "Nums:Element",
    "Element": "Type S P:^ Pg:^ K:Element ID:p Lang:s Alt:s ActualText:s A:Attributes",
    "MCR": "Type Pg:^ Stm:^ MCID:n",
    "OBJR": "Type Pg:^ Obj:^",
    "Attributes": "O RowSpan:n ColSpan:n Scope ListNumbering Placement BBox:n Headers:p WritingMode",
    "Image": "Type Subtype Width:n Height:n BitsPerComponent:n ColorSpace:Colour ImageMask:n Decode:n Interpolate:n "
    "Mask:Mask SMask:Image Matte:n Intent",
    "Form": "Type Subtype FormType:n BBox:n Matrix:n Group:Group StructParents:n Resources:^",
    "Tiling": "Type PatternType:n PaintType:n TilingType:n BBox:n XStep:n YStep:n Matrix:n Resources:^",
    "ShadingPattern": "Type PatternType:n Shading:Shading Matrix:n ExtGState:ExtGState",
    "Shading": "ShadingType:n ColorSpace:Colour Background:n BBox:n AntiAlias:n Function:Function Coords:n Domain:n "
    "Extend:n Matrix:n Decode:n BitsPerCoordinate:n BitsPerComponent:n BitsPerFlag:n VerticesPerRow:n",
    "Function": "FunctionType:n Domain:n Range:n Size:n Order:n BitsPerSample:n Encode:n Decode:n C0:n C1:n N:n "
    "Functions:Function Bounds:n",
    "ExtGState": "Type LW:n LC:n LJ:n ML:n OPM:n FL:n SM:n CA:n ca:n OP:n op:n SA:n AIS:n TK:n D:n Font:Font BM "
    "SMask:SoftMask RI",
    "SoftMask": "Type S G:Form BC:n TR:Function",
    "Font": "Type Subtype BaseFont:f FirstChar:n LastChar:n Widths:n Encoding:Encoding FontDescriptor:Descriptor "
    "ToUnicode:CMap DescendantFonts:Font CIDSystemInfo:System DW:n W:n DW2:n W2:n CIDToGIDMap:Glyphs FontBBox:n "
    "FontMatrix:n CharProcs:Drawings Resources:^",
    "System": "Registry:p Ordering:p Supplement:n",
    "Encoding": "Type BaseEncoding Differences:g",
    "Descriptor": "Type FontName:f FontWeight:n Flags:n ItalicAngle:n Ascent:n Descent:n Leading:n CapHeight:n "
    "XHeight:n StemV:n StemH:n AvgWidth:n MaxWidth:n MissingWidth:n FontBBox:n FontFile:Program FontFile2:Program "
    "FontFile3:Program",
    "Program": "Subtype Length1:n Length2:n Length3:n",
    "CMap": "Type CMapName:f",
    "Content": "",
    "Glyphs": "",
    "Calibrated": "WhitePoint:n BlackPoint:n Gamma:n Matrix:n Range:n",
    "Parameters": "K:n Columns:n Rows:n DamagedRowsBeforeError:n EndOfLine:n EncodedByteAlign:n EndOfBlock:n "
    "BlackIs1:n Predictor:n Colors:n BitsPerComponent:n ColorTransform:n JBIG2Globals:Globals",
    "Globals": "",
}
_KEYS: dict[str, dict[str, str]] = {
    kind: {key: of or "N" for key, _, of in (each.partition(":") for each in rule.split())}
    for kind, rule in _RULES.items()
}
_CODED = {"Length": "n", "Filter": "N", "DecodeParms": "Parameters"}
_RESOURCES = {
    **{"XObject": "XObject", "Font": "Font", "ExtGState": "ExtGState", "ColorSpace": "Colour", "Pattern": "Pattern"},
    "Shading": "Shading",
}
_COLORANT = re.compile(r"C[0-9]{1,2}\Z")
_NAME = re.compile(r"[A-Za-z0-9+,._-]{1,63}\Z")
_STRING = re.compile(rb"[A-Za-z0-9+,._-]{1,63}\Z")
_WEB = re.compile(rb"(?:https?|mailto):", re.IGNORECASE)

_DEVICES = frozenset(("ColorSpace", each) for each in ("DeviceGray", "DeviceRGB", "DeviceCMYK", "Pattern"))
_CALCULATING = re.compile(rb"(?:[{}]|[+-]?[0-9.]+|[a-z]{2,8}|\s+)*\Z")

_FAX_END = "000000000001" * 2
"""The bits, as text, that end a picture in fax compression (ITU-T T.6, 2.4.1); pixels never have them."""

_STATE = re.compile(rb"startxref\s+\d+\s+%%EOF")
_LAST = re.compile(rb"%%EOF[\r\n]*\Z")


def pdf_traces(data: bytes, inner: Inner) -> Iterator[Trace]:
    """Yield a trace for each part of a PDF that its pages do not need, such as its author.

    `inner` scans embedded pictures: it takes a type such as `jpeg` and the data. DamagedError is raised if the data are
    not a PDF, are encrypted, or cannot be parsed.
    """
    if not data.startswith(b"%PDF-"):
        raise DamagedError
    if not _LAST.search(data):
        yield Trace("trace-trailing", "PDF")
        return
    if len(_STATE.findall(data)) > 1:
        yield Trace("trace", "%%EOF")
        yield from _named(data)
        return
    try:
        objects, trailer = parsed_file(data)
        yield from _Walk(objects, inner).traces(trailer)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, AttributeError, zlib.error):
        raise DamagedError from None


def _named(data: bytes) -> Iterator[Trace]:
    """Yield a trace for each key of `_NAMES` (metadata, attachments, scripts) anywhere in a PDF.

    It is used for files with several versions of a document, which are not parsed.
    """
    for key in set(re.findall(rb"/([A-Za-z]+)", data)):
        if key.decode() in _NAMES:
            yield Trace("trace", _NAMES[key.decode()])


class _Walk:
    """Goes through all objects of one PDF, and yields a trace for what the rules (`_RULES`) do not allow."""

    def __init__(self, objects: dict[int, Any], inner: Inner) -> None:
        self._objects, self._inner = objects, inner
        self._seen: set[tuple[int, str]] = set()
        self._mentioned: set[int] = set()
        self._drawn: dict[int, set[int]] = {}
        self._told: set[ScannedReference] = set()

    def traces(self, trailer: dict[str, Any]) -> Iterator[Trace]:
        """Yield a trace for all that the document need not have, also for objects to which nothing refers.

        DamagedError is raised if it is encrypted, or refers to objects in a way that the walk does not follow.
        """
        if "Encrypt" in trailer:
            raise DamagedError
        for key in trailer.keys() - {"Size", "Root"}:
            yield self._unknown(key, "Trailer")
        yield from self._any("Catalog", trailer["Root"])
        tree = self._direct(self._direct(trailer["Root"]).get("StructTreeRoot", {}))
        yield from self._spoken(tree.get("K", []), None, 0)[1]
        reached = {number for number, _ in self._seen}
        for number in sorted(self._objects.keys() - reached):
            yield from self._unreached(self._objects[number])
        if not self._mentioned <= reached:
            raise DamagedError

    def _unreached(self, value: Any) -> Iterator[Trace]:
        """Yield a trace for an object to which nothing refers, and one for each of its keys in `_NAMES`."""
        yield Trace("trace", "obj")
        fields = value.fields if isinstance(value, Body) else value
        for key in fields if isinstance(fields, dict) else ():
            if key in _NAMES:
                yield Trace("trace", _NAMES[key])

    @staticmethod
    def _unknown(key: str, kind: str) -> Trace:
        return Trace("trace-thumbnail", "PDF") if key == "Thumb" else Trace("trace", _NAMES.get(key, kind))

    def _any(self, kind: str, value: Any, key: str = "") -> Iterator[Trace]:
        """Yield a trace for all that is not allowed in a value (or each item of a list) and in what it refers to.

        An object is scanned once for each kind.

        Args:
            kind: A key of `_RULES`, such as `Page`, or a letter for a simple value, such as `n` for numbers.
            key: The key of the value in its dictionary, by which a trace may name it.
        """
        if isinstance(value, ScannedReference):
            self._mentioned.add(value.number)
            if kind == "^" or (value.number, kind) in self._seen:
                return
            self._seen.add((value.number, kind))
            value = self._objects[value.number]
            if isinstance(value, ScannedReference):
                raise DamagedError
        if kind == "Colour":
            yield from self._colour(value)
        elif isinstance(value, list):
            for each in value:
                yield from self._any(kind, each, key)
        elif isinstance(value, dict | Body):
            yield from self._dictionary(kind, value, key)
        elif not _is_leaf(kind, value):
            yield Trace("trace", key or kind)

    def _colour(self, value: Any) -> Iterator[Trace]:
        several = value if isinstance(value, list) else [value]
        tables = several[3:] if several[:1] == ["Indexed"] else []
        for each in several if not tables else several[:3]:
            found = self._objects[each.number] if isinstance(each, ScannedReference) else each
            if isinstance(found, dict | Body):
                fields = found.fields if isinstance(found, Body) else found
                yield from self._any("Function" if "FunctionType" in fields else "Calibrated", each)
            elif isinstance(found, list):
                yield from self._any("Colour", each)
            elif (
                not (isinstance(found, ScannedName) and _COLORANT.match(found))
                and not _is_leaf("N", found)
                and not _is_leaf("n", found)
            ):
                yield Trace("trace", "ColorSpace")
        if tables and not (
            isinstance(tables[0], bytes) and len(tables) == 1 and len(tables[0]) <= 32 * (several[2] + 1)
        ):
            yield Trace("trace", "ColorSpace")

    def _dictionary(self, kind: str, value: dict[str, Any] | Body, key: str) -> Iterator[Trace]:
        fields = value.fields if isinstance(value, Body) else value
        kind = _kind(kind, fields)
        if kind not in _KEYS:
            if kind == "Drawings":
                yield from self._drawings(fields)
            else:
                yield Trace("trace", key)
            return
        rules = {**_KEYS[kind], **_CODED} if isinstance(value, Body) else _KEYS[kind]
        for own, each in fields.items():
            if own not in rules:
                yield self._unknown(own, kind)
            elif not (own == "Resources" and rules[own] == "^"):
                yield from self._any(rules[own], each, own)
        if fields.get("S") in _ACTIONS:
            yield Trace("trace", str(fields["S"]))
        if isinstance(value, Body):
            yield from self._body(kind, value)
        if "Resources" in rules and kind != "Pages":
            yield from self._resources(value)

    def _drawings(self, fields: dict[str, Any]) -> Iterator[Trace]:
        """Yield a trace for all that is not allowed in the drawing programs of a Type 3 font's glyphs."""
        for key, each in fields.items():
            if not _NAME.match(key):
                yield Trace("trace", "CharProcs")
            yield from self._any("Content", each)

    def _resources(self, value: dict[str, Any] | Body) -> Iterator[Trace]:
        """Yield a trace for all that is not allowed in the resources of a page, form, pattern or font.

        Resources are the fonts, pictures and colours that its content uses by name. One that it does not use is a
        finding, too, as is the use of one that does not exist.
        """
        fields = value.fields if isinstance(value, Body) else value
        given = self._direct(fields.get("Resources", {}))
        contents = [value] if isinstance(value, Body) else self._contents(fields)
        used = {each for content in contents for each in named_by(self._decoded(content))}
        known = {(category, name) for category in given for name in self._direct(given[category])}
        if used - known - _DEVICES:
            yield Trace("trace", "Contents")
        for category, entries in given.items():
            if category not in _RESOURCES:
                yield self._unknown(category, "Resources")
                continue
            for name, each in self._direct(entries).items():
                if (category, name) not in used:
                    yield Trace("trace", f"Resources {category}")
                yield from self._any(_RESOURCES[category], each)

    def _contents(self, fields: dict[str, Any]) -> list[Any]:
        found = self._direct(fields.get("Contents", fields.get("CharProcs", [])))
        if isinstance(found, Body):
            return [found]
        return [self._direct(each) for each in (found.values() if isinstance(found, dict) else found)]

    def _direct(self, value: Any) -> Any:
        if isinstance(value, ScannedReference):
            self._mentioned.add(value.number)
            self._seen.add((value.number, "^"))
            return self._objects[value.number]
        return value

    def _spoken(self, value: Any, page: ScannedReference | None, depth: int) -> tuple[bool, list[Trace]]:
        """Return whether a part of the structure tree describes anything drawn, and the traces in this part.

        The structure tree describes the document to screen readers. Text in it that belongs to nothing on a page, such
        as an alternative text without a picture, is hidden. DamagedError is raised if the tree is too deep or an
        element has two parents.

        Args:
            value: An element, a list of elements, or the number of marked content.
            page: The page or form of the element, or None if it is not known yet.
        """
        if depth > MOST_DEPTH or (
            isinstance(value, ScannedReference) and value in self._told
        ):  # an element has one parent
            raise DamagedError
        self._told |= {value} if isinstance(value, ScannedReference) else set()
        found = self._direct(value)
        if isinstance(found, list):
            parts = [self._spoken(each, page, depth + 1) for each in found]
            return any(part[0] for part in parts), [trace for part in parts for trace in part[1]]
        if not isinstance(found, dict):
            return found in self._marked(page), []
        page = found.get("Pg", page)
        if found.get("Type") == "OBJR":
            return "Obj" in found, []
        if found.get("Type") == "MCR":
            return found["MCID"] in self._marked(found.get("Stm", page)), []
        drawn, traces = self._spoken(found.get("K", []), page, depth + 1)
        words = [] if drawn else [Trace("trace", key) for key in ("Alt", "ActualText", "Lang", "ID") if key in found]
        return drawn, traces + words

    def _marked(self, reference: ScannedReference | None) -> set[int]:
        """Return the numbers of the marked content that draws something in a page or form; empty for None.

        Marked content is a run of drawing instructions with a number, by which the structure tree refers to it.
        """
        number = reference.number if reference else -1
        if number not in self._drawn:
            value = self._objects.get(number, {})
            contents = [value] if isinstance(value, Body) else self._contents(value)
            marks = MarkedContent()
            for content in contents:
                for each in instructions(self._decoded(content)):
                    marks.follow(*each)
            marks.end()
            self._drawn[number] = marks.drawn
        return self._drawn[number]

    # streams

    def _body(self, kind: str, body: Body) -> Iterator[Trace]:
        if kind == "Image":
            yield from self._image(body)
        elif kind in ("Content", "Form", "Tiling"):
            yield from content_traces(self._decoded(body))
        elif kind == "Program":
            yield from font_traces(str(body.fields.get("Subtype", "")), self._decoded(body))
        elif kind == "CMap":
            yield from font_traces("CMap", self._decoded(body))
        elif kind == "Function" and body.fields["FunctionType"] == 4:
            if not _CALCULATING.match(self._decoded(body)):
                yield Trace("trace", "Function")
        elif kind in ("Function", "Shading", "Glyphs"):
            self._decoded(body)
        elif kind == "Globals":
            yield from jbig2_traces(body.data)
        else:
            yield Trace("trace", kind)

    def _decoded(self, body: Body) -> bytes:
        """Return the decompressed data of a stream.

        DamagedError is raised unless it is deflated, if at all, as `documents` does: with no predictor, or in one row.
        """
        coding, parameters = body.fields.get("Filter"), body.fields.get("DecodeParms", {})
        if coding is None:
            return body.data
        if coding not in ("FlateDecode", ["FlateDecode"]):
            raise DamagedError
        data = inflated(body.data)
        if not parameters:
            return data
        if parameters != {"Predictor": 15, "Columns": len(data) - 1} or data[:1] != b"\0":
            raise DamagedError
        return data[1:]

    def _image(self, body: Body) -> Iterator[Trace]:
        coding = body.fields.get("Filter")
        if coding in ("DCTDecode", ["DCTDecode"]):
            yield from self._inner("jpeg", body.data.rstrip(b"\r\n"))
        elif coding == "JBIG2Decode":
            yield from jbig2_traces(body.data)
        elif coding == "FlateDecode":
            if len(inflated(body.data)) > self._most(body.fields):
                yield Trace("trace-trailing", "Image")
        elif coding is None:
            if len(body.data) > self._most(body.fields):
                yield Trace("trace-trailing", "Image")
        elif coding == "CCITTFaxDecode":
            _, ended, after = bin(int.from_bytes(b"\1" + body.data, "big")).partition(_FAX_END)
            if not ended or len(after) > 7 or "1" in after:
                yield Trace("trace-trailing", "CCITTFaxDecode")
        else:
            yield Trace("trace", str(coding) if coding in ("JPXDecode", "Crypt") else "Filter")

    def _most(self, fields: dict[str, Any]) -> int:
        """Return the most bytes that a picture's pixels can take, with one more for each row for PNG predictors."""
        colours = 1 if fields.get("ImageMask") else self._colours(fields.get("ColorSpace"))
        bits = 1 if fields.get("ImageMask") else fields.get("BitsPerComponent", 8)
        height = self._direct(fields["Height"])
        return int(-(-self._direct(fields["Width"]) * bits * colours // 8) * height + height)

    def _colours(self, space: Any) -> int:
        space = self._objects[space.number] if isinstance(space, ScannedReference) else space
        if isinstance(space, list):
            several = space[1] if space[0] == "DeviceN" else []
            return len(several) or (3 if space[0] in ("CalRGB", "Lab") else 1)
        return {"DeviceRGB": 3, "DeviceCMYK": 4}.get(space, 1)


def _kind(kind: str, fields: dict[str, Any]) -> str:
    """Return the entry of `_RULES` for a dictionary, by its fields if its kind (`XObject`) allows several."""
    if kind == "XObject":
        return "Image" if fields.get("Subtype") == "Image" else "Form"
    if kind == "Pattern":
        return "ShadingPattern" if fields.get("PatternType") == 2 else "Tiling"
    if kind == "Element" and fields.get("Type") in ("MCR", "OBJR"):
        return str(fields["Type"])
    return "Image" if kind == "Mask" else kind


_LEAVES = {
    "Mask": "n",
    "Element": "n",
    "Labels": "n",
    "Label": "n",
    "Font": "n",
    **dict.fromkeys(("SoftMask", "Function", "Glyphs"), "N"),
    **dict.fromkeys(("Encoding", "CMap"), "f"),
}
"""The letter of the simple value that may be in place of some kinds of dictionary: a colour in place of a mask."""


def _is_leaf(kind: str, value: Any) -> bool:
    """Return whether a simple value (no dictionary, stream or list) is of a kind, or may be in its place."""
    if value == Word(b"null"):
        return True
    if kind == "Element" and isinstance(value, bytes) and not isinstance(value, Word):
        return bool(_STRING.match(value))
    kind = _LEAVES.get(kind, kind)
    if kind == "n":
        flag = value in (Word(b"true"), Word(b"false"))
        return flag or isinstance(value, int | float)
    if isinstance(value, ScannedName):
        return value in FORMAT_NAMES if kind == "N" else kind in ("f", "g") and bool(_NAME.match(value))
    if kind == "g":
        return isinstance(value, int)
    if not isinstance(value, bytes) or isinstance(value, Word):
        return False
    return {"s": not is_path(value), "p": bool(_STRING.match(value)), "w": bool(_WEB.match(value))}.get(kind, False)
