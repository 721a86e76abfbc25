"""A document is published as its pages alone, with the same bytes each time, or refused."""

import io
from contextlib import suppress

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from newsarchive_clean.documents.rewriting import DocumentError, publish_document
from newsarchive_clean.metadata.scanner import traces_of
from newsarchive_clean.redactions.pdf_documents import UnreadableError, document_readings
from tests.traced import document, plain, segment, with_segments, written_document

PLAIN = written_document("First words", "Second words")


def changed(change, data=PLAIN):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.metadata = None
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def note(writer, **values):
    made = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Rect"): box()})
    made.update({NameObject(f"/{key}"): value for key, value in values.items()})
    writer.pages[0].setdefault(NameObject("/Annots"), ArrayObject()).append(writer._add_object(made))


def show(writer, stream):
    """Let the first page show an object."""
    writer.pages[0]["/Resources"][NameObject("/XObject")] = DictionaryObject({NameObject("/P"): stream})
    content = DecodedStreamObject()
    content.set_data(b"/P Do")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(content)


def box():
    return ArrayObject([FloatObject(each) for each in (0, 0, 100, 50)])


def words_of(data):
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def test_pages_stay_and_all_else_goes():
    data = document()
    assert traces_of("a.pdf", data)
    published = publish_document(data)
    assert traces_of("a.pdf", published) == ()
    assert b"SECRET" not in published
    assert len(PdfReader(io.BytesIO(published)).pages) == 1
    assert words_of(publish_document(PLAIN)) == ["First words", "Second words"]


def test_the_same_document_has_the_same_bytes_and_a_bare_one_stays_as_it_is():
    published = publish_document(document())
    assert published == publish_document(document())
    assert publish_document(published) == published
    assert b"/ID" not in published


def test_an_earlier_state_does_not_come_along():
    earlier = written_document("SECRET words")
    last = PdfWriter(fileobj=io.BytesIO(earlier), incremental=True)
    last.pages[0][NameObject("/Contents")] = last._add_object(StreamObject())
    out = io.BytesIO()
    last.write(out)
    assert b"SECRET" in out.getvalue()
    published = publish_document(out.getvalue())
    assert b"SECRET" not in published


def test_a_photograph_inside_loses_its_traces_and_keeps_its_pixels():
    def add(writer):
        stream = StreamObject()
        stream._data = with_segments(plain("jpg"), segment(0xFE, b"SECRET"), segment(0xE1, b"Exif\0SECRET")) + b"SECRET"
        stream.update({NameObject("/Subtype"): NameObject("/Image"), NameObject("/Filter"): NameObject("/DCTDecode")})
        stream.update({NameObject("/Width"): NumberObject(48), NameObject("/Height"): NumberObject(24)})
        stream[NameObject("/ColorSpace")] = profile(writer)
        show(writer, stream)

    def profile(writer):
        colours = StreamObject()
        colours._data = b"SECRET scanner"
        colours[NameObject("/N")] = FloatObject(3)
        return ArrayObject([NameObject("/ICCBased"), writer._add_object(colours)])

    published = publish_document(changed(add))
    assert b"SECRET" not in published
    picture = PdfReader(io.BytesIO(published)).pages[0]["/Resources"]["/XObject"]["/X0"]
    assert picture["/ColorSpace"] == "/DeviceRGB"
    assert picture._data == plain("jpg")


def test_links_to_the_web_stay_without_what_else_is_known_of_them():
    def add(writer):
        def action(**values):
            return DictionaryObject({NameObject(f"/{key}"): value for key, value in values.items()})

        link = {"Subtype": NameObject("/Link"), "M": TextStringObject("SECRET"), "NM": TextStringObject("SECRET")}
        note(writer, A=action(S=NameObject("/URI"), URI=TextStringObject("https://court.example/")), **link)
        note(writer, A=action(S=NameObject("/URI"), URI=TextStringObject("file:///SECRET")), **link)
        note(writer, A=action(S=NameObject("/Launch"), F=TextStringObject("SECRET")), **link)

    published = publish_document(changed(add))
    assert b"SECRET" not in published
    (link,) = PdfReader(io.BytesIO(published)).pages[0]["/Annots"]
    assert link.get_object()["/A"]["/URI"] == "https://court.example/"


def test_the_language_and_structure_for_screen_readers_stay():
    def add(writer):
        writer.root_object[NameObject("/Lang")] = TextStringObject("az")
        writer.root_object[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
        tree = DictionaryObject({NameObject("/K"): ArrayObject()})
        writer.root_object[NameObject("/StructTreeRoot")] = writer._add_object(tree)

    root = PdfReader(io.BytesIO(publish_document(changed(add)))).root_object
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], "/StructTreeRoot" in root) == ("az", True, True)


def layers(writer):
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject()


def locked(writer):
    writer.encrypt("", owner_password="x", algorithm="RC4-128")  # noqa: S106


def scanned(writer):
    stream = StreamObject()
    stream._data = b"x"
    stream.update({NameObject("/Subtype"): NameObject("/Image"), NameObject("/Filter"): NameObject("/JPXDecode")})
    show(writer, stream)


def cropped(writer):
    writer.pages[0][NameObject("/CropBox")] = box()


@pytest.mark.parametrize(
    ("data", "code", "found"),
    [
        (b"PK\x03\x04", "document-type", ""),
        (b"%PDF-1.7 and no more", "document-unreadable", None),
        (PLAIN[: len(PLAIN) // 3], "document-unreadable", None),
        (changed(locked), "document-locked", ""),
        (changed(layers), "document-layers", ""),
        (changed(lambda writer: note(writer, Subtype=NameObject("/Square"))), "document-notes", "Square"),
        (changed(lambda writer: note(writer, Subtype=NameObject("/Widget"))), "document-notes", "Widget"),
        (changed(lambda writer: note(writer, Subtype=NameObject("/Redact"))), "document-notes", "Redact"),
        (changed(scanned), "document-coding", "JPXDecode"),
        (
            changed(lambda writer: note(writer, Subtype=NameObject("/Widget"), FT=NameObject("/Sig"))),
            "document-signed",
            "",
        ),
        (changed(cropped), "document-cropped", "1"),
    ],
    ids=map(str, range(11)),
)
def test_what_cannot_be_made_bare_is_refused(data, code, found):
    with pytest.raises(DocumentError) as refused:
        publish_document(data)
    assert refused.value.code == code
    assert found is None or refused.value.found == found


def test_a_damaged_document_is_refused_and_never_raises_anything_else():
    for at in range(0, len(PLAIN), 17):
        with suppress(DocumentError):
            publish_document(PLAIN[:at] + b"\xff\0" + PLAIN[at + 2 :])


def test_a_document_locked_by_a_certificate_is_a_fault_of_that_document():
    locked = changed(lambda writer: writer.encrypt("", owner_password="x", algorithm="RC4-128"))  # noqa: S106
    assert b"/Standard" in locked
    with pytest.raises(DocumentError) as refused:
        publish_document(locked.replace(b"/Standard", b"/Adobe.PubSec"))
    assert refused.value.code in ("document-locked", "document-unreadable")


def test_whatever_the_library_raises_is_the_documents_fault(monkeypatch):
    def fail(*_, **__):
        raise NotImplementedError

    monkeypatch.setattr("pypdf.PdfReader.__init__", fail)
    with pytest.raises(DocumentError) as refused:
        publish_document(PLAIN)
    assert (refused.value.code, refused.value.found) == ("document-unreadable", "NotImplementedError")
    with pytest.raises(UnreadableError):
        list(document_readings(PLAIN))
