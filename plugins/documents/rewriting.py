"""A PDF's bytes as they are published: its pages, what they show, where they link on the web, and nothing else.

A document is written anew from its last state, by a list of what a document may hold (`grammar`). Who made it, with
what and when, earlier states, attachments, scripts, forms, notes and thumbnails cannot come along; nor can what no
page shows. Pictures and font programs inside lose their own traces. Layers, notes and forms show something or hide it,
and to leave them out could uncover what was covered: such documents are refused, and so are pages that are cut.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from plugins.traces.files import traces_of

from .copying import Copier, language, plain, text_bytes
from .filters import Unpacker
from .objects import DocumentError, Indirect, Name, written
from .placements import Pictures
from .structure import Structure, roles_of

if TYPE_CHECKING:
    from pypdf import PdfReader

__all__ = ("DocumentError", "publish_document")

_WEB = re.compile(rb"(?:https?|mailto):", re.IGNORECASE)
_CUT = 1.0
"""How far a page's frame may lie within its sheet, in points: programs round the two apart."""


def publish_document(data: bytes) -> bytes:
    """Return a document bare: the same bytes for the same document. DocumentError for one that is refused."""
    if not data.startswith(b"%PDF-"):
        raise DocumentError("document-type")
    quiet = logging.root.manager.disable
    logging.disable(logging.WARNING)  # pypdf warns of each byte that it passes over
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
    """Return the reader of a document, which counts the streams that hold objects and tables of objects."""
    # a big library, and few builds have a document that changed
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
    if reader.is_encrypted:
        raise DocumentError("document-locked")
    source = reader.root_object
    if "/OCProperties" in source:
        raise DocumentError("document-layers")
    if not len(reader.pages):
        raise DocumentError("document-unreadable", "0")
    copier = Copier(roles_of(source), unpacker)
    tree = Indirect({"Type": Name("Pages"), "Count": len(reader.pages)})
    places: dict[int, Indirect] = {}
    pictures = Pictures()
    tree.value["Kids"] = []
    for number, page in enumerate(reader.pages, 1):
        made = _page(page, number, tree, copier, places)
        boxes = [box for key in ("MediaBox", "CropBox") if (box := _resolved(made.value.get(key)))]
        pictures.show_page(number, boxes, made.value["Contents"].value.placed)
        tree.value["Kids"].append(made)
    pictures.require_whole()
    root: dict[str, Any] = {"Type": Name("Catalog"), "Pages": tree}
    root["Lang"] = language(source.get("/Lang"))
    root["PageLabels"] = {"Nums": list(_labels(source.get("/PageLabels"), copier))} if "/PageLabels" in source else None
    root["MarkInfo"] = copier.copied("dictionary MarkInfo", source.get("/MarkInfo"))
    root["StructTreeRoot"] = Structure(copier, places).copied(source)
    unpacker.require_bound()
    return written(Indirect(root))


def _page(page: Any, number: int, tree: Indirect, copier: Copier, places: dict[int, Indirect]) -> Indirect:
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
    """Return what a page shows, which may lie in several streams."""
    found = value.get_object() if value is not None else None
    streams = [each.get_object() for each in found] if isinstance(found, list) else [found]
    return b"\n".join(copier.unpacker.data(each) for each in streams if hasattr(each, "get_data"))


def _require_whole(fields: dict[str, Any], number: int) -> None:
    """Refuse a page of which only a part is shown: the rest of it can still be read."""
    sheet, shown = (_resolved(fields.get(key)) for key in ("MediaBox", "CropBox"))
    if not sheet or not shown:
        return
    edges = [max(0.0, shown[0] - sheet[0]), max(0.0, shown[1] - sheet[1])]
    edges += [max(0.0, sheet[2] - shown[2]), max(0.0, sheet[3] - shown[3])]
    if max(edges) > _CUT:
        raise DocumentError("document-cropped", str(number))


def _resolved(box: Any) -> list[float]:
    box = box.value if isinstance(box, Indirect) else box
    if not isinstance(box, list) or len(box) != 4:
        return []
    across, up = sorted((box[0], box[2])), sorted((box[1], box[3]))
    return [across[0], up[0], across[1], up[1]]


def _links(page: Any, copier: Copier, places: dict[int, Indirect]) -> Iterator[Indirect]:
    """Yield links to the web; whatever else lies over a page is refused."""
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
    """Return a value of a field of a form, or of the field that it is a part of."""
    parent = note["/Parent"].get_object() if "/Parent" in note else {}
    return note.get(key) or parent.get(key)


def _labels(tree: Any, copier: Copier, depth: int = 0) -> Iterator[Any]:
    """Yield the first page of each kind of numbers, and which numbers they are."""
    tree = tree.get_object()
    numbers = tree.get("/Nums", [])
    for first, label in zip(numbers[::2], numbers[1::2], strict=False):
        yield from (int(first), copier.fields("PageLabel", label.get_object()))
    for each in tree.get("/Kids", []) if depth < 20 else ():
        yield from _labels(each, copier, depth + 1)
