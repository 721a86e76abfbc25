"""PDF: what is no page is named."""

import io
import re
import zlib
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from newsarchive_clean.documents.rewriting import publish_document
from newsarchive_clean.metadata.scanner import traces_of
from tests.attacks.pdfs import pdf
from tests.newsarchive_clean.documents.laying import laid
from tests.traced import document, plain, traced, written_document

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
        content = DecodedStreamObject()
        content.set_data(b"/P0 Do")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(content)
        pictures = DictionaryObject({NameObject("/P0"): writer._add_object(stream)})
        writer.pages[0][NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})

    return with_(change)


def keyed(key, **values):
    made = DictionaryObject({NameObject(f"/{name}"): value for name, value in values.items()})

    def change(writer):
        writer.pages[0][NameObject(key)] = made

    return with_(change)


def test_pages_alone_have_none():
    assert found(CLEAN) == []
    assert found(written_document("Words")) == []
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
        (keyed("/A", S=NameObject("/Launch")), ("trace", "Page")),
        (keyed("/Note", Type=NameObject("/Annot"), T=TextStringObject("SECRET")), ("trace", "Page")),
        (pictured(plain("jpg") + b"SECRET"), ("trace-trailing", "JPEG")),
        (pictured(b"", "/JPXDecode"), ("trace", "JPXDecode")),
        (b"%PDF-1.7\nSECRET\n%%EOF", ("file-damaged", "PDF")),
    ],
)
def test_one_thing_is_named(data, expected):
    assert found(data) == [expected]


def test_the_traces_of_a_picture_inside_are_named():
    assert {("trace", "EXIF"), ("trace", "XMP"), ("trace-comment", "COM")} <= set(found(pictured(traced("jpg"))))


@cache
def bare():
    return publish_document(laid())


def objects():
    """The objects of a published document by their numbers."""
    parts = re.split(rb"(?:\A%PDF-1.7|\nendobj)\n\d+ 0 obj\n", bare())[1:]
    return dict(enumerate((each.partition(b"\nendobj\nxref")[0] for each in parts), start=1))


def put(number, each):
    """A published document with another object."""
    changed = objects() | {number: each}
    return pdf([changed[number] for number in sorted(changed)])


def streams():
    """Each stream of a published document: its number, dictionary and unpacked data."""
    for number, each in objects().items():
        head, begun, rest = each.partition(b"\nstream\n")
        if begun:
            data = rest.removesuffix(b"\nendstream")
            yield number, head, zlib.decompress(data)[1:] if b"FlateDecode" in head and b"Columns" in head else data


def with_data(head, data):
    """A stream that is not packed."""
    kept = re.sub(rb"/DecodeParms <<.*?>>|/Filter /FlateDecode|/Length [0-9]+", b"", head)
    return b"%s/Length %d>>\nstream\n%s\nendstream" % (kept[:-2], len(data), data)


DICTIONARIES = [
    (number, found.start())
    for number, each in objects().items()
    for found in re.finditer(rb"<<", each.partition(b"stream\n")[0])
]


def test_the_document_in_which_things_are_planted_is_sound():
    assert len(DICTIONARIES) > 40
    assert found(bare()) == []
    assert all(found(put(number, each)) == [] for number, each in objects().items())


@pytest.mark.parametrize(("number", "at"), DICTIONARIES)
@pytest.mark.parametrize("key", [b"/SECRET (words)", b"/Metadata 1 0 R", b"/SECRET /Name", b"/F (C:/a.tif)"])
def test_a_key_in_any_dictionary_is_found(number, at, key):
    each = objects()[number]
    assert found(put(number, each[: at + 2] + key + each[at + 2 :]))


@pytest.mark.parametrize("number", [number for number, *_ in streams()])
def test_bytes_after_any_stream_are_found(number):
    head, _, rest = objects()[number].partition(b"\nstream\n")
    data = rest.removesuffix(b"\nendstream") + b"SECRET"
    longer = re.sub(rb"/Length [0-9]+", b"/Length %d" % len(data), head)
    assert found(put(number, longer + b"\nstream\n" + data + b"\nendstream"))


@pytest.mark.parametrize("number", [number for number, head, _ in streams() if b"DCTDecode" not in head])
@pytest.mark.parametrize("words", [b"% SECRET", b" (SECRET)", b"SECRET, words"])
def test_words_at_the_end_of_any_unpacked_stream_are_found(number, words):
    _, head, data = next(each for each in streams() if each[0] == number)
    if b"/Subtype /Image" in head:
        data = data[: len(data) // 2 * 2]
    assert found(put(number, with_data(head, data + b"\n" + words)))


@pytest.mark.parametrize(
    "words",
    [
        b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI",
        b"/Span <</Title <00>>> BDC EMC",
        b"/Span /SECRET BDC EMC",
        b"(SECRET) 1 0 0 rg",
        b"(SECRET) secret",
        b"/SECRET Do",
        b"/SECRET BMC EMC",
        b"/SECRET ri",
        b"[(SECRET)] 0 d",
        b"<</A 1>> BMC EMC",
        b"% SECRET",
        b"/Artifact <</MCID 0>> DP",
    ],
)
def test_what_is_no_instruction_is_found(words):
    number, head, data = next(each for each in streams() if b" Tj" in each[2])
    assert found(put(number, with_data(head, data))) == []
    assert found(put(number, with_data(head, data + b"\n" + words)))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"%PDF-1.7\n", b"%PDF-1.7\n% SECRET\n"),
        lambda data: data.replace(b"\nendobj\n2 0", b"\nendobj\n% SECRET\n2 0"),
        lambda data: data.replace(b"\nendobj\n2 0", b"\n(SECRET)\nendobj\n2 0"),
        lambda data: data.replace(b"xref\n0", b"99 0 obj\n(SECRET)\nendobj\nxref\n0"),
        lambda data: data.replace(b"/Root 1 0 R", b"/Root 1 0 R/ID [(SECRET)(SECRET)]"),
        lambda data: data.replace(b"trailer", b"% SECRET\ntrailer"),
        lambda data: data.replace(b" 00000 n ", b" 00001 n ", 1).replace(b"0000000009", b"0000000010", 1),
        lambda _: pdf([*objects().values(), b"(SECRET)"]),
        lambda _: pdf([*objects().values(), b"<</Type /ObjStm/N 1/First 4/Length 8>>\nstream\n99 0 (x)\nendstream"]),
        lambda _: pdf([*objects().values()], b"/XRefStm 20"),
        lambda data: data.replace(b"/Lang (az)", b"/Lang (az)/Lang (SECRET)"),
        lambda data: data.replace(b"https://court", b"file:///court"),
        lambda data: data.replace(b"/X0 ", b"/SECRET ", 1),
        *(
            lambda data, name=name: data.replace(name, b"/SECRET")
            for name in (b"/P/", b"/StructElem", b"/Multiply", b"/Table")
        ),
    ],
)
def test_what_lies_elsewhere_is_found(change):
    assert change(bare()) != bare()
    assert found(change(bare()))


def test_the_scanner_shares_no_code_with_the_rebuilding():
    for name in ("pdf", "fonts"):
        code = Path(f"plugins/newsarchive_clean/metadata/{name}.py").read_text("utf-8")
        imported = re.findall(r"^(?:from|import) (\S+)", code, re.MULTILINE)
        assert not [each for each in imported if "documents" in each or "pypdf" in each or "jpeg" in each]


def test_a_locked_document_is_refused():
    def lock(writer):
        writer.encrypt("SECRET", algorithm="RC4-128")

    assert found(with_(lock)) == [("file-damaged", "PDF")]
