"""Copy the objects of a PDF that the allow-list names.

`rewriting` makes one `Copier` for a document, and passes it objects as pypdf read them. The copies are Python's
dictionaries, lists, bytes and numbers, and the classes of `objects`. They contain only what `grammar` allows; fonts,
pictures and content streams in them are written anew.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from newsarchive_clean.metadata.chunks import MOST_SCANS, bare_jpeg, scans_of

from . import contents, fonts
from .grammar import BLENDINGS, CALCULATIONS, COLORANTS, COLOURS, GRAMMAR, SHORT_COLOURS
from .masks import bare_fax, bare_jbig2, components, number_of, require_whole_photograph, row_bytes, without_hidden
from .objects import (
    MOST_OF_STREAM,
    DocumentError,
    Indirect,
    PdfName,
    Stream,
    Unpacker,
    direct,
    filters_of,
    language,
    mapping,
    names_of,
    packed,
    plain,
    text_bytes,
    told,
    value_of,
    with_fields,
)
from .resources import Used

if TYPE_CHECKING:
    from pypdf.generic import StreamObject

MOST_OBJECTS = 200_000
MOST_PICTURES = 20_000  # inline images
_PLAIN = re.compile(r"[A-Za-z0-9+,._-]{1,63}\Z")
_CALCULATION = re.compile(rb"%[^\r\n]*|[{}]|[^\0\s{}%]+")
_MARKED = re.compile(rb"/MCID ([0-9]+)>> BDC$", re.MULTILINE)
_SIMPLE = re.compile(rb"[+-]?[0-9.]+\Z")


class Copier:
    """Copies the objects of one document by the rules of `grammar.GRAMMAR`.

    A rule is a method: the rule `name Link` calls `_name(value, "Link")`. It returns the copy, or None to leave it out.

    Attributes:
        roles: The document's own types of structure elements (paragraph, heading), each with what it stands for.
        ids: The identifiers of structure elements, each with the number that replaces it.
        drawn: The copies of forms (drawings that pages include) and pictures, by object number in the source.
        unpacker: Decodes the document's streams.
    """

    def __init__(self, roles: dict[str, str], unpacker: Unpacker) -> None:
        """Start a document; `roles` are as from `rewriting.roles_of`."""
        self.roles = roles
        self.ids: dict[bytes, bytes] = {}
        self.drawn: dict[int, Indirect] = {}  # forms and pictures, by their object number in the source document
        self._made: dict[tuple[Any, ...], Indirect] = {}
        self._held: list[Any] = []  # keeps objects alive, so that their ids in keys are not reused
        self._bytes = self._pictures = 0
        self.unpacker = unpacker

    def copied(self, rule: str, value: Any, *more: Any) -> Any:
        """Return the copy of a value or reference by a rule (`number`, `name Link`), or None if it is left out.

        For a reference it is an `Indirect`, always the same for the same rule, so that each object is copied only once;
        its value may be None. `more` are further arguments for the rule's method, such as the page's resources.
        DocumentError is raised for more than `MOST_OBJECTS` objects, or if one cannot be published.
        """
        if not hasattr(value, "idnum"):
            return self._by_rule(rule, value, *more)
        key = (value.idnum, value.generation, rule, *map(id, more))
        if key not in self._made:
            if len(self._made) >= MOST_OBJECTS:
                raise DocumentError("document-unreadable", str(MOST_OBJECTS))
            # stored before it is copied, so that an object may refer to itself
            self._made[key] = Indirect()
            self._held.append(more)
            made = self._by_rule(rule, value.get_object(), *more)
            self._made[key].value = value_of(made)
            if rule == "xobject":
                self.drawn.setdefault(value.idnum, self._made[key])
        return self._made[key]

    def _by_rule(self, rule: str, value: Any, *more: Any) -> Any:
        name, _, allowed = rule.partition(" ")
        found = getattr(self, f"_{name}")(value, *([allowed] if allowed else []), *more)
        return Indirect(found) if isinstance(found, Stream) and name in _STREAMS else found

    def fields(self, kind: str, value: Any) -> dict[str, Any]:
        """Return the copies of a dictionary's entries that may be published, by their keys without slash.

        `kind` is a key of `GRAMMAR` (`Page`). A value that is left out is None; what is no dictionary has no entries.
        """
        found = {}
        for key, rule in GRAMMAR[kind].items():
            if hasattr(value, "raw_get") and f"/{key}" in value:
                found[key] = self.copied(rule, value.raw_get(f"/{key}"))
        return found

    # values

    def _dictionary(self, value: Any, kind: str) -> Any:
        return self.fields(kind, value) if isinstance(value, dict) else None

    def _name(self, value: Any, allowed: str) -> Any:
        name = plain(value)
        return PdfName(name) if name in allowed.split() else None

    def _plain_name(self, value: Any) -> Any:
        name = plain(value)
        return PdfName(name) if name and _PLAIN.match(name) else PdfName("F")

    def _number(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return int(value) if isinstance(value, int) else float(value)

    def _flag(self, value: Any) -> Any:
        value = getattr(value, "value", value)
        return value if isinstance(value, bool) else None

    def _flags(self, value: Any) -> Any:
        return [bool(self._flag(each.get_object())) for each in value] if isinstance(value, list) else None

    def _numbers(self, value: Any) -> Any:
        """Return a copy of a list of numbers or of lists (glyph widths), or None. Entries of other types become 0."""
        if not isinstance(value, list):
            return None
        each = [self._numbers(one) if isinstance(one, list) else self._number(one) for one in map(direct, value)]
        return [0 if one is None else one for one in each]

    def _numbers_or_one(self, value: Any) -> Any:
        return self._numbers(value) if isinstance(value, list) else self._number(value)

    def _text(self, value: Any) -> Any:
        return told(value) or None

    def _language(self, value: Any) -> Any:
        return language(value)

    def _plain_text(self, value: Any) -> Any:
        found = text_bytes(value)
        return found if found and _PLAIN.match(found.decode("latin-1")) else b"Identity"

    def _ids(self, value: Any) -> Any:
        return [self.numbered_id(each) for each in map(direct, value)] if isinstance(value, list) else None

    def numbered_id(self, value: Any) -> bytes:
        """Return six digits, `b"000000"` first, that replace a structure element's identifier: it may contain words."""
        return self.ids.setdefault(text_bytes(value), b"%06d" % len(self.ids))

    def _each(self, value: Any, rule: str) -> Any:
        return [self.copied(rule, each) for each in value] if isinstance(value, list) else None

    def _attributes(self, value: Any) -> Any:
        several = value if isinstance(value, list) else [value]
        return [self.fields("Attributes", each) for each in map(direct, several) if isinstance(each, dict)] or None

    # colours, functions, patterns

    def _colour(self, value: Any, resources: Any = None) -> Any:
        if not isinstance(value, list):
            name = SHORT_COLOURS.get(plain(value), plain(value))
            if resources is not None and name not in COLOURS:
                return self.copied("colour", resources[f"/{name}"])
            return PdfName(name) if name in COLOURS else None
        kind = SHORT_COLOURS.get(plain(direct(value[0])), plain(direct(value[0])))
        if kind in COLOURS:
            return (
                [PdfName(kind), *(self.copied("colour", each) for each in value[1:2])]
                if kind == "Pattern"
                else PdfName(kind)
            )
        if kind in ("CalGray", "CalRGB", "Lab"):
            return [PdfName(kind), self.fields("Calibrated", direct(value[1]))]
        if kind == "ICCBased":  # replaced, because a colour profile says which device took the picture
            return PdfName({1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}[int(direct(value[1])["/N"])])
        if kind == "Indexed":
            base = self.copied("colour", value[1], *([resources] if resources is not None else []))
            return [
                PdfName(kind),
                base,
                self._number(direct(value[2])),
                self._table(direct(value[3]), base, value[2]),
            ]
        if kind in ("Separation", "DeviceN"):
            names = [each if each in COLORANTS else f"C{at}" for at, each in enumerate(names_of(direct(value[1])))]
            named = [PdfName(each) for each in names] if kind == "DeviceN" else PdfName(names[0])
            return [PdfName(kind), named, self.copied("colour", value[2]), self.copied("function", value[3])]
        return None

    def _table(self, value: Any, base: Any, highest: Any) -> bytes:
        size = (int(direct(highest)) + 1) * components(base)
        return self.unpacker.data(value, size) if hasattr(value, "get_data") else text_bytes(value)[:size]

    def _functions(self, value: Any) -> Any:
        return [self.copied("function", each) for each in value] if isinstance(value, list) else self._function(value)

    def _function_or_identity(self, value: Any) -> Any:
        return PdfName("Identity") if plain(value) == "Identity" else self._function(value)

    def _function(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return None
        fields = self.fields("Function", value)
        if not hasattr(value, "get_data"):
            return fields
        data = self._counted(self._data(value))
        if fields.get("FunctionType") == 4:
            words = [each for each in _CALCULATION.findall(data) if each in CALCULATIONS or _SIMPLE.match(each)]
            data = b" ".join(words)
        return Indirect(with_fields(fields, packed(data)))

    def _shading(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return None
        fields = self.fields("Shading", value)
        return (
            Indirect(with_fields(fields, packed(self._counted(self._data(value), 8))))
            if hasattr(value, "get_data")
            else fields
        )

    def _pattern(self, value: Any, resources: Any = None) -> Any:
        if value.get("/PatternType") == 2:
            return self.fields("ShadingPattern", value)
        return self._drawn("Tiling", value, resources)

    # fonts

    def _font(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return None
        kind = plain(value.get("/Subtype"))
        if kind == "Type3":
            return self._type3(value)
        return self.fields(
            {"Type0": "Type0", "CIDFontType0": "CIDFont", "CIDFontType2": "CIDFont"}.get(kind, "Font"), value
        )

    def _type3(self, value: Any) -> dict[str, Any]:
        fields = self.fields("Type3", value)
        names = {each for each in (fields.get("Encoding") or {}).get("Differences", ()) if isinstance(each, PdfName)}
        used = Used(self, mapping(value.get("/Resources")))
        programs = mapping(value.get("/CharProcs"))
        fields["CharProcs"] = {
            each: Indirect(packed(contents.rewritten(self._counted(self._data(direct(programs[f"/{each}"]))), used)))
            for each in sorted(names)
            if f"/{each}" in programs
        }
        return {**fields, "Resources": used.resources}

    def _encoding(self, value: Any) -> Any:
        return self.fields("Encoding", value) if isinstance(value, dict) else self._plain_name(value)

    def _differences(self, value: Any) -> Any:
        found = []
        for each in map(direct, value if isinstance(value, list) else ()):
            number = self._number(each)
            name = plain(each)
            found.append(
                (PdfName(name) if fonts.GLYPH.match(name) else PdfName(".notdef")) if number is None else number
            )
        return found

    def _cmap(self, value: Any) -> Any:
        if not hasattr(value, "get_data"):
            return self._plain_name(value)
        data = fonts.bare_cmap(self._counted(self._data(value), 8))
        return with_fields(
            {"Type": PdfName("CMap"), "CMapName": PdfName("F")} if plain(value.get("/Type")) == "CMap" else {},
            packed(data),
        )

    def _glyph_map(self, value: Any) -> Any:
        return (
            packed(self._counted(self._data(value))[: 2 * 65536]) if hasattr(value, "get_data") else PdfName("Identity")
        )

    def _type1(self, value: Any) -> Any:
        data, clear = fonts.bare_type1(self._counted(self._data(value), 8))
        return with_fields({"Length1": clear, "Length2": len(data) - clear, "Length3": 0}, packed(data))

    def _sfnt(self, value: Any) -> Any:
        data = fonts.bare_sfnt(self._counted(self._data(value), 8))
        return with_fields({"Length1": len(data)}, packed(data))

    def _other_font(self, value: Any) -> Any:
        kind = plain(value.get("/Subtype"))
        data = self._counted(self._data(value), 8)
        if kind == "OpenType":
            return with_fields({"Subtype": PdfName(kind)}, packed(fonts.bare_sfnt(data)))
        if kind not in ("Type1C", "CIDFontType0C"):
            return None
        # a few programs give a complete OpenType font this type
        bare = fonts.bare_sfnt(data) if data[:4] == b"OTTO" else fonts.bare_cff(data)
        return with_fields({"Subtype": PdfName(kind)}, packed(bare))

    # what a content names

    def content(self, data: bytes, resources: Any) -> tuple[Indirect, dict[str, Any]]:
        """Return a rewritten content stream, and the copied resources that it names: `{"Font": {"F0": …}}`.

        A content stream has the instructions that draw a page, form or pattern, with the fonts etc. of `resources`.
        """
        used = Used(self, resources)
        bare = contents.rewritten(self._counted(data), used)
        marked = frozenset(map(int, _MARKED.findall(bare)))
        return Indirect(replace(packed(bare), placed=used.placed, marked=marked)), used.resources

    def _xobject(self, value: Any, resources: Any = None) -> Any:
        kind = plain(value.get("/Subtype"))
        if kind == "Image":
            return self._image(value)
        return self._form(value, resources) if kind == "Form" else None

    def _form(self, value: Any, resources: Any = None) -> Any:
        return self._drawn("Form", value, resources)

    def _drawn(self, kind: str, value: Any, resources: Any) -> Stream:
        """Return the copy of a `Form` or a pattern (`Tiling`); without resources of its own it uses the page's."""
        own = mapping(value.get("/Resources")) if "/Resources" in value else resources
        content, used = self.content(self._data(value), own if own is not None else {})
        return with_fields({**self.fields(kind, value), "Resources": used}, content.value)

    def _ext(self, value: Any) -> Any:
        return self.fields("ExtGState", value) if isinstance(value, dict) else None

    def _font_and_size(self, value: Any) -> Any:
        return [self.copied("font", value[0]), self._number(direct(value[1]))] if isinstance(value, list) else None

    def _blending(self, value: Any) -> Any:
        return next((PdfName(each) for each in names_of(value) if each in BLENDINGS), None)

    def _soft_mask(self, value: Any) -> Any:
        return self.fields("SoftMask", value) if isinstance(value, dict) else PdfName("None")

    # pictures

    def _mask(self, value: Any) -> Any:
        return self._numbers(value) if isinstance(value, list) else self._image(value)

    def _image(self, value: Any) -> Any:
        if not hasattr(value, "get_data"):
            return None
        fields = self.fields("Image", value)
        return without_hidden(self.picture(value, fields), components(fields.get("ColorSpace")), self.unpacker)

    def picture(self, value: StreamObject, fields: dict[str, Any]) -> Stream:
        """Return a copy of a picture that contains only pixels; `fields` are its copied entries.

        Deflated data that are nothing but pixels are copied. Otherwise other bytes are removed, or the pixels encoded
        anew. DocumentError is raised if the encoding is not supported, or the picture exceeds a limit.
        """
        filters, parameters = filters_of(value)
        last = filters[-1] if filters else ""
        if last in ("JPXDecode", "Crypt"):
            raise DocumentError("document-coding", last)
        if last in _CODED:
            data = self.unpacker.undone(bytes(value._data), filters[:-1], parameters[:-1], MOST_OF_STREAM)
            given = self.fields(_CODED[last], parameters[-1])
            return Stream(
                _bare(last, data, given, fields), {**fields, "Filter": PdfName(last), "DecodeParms": given or None}
            )
        columns = row_bytes(fields)
        height = int(number_of(fields.get("Height")))
        if last == "FlateDecode":
            predictor = self.fields("Flate", parameters[-1])
            data = self.unpacker.undone(bytes(value._data), filters[:-1], parameters[:-1], MOST_OF_STREAM)
            rows = height if number_of(predictor.get("Predictor")) >= 10 else 0
            if self.unpacker.is_deflated(data, columns * height + rows):
                return Stream(data, {**fields, "Filter": PdfName("FlateDecode"), "DecodeParms": predictor or None})
        pixels = self.unpacker.undone(bytes(value._data), filters, parameters, columns * height)
        return with_fields(fields, packed(pixels, columns))

    def _globals(self, value: Any) -> Any:
        return Stream(bare_jbig2(self._data(value))) if hasattr(value, "get_data") else None

    def count_picture(self) -> None:
        """Count one more inline image; DocumentError for more than `MOST_PICTURES`."""
        self._pictures += 1
        if self._pictures > MOST_PICTURES:
            raise DocumentError("document-unreadable", str(MOST_PICTURES))

    def _data(self, value: Any) -> bytes:
        return self.unpacker.data(value)

    def _counted(self, data: bytes, share: int = 1) -> bytes:
        """Return `data`, counted as bytes to parse, or raise DocumentError for too many: parsing takes seconds.

        `share` is how many times faster they are parsed than drawing instructions: 8 for fonts.
        """
        self._bytes += len(data) // share
        if self._bytes > contents.MOST_BYTES:
            raise DocumentError("document-unreadable", str(contents.MOST_BYTES))
        return data


def _bare(coding: str, data: bytes, parameters: dict[str, Any], fields: dict[str, Any]) -> bytes:
    """Return a picture's data, encoded by the filter `coding`, with only its pixels, without comments and metadata.

    `parameters` are the filter's, `fields` the picture's copied entries. DocumentError is raised for a fax other than
    T.6 (`K` below 0) or with aligned rows, for a JPEG with too many scans (slow to decode) or with more pixels
    than are shown, and for damaged data.
    """
    if coding == "DCTDecode":
        bare = bare_jpeg(data.rstrip(b"\r\n"))
        if (scans := scans_of(bare)) > MOST_SCANS:
            raise DocumentError("document-unreadable", f"{scans} SOS")
        require_whole_photograph(bare, fields)
        return bare
    if coding == "JBIG2Decode":
        return bare_jbig2(data)
    if number_of(parameters.get("K")) >= 0 or parameters.get("EncodedByteAlign"):
        raise DocumentError("document-coding", coding)
    columns = int(number_of(parameters.get("Columns", 1728)))
    return bare_fax(data, columns, int(number_of(fields.get("Height"))))


_CODED = {"DCTDecode": "Photograph", "CCITTFaxDecode": "Fax", "JBIG2Decode": "Scan"}
_STREAMS = frozenset(
    ("globals", "cmap", "glyph_map", "type1", "sfnt", "other_font", "image", "mask", "form", "xobject", "pattern")
)
