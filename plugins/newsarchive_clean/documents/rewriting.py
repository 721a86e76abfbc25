"""Rewrite a PDF for publication, with the structure that screen readers need.

The structure tree says which words and pictures on the pages are a heading, a paragraph or a table cell, and describes
pictures in words. A program that removes a page or a picture often leaves the element with these words. So an element
is copied only if part of it is drawn, and its words only if none of its pages is missing.

A document is written anew from its last revision, by an allow-list (`grammar`): author, program and dates, earlier
revisions, attachments, scripts, thumbnails, metadata of pictures and fonts, and content that no page shows are not
copied. Layers, notes, forms and cropped pages show or hide content, so that leaving them out could uncover something:
such documents are refused.

Source objects are as pypdf read them. `places` has the copied pages and links by their object number in the source;
`depth` is how many elements or branches are around one.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newsarchive_clean.metadata.scanner import traces_of

from .copying import Copier
from .objects import (
    DocumentError,
    Indirect,
    PdfName,
    Stream,
    Unpacker,
    direct,
    language,
    plain,
    text_bytes,
    value_of,
    written,
)
from .placements import PlacedPictures
from .resources import standard_tag

if TYPE_CHECKING:
    from pypdf import PdfReader

__all__ = ("DocumentError", "publish_document")

_DEEPEST = 200
_CELLS = frozenset(("TH", "TD"))
"""Table cells stay even if they are empty, because others would move."""
_WORDS = ("Alt", "ActualText")


def roles_of(root: Any) -> dict[str, str]:
    """Return a document's own types of structure elements, each with what it stands for: `{"Standard": "P"}`."""
    tree = _of(root, "/StructTreeRoot")
    return {str(key)[1:]: plain(value) for key, value in _of(tree, "/RoleMap").items()}


class DocumentStructure:
    """Copies the structure tree of one document, without elements (paragraphs, headings) of which nothing is drawn."""

    def __init__(self, copier: Copier, places: dict[int, Indirect]) -> None:
        """Prepare to copy the tree; `copier` must have copied the pages already."""
        self._copier, self._places = copier, places
        self._elements: dict[int, Indirect | None] = {}
        self._ids: dict[bytes, Indirect] = {}
        self._gone = 0
        """How many references to content on missing pages were found."""

    def copied(self, root: Any) -> Indirect | None:
        """Return the copied tree, or None if the document has none; DocumentError if it is nested too deep."""
        tree = _of(root, "/StructTreeRoot")
        if not tree:
            return None
        made = Indirect({"Type": PdfName("StructTreeRoot")})
        made.value["K"] = self._kids(tree.raw_get("/K"), made, None, 0) if "/K" in tree else []
        made.value["ParentTree"] = Indirect({"Nums": list(self._parents(_of(tree, "/ParentTree")))})
        if self._ids:
            names = [each for name in sorted(self._ids) for each in (name, self._ids[name])]
            made.value["IDTree"] = {"Names": names}
        return made

    def _kids(self, value: Any, parent: Indirect, page: Indirect | None, depth: int) -> list[Any]:
        """Return the copies of an element's children that are drawn; empty if only empty table cells remain.

        `page` is the copied page to which numbers among them refer; None if it is unknown or missing.
        """
        if depth > _DEEPEST:
            raise DocumentError("document-unreadable", "K")
        found = direct(value)
        kids = [self._kid(each, parent, page, depth) for each in (found if isinstance(found, list) else [value])]
        kept = [each for each in kids if each is not None]
        return kept if any(not _is_empty_cell(each) for each in kept) else []

    def _kid(self, reference: Any, parent: Indirect, page: Indirect | None, depth: int) -> Any:
        """Return the copy of an element's child (element, number or reference), or None if it is not drawn."""
        value = direct(reference)
        if isinstance(value, int):
            return int(value) if self._is_drawn(page, int(value)) else None
        if not isinstance(value, dict):
            return None
        kind = plain(value.get("/Type"))
        if kind in ("MCR", "OBJR"):
            return self._content(kind, value, page)
        number = getattr(reference, "idnum", -1)
        # an element has one parent, so a second reference to it is dropped
        return None if number in self._elements else self._element(number, value, parent, page, depth)

    def _content(self, kind: str, value: Any, page: Indirect | None) -> dict[str, Any] | None:
        """Return the copy of a reference to content (`MCR`) or to a link (`OBJR`), or None if that is not drawn."""
        found: dict[str, Any] = {"Type": PdfName(kind), "Pg": self._place(value, "/Pg")}
        page = found["Pg"] if "/Pg" in value else page
        if kind == "OBJR":
            found["Obj"] = self._place(value, "/Obj")
            self._gone += page is None
            return found if found["Obj"] else None
        found["MCID"] = int(value["/MCID"])
        if "/Stm" in value:
            form = self._copier.drawn.get(getattr(value.raw_get("/Stm"), "idnum", -1))
            return {**found, "Stm": form} if form and found["MCID"] in _marked(form) else None
        return found if self._is_drawn(page, found["MCID"]) else None

    def _is_drawn(self, page: Indirect | None, number: int) -> bool:
        """Return whether a page draws the marked content with a number (`MCID`).

        If the page is None, because it is missing, one is added to `_gone`.
        """
        self._gone += page is None
        return page is not None and number in _marked(page.value.get("Contents"))

    def _place(self, value: Any, key: str) -> Indirect | None:
        """Return the copied page or link to which an entry refers, or None."""
        return self._places.get(getattr(value.raw_get(key), "idnum", -1)) if key in value else None

    def _element(self, number: int, value: Any, parent: Indirect, page: Indirect | None, depth: int) -> Indirect | None:
        """Return the copy of an element and its children, or None if nothing of it is drawn.

        Its object number in the source is -1 if it has none. `page` is that of its parent, used if it names none.
        """
        made = Indirect()
        if number >= 0:
            self._elements[number] = made
        gone = self._gone
        made.value = self._copier.fields("Element", value)
        made.value |= {
            "Type": PdfName("StructElem"),
            "S": PdfName(standard_tag(plain(value.get("/S")), self._copier.roles)),
        }
        made.value |= {"P": parent, "Pg": self._place(value, "/Pg")}
        page = made.value["Pg"] if "/Pg" in value else page
        kids = self._kids(value.raw_get("/K"), made, page, depth + 1) if "/K" in value else []
        if self._gone > gone:
            made.value |= dict.fromkeys(_WORDS)
        if not kids:
            return self._emptied(number, made)
        made.value["K"] = kids
        if "/ID" in value and text_bytes(value["/ID"]):
            made.value["ID"] = self._copier.numbered_id(value["/ID"])
            self._ids[made.value["ID"]] = made
        return made

    def _emptied(self, number: int, made: Indirect) -> Indirect | None:
        """Return what is left of an element without children: None, or a table cell without its words."""
        self._elements[number] = None
        if made.value["S"] not in _CELLS:
            return None
        made.value |= dict.fromkeys((*_WORDS, "Lang"))
        return made

    def _parents(self, tree: Any, depth: int = 0) -> Iterator[Any]:
        """Yield, in turn, the number of a page or link, and the copied element or list of elements to which it belongs.

        A PDF reader finds by this parent tree the element of what is drawn.
        """
        if depth > _DEEPEST:
            raise DocumentError("document-unreadable", "ParentTree")
        numbers = tree.get("/Nums", [])
        for number, value in zip(numbers[::2], numbers[1::2], strict=False):
            several = value.get_object()
            if isinstance(several, list):
                found = [self._elements.get(getattr(each, "idnum", -1)) for each in several]
                if any(found):
                    yield from (int(number), Indirect(found))
            elif element := self._elements.get(getattr(value, "idnum", -1)):
                yield from (int(number), element)
        for each in tree.get("/Kids", []):
            yield from self._parents(each.get_object(), depth + 1)


def _marked(drawn: Indirect | None) -> frozenset[int]:
    """Return the numbers (`MCID`) of the marked content in a copied content stream."""
    return drawn.value.marked if drawn and isinstance(drawn.value, Stream) else frozenset()


def _is_empty_cell(kid: Any) -> bool:
    return isinstance(kid, Indirect) and kid.value["S"] in _CELLS and "K" not in kid.value


def _of(value: Any, key: str) -> Any:
    """Return the dictionary in an entry of a dictionary, or an empty one."""
    found = direct(value.get(key)) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


_WEB = re.compile(rb"(?:https?|mailto):", re.IGNORECASE)
_CUT = 1.0
"""How far a crop box may lie inside its media box, in points: programs round the two separately."""


def publish_document(data: bytes) -> bytes:
    """Return a PDF rewritten without hidden data; the same document always gives the same bytes.

    Raises:
        DocumentError: The document is refused or cannot be read, or `metadata` finds hidden data in the result.
    """
    if not data.startswith(b"%PDF-"):
        raise DocumentError("document-type")
    quiet = logging.root.manager.disable
    logging.disable(logging.WARNING)  # pypdf logs a warning for each byte that it skips
    try:
        unpacker = Unpacker()
        bare = _written(_opened(data, unpacker), unpacker)
    except DocumentError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever pypdf raises for a file is that file's fault
        raise DocumentError("document-unreadable", type(error).__name__) from None
    finally:
        logging.disable(quiet)
    left = traces_of("a.pdf", bare)
    if left:
        raise DocumentError("document-traces", ", ".join(sorted({each.found for each in left})))
    return bare


def _opened(data: bytes, unpacker: Unpacker) -> PdfReader:
    """Return a pypdf reader; DocumentError is raised if streams of objects unpack to too many bytes."""
    # imported here because pypdf is large and few builds contain a changed document
    from pypdf import PdfReader
    from pypdf.generic import DecodedStreamObject, IndirectObject, PdfObject, StreamObject

    class Reader(PdfReader):
        def _get_object_from_stream(self, indirect_reference: IndirectObject) -> PdfObject:
            number, _ = self.xref_objStm[indirect_reference.idnum]
            held: Any = IndirectObject(number, 0, self).get_object()
            held.decoded_self = DecodedStreamObject()
            held.decoded_self.set_data(unpacker.objects(held))
            try:
                return super()._get_object_from_stream(indirect_reference)
            finally:
                held.decoded_self = None

        def _read_pdf15_xref_stream(self, stream: Any) -> StreamObject:
            table = super()._read_pdf15_xref_stream(stream)
            unpacker.objects(table)
            return table

    return Reader(io.BytesIO(data), strict=False)


def _written(reader: PdfReader, unpacker: Unpacker) -> bytes:
    """Return the bytes of the published copy, or raise DocumentError if the document is refused."""
    if reader.is_encrypted:
        raise DocumentError("document-locked")
    source = reader.root_object
    if "/OCProperties" in source:
        raise DocumentError("document-layers")
    if not len(reader.pages):
        raise DocumentError("document-unreadable", "0")
    copier = Copier(roles_of(source), unpacker)
    tree = Indirect({"Type": PdfName("Pages"), "Count": len(reader.pages)})
    places: dict[int, Indirect] = {}
    pictures = PlacedPictures()
    tree.value["Kids"] = []
    for number, page in enumerate(reader.pages, 1):
        made = _page(page, number, tree, copier, places)
        boxes = [box for key in ("MediaBox", "CropBox") if (box := _resolved(made.value.get(key)))]
        pictures.show_page(number, boxes, made.value["Contents"].value.placed)
        tree.value["Kids"].append(made)
    pictures.require_whole()
    root: dict[str, Any] = {"Type": PdfName("Catalog"), "Pages": tree}
    root["Lang"] = language(source.get("/Lang"))
    root["PageLabels"] = {"Nums": list(_labels(source.get("/PageLabels"), copier))} if "/PageLabels" in source else None
    root["MarkInfo"] = copier.copied("dictionary MarkInfo", source.get("/MarkInfo"))
    root["StructTreeRoot"] = DocumentStructure(copier, places).copied(source)
    unpacker.require_bound()
    return written(Indirect(root))


def _page(page: Any, number: int, tree: Indirect, copier: Copier, places: dict[int, Indirect]) -> Indirect:
    """Return the copy of a page, and add it and its links to `places`.

    DocumentError is raised if it is cropped, or has notes, form fields or signatures.
    """
    fields = {**copier.fields("Page", page), "Parent": tree}
    _require_whole(fields, number)
    resources = page.get("/Resources")
    given = resources.get_object() if resources is not None else {}
    fields["Contents"], fields["Resources"] = copier.content(_content(page.get("/Contents"), copier), given)
    made = Indirect(fields)
    fields["Annots"] = list(_links(page, copier, places)) or None
    if page.indirect_reference is not None:
        places.setdefault(page.indirect_reference.idnum, made)
    return made


def _content(value: Any, copier: Copier) -> bytes:
    """Return the instructions that draw a page, decompressed; several streams are joined by line feeds."""
    found = value.get_object() if value is not None else None
    streams = [each.get_object() for each in found] if isinstance(found, list) else [found]
    return b"\n".join(copier.unpacker.data(each) for each in streams if hasattr(each, "get_data"))


def _require_whole(fields: dict[str, Any], number: int) -> None:
    """Raise DocumentError if a page is cropped, because the hidden part could still be read."""
    sheet, shown = (_resolved(fields.get(key)) for key in ("MediaBox", "CropBox"))
    if not sheet or not shown:
        return
    edges = [max(0.0, shown[0] - sheet[0]), max(0.0, shown[1] - sheet[1])]
    edges += [max(0.0, sheet[2] - shown[2]), max(0.0, sheet[3] - shown[3])]
    if max(edges) > _CUT:
        raise DocumentError("document-cropped", str(number))


def _resolved(box: Any) -> list[float]:
    """Return a box as left, bottom, right and top, or an empty list if it is not a box."""
    box = value_of(box)
    if not isinstance(box, list) or len(box) != 4:
        return []
    across, up = sorted((box[0], box[2])), sorted((box[1], box[3]))
    return [across[0], up[0], across[1], up[1]]


def _links(page: Any, copier: Copier, places: dict[int, Indirect]) -> Iterator[Indirect]:
    """Yield a copy of each link of a page to the web, and add it to `places`; other links are left out.

    DocumentError is raised for other annotations: notes, form fields or signatures.
    """
    notes = page["/Annots"].get_object() if "/Annots" in page else ()
    for reference in notes or ():
        note = reference.get_object()
        if plain(note.get("/Subtype")) == "Widget" and plain(_inherited(note, "/FT")) == "Sig":
            raise DocumentError("document-signed")
        if plain(note.get("/Subtype")) != "Link":
            raise DocumentError("document-notes", plain(note.get("/Subtype")) or "?")
        action = note["/A"].get_object() if "/A" in note else {}
        if plain(action.get("/S")) == "URI" and _WEB.match(text_bytes(action.get("/URI"))):
            made = Indirect(copier.fields("Link", note))
            places[getattr(reference, "idnum", -1)] = made
            yield made


def _inherited(note: Any, key: str) -> Any:
    """Return an entry of a form field (`note`, an annotation) or, if it has none, of its direct parent; else None."""
    parent = note["/Parent"].get_object() if "/Parent" in note else {}
    return note.get(key) or parent.get(key)


def _labels(tree: Any, copier: Copier, depth: int = 0) -> Iterator[Any]:
    """Yield, in turn, the index (from 0) of a page at which a new numbering starts, and the copied label of that."""
    tree = tree.get_object()
    numbers = tree.get("/Nums", [])
    for first, label in zip(numbers[::2], numbers[1::2], strict=False):
        yield from (int(first), copier.fields("PageLabel", label.get_object()))
    for each in tree.get("/Kids", []) if depth < 20 else ():
        yield from _labels(each, copier, depth + 1)
