"""PDF: what is no page is named."""

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from plugins.traces.files import traces_of
from tests.traced import document, plain, traced

CLEAN = document(clean=True)


def found(data):
    return [(each.code, each.found) for each in traces_of("a.pdf", data)]


def with_(change):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(CLEAN)))
    writer.metadata = None
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pictured(data, kind="/DCTDecode"):
    def change(writer):
        stream = StreamObject()
        stream._data = data
        stream.update({NameObject("/Subtype"): NameObject("/Image"), NameObject("/Filter"): NameObject(kind)})
        writer.root_object[NameObject("/Picture")] = writer._add_object(stream)

    return with_(change)


def keyed(key, **values):
    made = DictionaryObject({NameObject(f"/{name}"): value for name, value in values.items()})

    def change(writer):
        writer.pages[0][NameObject(key)] = made

    return with_(change)


def test_pages_alone_have_none():
    assert found(CLEAN) == []
    assert found(pictured(plain("jpg"))) == []


def test_all_that_a_document_can_carry_is_named():
    names = {name for _, name in found(document())}
    assert names >= {"Info", "XMP", "EmbeddedFiles", "JavaScript", "OpenAction", "%%EOF", "Author"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (CLEAN + b"SECRET", ("trace-trailing", "PDF")),
        (CLEAN + CLEAN[CLEAN.rindex(b"startxref") :], ("trace", "%%EOF")),
        (keyed("/PieceInfo"), ("trace", "PieceInfo")),
        (keyed("/Thumb"), ("trace-thumbnail", "PDF")),
        (keyed("/A", S=NameObject("/Launch")), ("trace", "Launch")),
        (keyed("/Note", Type=NameObject("/Annot"), T=TextStringObject("SECRET")), ("trace-comment", "Annot")),
        (pictured(plain("jpg") + b"SECRET"), ("trace-trailing", "JPEG")),
        (pictured(b"", "/JPXDecode"), ("trace", "JPXDecode")),
        (b"%PDF-1.7\nSECRET\n%%EOF", ("file-damaged", "PDF")),
    ],
)
def test_one_thing_is_named(data, expected):
    assert found(data) == [expected]


def test_the_traces_of_a_picture_inside_are_named():
    assert {("trace", "EXIF"), ("trace", "XMP"), ("trace-comment", "COM")} <= set(found(pictured(traced("jpg"))))


def test_a_locked_document_is_refused():
    def lock(writer):
        writer.encrypt("SECRET", algorithm="RC4-128")

    assert found(with_(lock)) == [("file-damaged", "PDF")]
