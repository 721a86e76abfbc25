"""PDF: no information on the document, no XMP, no attachments, no script, no earlier states (ISO 32000-2)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from .kinds import DamagedError, Trace

_NAMES = {
    "/Metadata": "XMP",
    "/PieceInfo": "PieceInfo",
    "/LastModified": "LastModified",
    "/EmbeddedFiles": "EmbeddedFiles",
    "/EF": "EmbeddedFiles",
    "/AF": "EmbeddedFiles",
    "/JavaScript": "JavaScript",
    "/JS": "JavaScript",
    "/AA": "AA",
    "/OpenAction": "OpenAction",
    "/XFA": "XFA",
    "/Collection": "Collection",
    "/Perms": "Perms",
    "/CreationDate": "CreationDate",
    "/ModDate": "ModDate",
    "/Author": "Author",
    "/Producer": "Producer",
    "/Creator": "Creator",
    "/Alternates": "Alternates",
}
_ACTIONS = frozenset(("/Launch", "/SubmitForm", "/ImportData", "/RichMedia"))
_END = re.compile(rb"%%EOF[\r\n]*\Z")
_STATE = re.compile(rb"startxref\s+\d+\s+%%EOF")


def pdf_traces(data: bytes, inner: Callable[[str, bytes], Iterator[Trace]]) -> Iterator[Trace]:
    """Yield what a PDF holds besides its pages; `inner` says it of a picture inside, by its kind as a suffix.

    DamagedError where it is none, or is encrypted.
    """
    if not data.startswith(b"%PDF-"):
        raise DamagedError
    if not _END.search(data):
        yield Trace("trace-trailing", "PDF")
    if len(_STATE.findall(data)) > 1:
        yield Trace("trace", "%%EOF")
    yield from _objects(data, inner)


def _objects(data: bytes, inner: Callable[[str, bytes], Iterator[Trace]]) -> Iterator[Trace]:
    # a big library, and few builds have a document that changed
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError
    from pypdf.generic import IndirectObject

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise DamagedError
        if reader.trailer.get("/Info"):
            yield Trace("trace", "Info")
        numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
        numbers |= {(number, 0) for number in reader.xref_objStm}
        for number, generation in sorted(numbers):
            if number:
                found = IndirectObject(number, generation, reader).get_object()
                yield from _value(found, inner)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DamagedError from None


def _value(value: Any, inner: Callable[[str, bytes], Iterator[Trace]]) -> Iterator[Trace]:
    """Yield what stands in an object itself; objects that it refers to are looked at by themselves."""
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            yield from _dictionary(each)
            yield from _picture(each, inner)
            pending += list(each.values())
        elif isinstance(each, list):
            if each and each[0] == "/ICCBased":
                yield Trace("trace", "ICC")
            pending += each


def _dictionary(value: dict[Any, Any]) -> Iterator[Trace]:
    for key in value:
        # fields of a form have flags and resources of the same names
        if key in _NAMES:
            yield Trace("trace", _NAMES[key])
        elif key == "/Thumb":
            yield Trace("trace-thumbnail", "PDF")
    if value.get("/S") in _ACTIONS or value.get("/Subtype") in _ACTIONS:
        yield Trace("trace", str(value.get("/S") or value.get("/Subtype")).lstrip("/"))
    if value.get("/Type") == "/Annot" and ("/T" in value or "/M" in value) and "/FT" not in value:
        yield Trace("trace-comment", "Annot")


def _picture(value: dict[Any, Any], inner: Callable[[str, bytes], Iterator[Trace]]) -> Iterator[Trace]:
    filters = value.get("/Filter")
    last = filters[-1] if isinstance(filters, list) and filters else filters
    content = getattr(value, "_data", None)
    if content is None or last not in ("/DCTDecode", "/JPXDecode"):
        return
    if last == "/JPXDecode" or filters not in ("/DCTDecode", ["/DCTDecode"]):
        yield Trace("trace", "JPXDecode" if last == "/JPXDecode" else "DCTDecode")
    else:
        yield from inner("jpeg", content.rstrip(b"\r\n"))
