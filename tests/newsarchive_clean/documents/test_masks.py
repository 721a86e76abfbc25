"""Pixels that a mask hides lose their colour; a mask that nobody can decode is refused."""

import io
import re
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader

from newsarchive_clean.documents.rewriting import DocumentError, publish_document
from tests.attacks.pdfs import CATALOG, PAGE, PAGES, pdf, stream

FIELDS = b"/Type /XObject /Subtype /Image /Width %d /Height 8 /BitsPerComponent %d /ColorSpace /%s "


def masked(picture, mask, key=b"/SMask 6 0 R"):
    """A document that shows a picture; `picture` and `mask` are fields and data."""
    page = PAGE.replace(b"/Contents", b"/Resources << /XObject << /I 5 0 R >> >> /Contents")
    shown = stream(b"90 0 0 90 0 0 cm /I Do", b"")
    return pdf((CATALOG, PAGES, page, shown, stream(picture[1], picture[0] + key), stream(mask[1], mask[0])))


def gray(width, bits, data, more=b""):
    return FIELDS % (width, bits, b"DeviceGray") + more, data


def pixels_of(data):
    published = publish_document(data)
    assert publish_document(published) == published
    picture = PdfReader(io.BytesIO(published)).pages[0]["/Resources"]["/XObject"]["/X0"]
    return picture.get_data()


def photograph(colours="RGB"):
    out = io.BytesIO()
    Image.new(colours, (8, 8), (200,) * len(colours)).save(out, "JPEG")
    return out.getvalue()


def fax():
    """Four black columns, then four white ones."""
    out = io.BytesIO()
    picture = Image.frombytes("1", (8, 8), b"\x0f" * 8)
    picture.save(out, "TIFF", compression="group4", tiffinfo={278: 8})
    with Image.open(out) as coded:
        (place,), (size,) = coded.tag_v2[273], coded.tag_v2[279]
        photometric = coded.tag_v2[262]
    assert photometric == 1
    return out.getvalue()[place : place + size]


RGB = (FIELDS % (8, 8, b"DeviceRGB"), bytes([200]) * 192)
HALF = bytes([7] * 4 + [8] * 4) * 8
CLEARED = (bytes(12) + bytes([200]) * 12) * 8
STENCIL = b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /ImageMask true "
FLATE = b"/Filter /FlateDecode "
COLOURS = {
    "seven of 255": masked(RGB, gray(8, 8, HALF)),
    "a packed picture": masked((RGB[0] + FLATE, zlib.compress(RGB[1])), gray(8, 8, HALF)),
    "a packed mask": masked(RGB, gray(8, 8, zlib.compress(HALF), FLATE)),
    "a photograph": masked((RGB[0] + b"/Filter /DCTDecode ", photograph()), gray(8, 8, HALF)),
    "a mask on its head": masked(RGB, gray(8, 8, bytes(255 - each for each in HALF), b"/Decode [1 0] ")),
    "a mask of bits": masked(RGB, gray(8, 1, b"\x0f" * 8)),
    "a mask of four bits": masked(RGB, gray(8, 4, b"\0\0\x11\x11" * 8)),
    "a mask of sixteen bits": masked(RGB, gray(8, 16, (b"\7\xff" * 4 + b"\x08\0" * 4) * 8)),
    "a larger mask": masked(RGB, gray(16, 8, (bytes(8) + bytes([9]) * 8) * 8)),
    "a smaller mask": masked(RGB, gray(4, 8, (bytes(2) + bytes([9]) * 2) * 8)),
    "a matte": masked(RGB, gray(8, 8, HALF, b"/Matte [0 0 0] ")),
    "a stencil": masked(RGB, (STENCIL, b"\xf0" * 8), b"/Mask 6 0 R"),
    "a stencil on its head": masked(RGB, (STENCIL + b"/Decode [1 0] ", b"\x0f" * 8), b"/Mask 6 0 R"),
    "a fax": masked(
        RGB,
        (STENCIL + b"/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 8 /BlackIs1 false >> ", fax()),
        b"/Mask 6 0 R",
    ),
}


@pytest.mark.parametrize("name", COLOURS)
def test_hidden_pixels_have_no_colour(name):
    assert pixels_of(COLOURS[name]) == CLEARED


def test_pixels_of_few_bits_have_no_colour():
    assert pixels_of(masked(gray(8, 1, b"\xff" * 8), gray(8, 8, HALF))) == b"\x0f" * 8


def test_a_picture_of_which_all_is_seen_stays_as_it_is():
    data = masked((RGB[0] + b"/Filter /DCTDecode ", photograph()), gray(8, 8, bytes([8]) * 64))
    assert b"/DCTDecode" in publish_document(data)


@pytest.mark.parametrize(
    "data",
    [
        masked(RGB, (STENCIL + b"/Filter /JBIG2Decode ", b""), b"/Mask 6 0 R"),
        masked(RGB, gray(8, 8, b"x", b"/Filter /JPXDecode ")),
        masked((RGB[0] + b"/Filter /DCTDecode ", photograph("CMYK")), gray(8, 8, HALF)),
        masked(RGB, (FIELDS % (8, 8, b"DeviceRGB"), RGB[1])),
        masked(RGB, gray(8, 8, HALF), b"/Mask [0 200 0 255 0 255]"),
    ],
)
def test_what_cannot_be_cleared_is_refused(data):
    with pytest.raises(DocumentError) as refused:
        publish_document(data)
    assert refused.value.code == "document-coding"


def test_a_mask_of_one_colour_is_kept():
    assert pixels_of(masked(RGB, gray(8, 8, HALF), b"/Mask [250 255 250 255 250 255]")) == RGB[1]


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"restart_marker_rows": 1}])
@pytest.mark.parametrize(
    ("width", "height", "is_whole"), [(99, 99, True), (99, 80, False), (99, 8, False), (50, 8, False)]
)
def test_a_photograph_with_rows_below_its_height_is_refused(mode, options, width, height, is_whole):
    out = io.BytesIO()
    noise = bytes(each * each % 251 for each in range(width * 99))
    Image.frombytes("L", (width, 99), noise).convert("RGB").convert(mode).save(out, "JPEG", **options)
    at = re.search(rb"\xff[\xc0\xc2]\0", out.getvalue()).start() + 5
    data = out.getvalue()[:at] + height.to_bytes(2, "big") + out.getvalue()[at + 2 :]
    space = {"L": b"DeviceGray", "RGB": b"DeviceRGB", "CMYK": b"DeviceCMYK"}[mode]
    fields = FIELDS.replace(b"Height 8", b"Height %d") % (width, height, 8, space)
    document = masked((fields + b"/Filter /DCTDecode ", data), gray(8, 8, HALF), b"")
    if is_whole:
        assert data in publish_document(document)
        return
    with pytest.raises(DocumentError) as refused:
        publish_document(document)
    assert (refused.value.code, refused.value.found) == ("document-coding", "DCTDecode Height")


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
@pytest.mark.parametrize("is_inline", [False, True])
@pytest.mark.parametrize(("width", "height"), [(400, 200), (200, 400), (400, 399), (400, 1), (400, 0), (0, 400)])
def test_a_photograph_that_is_larger_than_its_document_says_is_refused(options, is_inline, width, height):
    out = io.BytesIO()
    Image.new("RGB", (400, 400), (200, 100, 0)).save(out, "JPEG", **options)
    if is_inline:
        content = b"90 0 0 90 0 0 cm BI /W %d /H %d /BPC 8 /CS /RGB /F /DCT ID %s EI"
        shown = stream(content % (width, height, out.getvalue()), b"")
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 90 90] /Contents 4 0 R >>"
        document = pdf((CATALOG, PAGES, page, shown))
    else:
        fields = FIELDS.replace(b"Height 8", b"Height %d") % (width, height, 8, b"DeviceRGB")
        document = masked((fields + b"/Filter /DCTDecode ", out.getvalue()), gray(8, 8, HALF), b"")
    with pytest.raises(DocumentError) as refused:
        publish_document(document)
    side = "Height" if height < 400 else "Width"
    assert (refused.value.code, refused.value.found) == ("document-coding", f"DCTDecode {side}")
