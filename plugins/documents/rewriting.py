"""A PDF's bytes as they are published: its pages, what they show, where they link on the web, and nothing else.

A document is written anew from its last state. Who made it, with what and when, earlier states, attachments, scripts,
forms, notes and thumbnails cannot come along; pictures inside lose their own traces. Layers, notes and forms show
something or hide it, and to leave them out could uncover what was covered: such documents are refused.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from plugins.traces.files import traces_of
from plugins.traces.jpeg import bare_jpeg

if TYPE_CHECKING:
    from pypdf import PdfReader, PdfWriter

MOST_OBJECTS = 200_000

# what of the whole document a reader needs: its pages, their numbers, its language and its structure for screen readers
_ROOT = frozenset(("/Type", "/Pages", "/PageLabels", "/Lang", "/MarkInfo", "/StructTreeRoot", "/Version"))
_PAGE = frozenset(
    (
        *("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Annots", "/Group"),
        *("/StructParents", "/Tabs", "/UserUnit"),
    )
)
_LINK = frozenset(("/Type", "/Subtype", "/Rect", "/Border", "/A", "/StructParent", "/QuadPoints", "/Contents"))
_ANYWHERE = frozenset(("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/AF", "/EF", "/JS", "/Alternates"))
_DEVICES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}  # by the number of colours
_WEB = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


class DocumentError(Exception):
    """A document cannot be published; `code` is its fault's."""

    def __init__(self, code: str, found: str = "") -> None:
        """Keep the fault's code and what was found, in the format's own words."""
        super().__init__(f"{code}: {found}")
        self.code, self.found = code, found


def publish_document(data: bytes) -> bytes:
    """Return a document bare: the same bytes for the same document. DocumentError for one that is refused."""
    # a big library, and few builds have a document that changed
    from pypdf import PdfReader

    if not data.startswith(b"%PDF-"):
        raise DocumentError("document-type")
    try:
        written = _written(PdfReader(io.BytesIO(data), strict=False))
    except DocumentError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever pypdf raises for a file is that file's fault
        raise DocumentError("document-unreadable", type(error).__name__) from None
    left = traces_of("a.pdf", written)
    if left:
        raise DocumentError("document-traces", ", ".join(sorted({each.found for each in left})))
    return written


def _written(reader: PdfReader) -> bytes:
    from pypdf import PdfReader

    if reader.is_encrypted:
        raise DocumentError("document-locked")
    if "/OCProperties" in reader.root_object:
        raise DocumentError("document-layers")
    if not len(reader.pages):
        raise DocumentError("document-unreadable", "0")
    writer = _copied(reader)
    root = writer.root_object
    _keep(root, _ROOT)
    for page in writer.pages:
        _keep(page, _PAGE)
        _bare_links(page)
    for each in _containers(root):
        if isinstance(each, dict):
            for key in _ANYWHERE & each.keys():
                del each[key]
            _bare_picture(each)
        _without_profiles(each)
    # what nothing leads to any more stays behind in a second copy
    return _bytes_of(_copied(PdfReader(io.BytesIO(_bytes_of(writer)))))


def _copied(reader: PdfReader) -> PdfWriter:
    """Copy what can be reached from a document's root: its last state, without information on it."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.metadata = None
    writer.clone_reader_document_root(reader)
    return writer


def _bytes_of(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _keep(value: dict[Any, Any], keys: frozenset[str]) -> None:
    for key in value.keys() - keys:
        del value[key]


def _bare_links(page: Any) -> None:
    """Keep links to the web, and of them what they need; whatever else lies over a page is refused."""
    from pypdf.generic import ArrayObject, NameObject

    kept = ArrayObject()
    for reference in page["/Annots"].get_object() if "/Annots" in page else ():
        note = reference.get_object()
        if note.get("/Subtype") != "/Link":
            raise DocumentError("document-notes", str(note.get("/Subtype", "?")).lstrip("/"))
        action = note["/A"].get_object() if "/A" in note else {}
        if action.get("/S") == "/URI" and _WEB.match(str(action.get("/URI", ""))):
            _keep(note, _LINK)
            _keep(action, frozenset(("/S", "/URI")))
            kept.append(reference)
    page.pop("/Annots", None)
    if kept:
        page[NameObject("/Annots")] = kept


def _bare_picture(value: Any) -> None:
    """Take out of a photograph all but its pixels; they stay as they are coded."""
    content = getattr(value, "_data", None)
    if content and value.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        value._data = bare_jpeg(content)


def _without_profiles(value: Any) -> None:
    """Let colours be those of the device: a profile tells with what they were taken."""
    from pypdf.generic import NameObject

    for key, each in list(value.items() if isinstance(value, dict) else enumerate(value)):
        space = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(space, list) and len(space) == 2 and space[0] == "/ICCBased":
            value[key] = NameObject(_DEVICES[space[1].get_object()["/N"]])


def _containers(root: Any) -> Iterator[Any]:
    """Yield each dictionary and each list that can be reached, the root included, once."""
    seen: set[tuple[int, int]] = set()
    pending: list[Any] = [root]
    while pending:
        each = pending.pop()
        if hasattr(each, "idnum"):
            if (each.idnum, each.generation) in seen:
                continue
            seen.add((each.idnum, each.generation))
            if len(seen) > MOST_OBJECTS:
                raise DocumentError("document-unreadable", str(len(seen)))
            each = each.get_object()
        if isinstance(each, dict | list):
            yield each
            pending += list(each.values()) if isinstance(each, dict) else each
