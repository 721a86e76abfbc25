"""A document is refused if a page shows only a part of a picture that the document holds whole."""

import zlib

import pytest

from newsarchive_clean.documents import placements
from newsarchive_clean.documents.rewriting import DocumentError, publish_document
from tests.attacks.pdfs import CATALOG, pdf, stream
from tests.newsarchive_clean.documents.laying import deflated

IMAGE = b"/Type /XObject /Subtype /Image /Width 100 /Height 100 /BitsPerComponent 8 /ColorSpace /DeviceGray"
PIXELS = bytes(each % 251 for each in range(10_000))
TINY = IMAGE.replace(b"100", b"4")
HALF = b"0 0 100 200 re W n"
PLACED = b"200 0 0 200 0 0 cm /I Do"


def showing(*contents, image=IMAGE, resources=b"", objects=()):
    """A document with a page for each content; `objects` begin at number 9."""
    pages = len(contents)
    first = 9 + len(objects)
    kids = b" ".join(b"%d 0 R" % (first + 2 * at) for at in range(pages))
    given = b"<< /XObject << /I 3 0 R /J 4 0 R /F 9 0 R >> %s >>" % resources
    fixed = [CATALOG, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages)]
    fixed += [deflated(PIXELS, image), deflated(PIXELS[::-1], image), *[b"null"] * 4, *objects]
    for at, each in enumerate(contents):
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents %d 0 R /Resources %s >>"
        fixed += [page % (first + 2 * at + 1, given), stream(zlib.compress(each))]
    return pdf(fixed)


def form(content, fields=b"/BBox [0 0 300 300]", resources=b"<< /XObject << /I 3 0 R >> >>"):
    return deflated(content, b"/Type /XObject /Subtype /Form /Resources %s %s" % (resources, fields))


def pattern(content, fields):
    own = b"/PatternType 1 /PaintType 1 /TilingType 1 /Resources << /XObject << /I 3 0 R >> >> "
    return deflated(content, own + fields)


CELL = b"/BBox [0 0 100 100] /XStep 100 /YStep 100"
FILL = b"/Pattern << /P 9 0 R >>"
CELLED = {"resources": FILL, "objects": (pattern(b"100 0 0 100 0 0 cm /I Do", CELL),)}
MASK = b"/ExtGState << /G << /SMask << /S /Luminosity /G 9 0 R >> >> /N << /SMask /None >> /T << /ca 0.02 >> >>"
MASKED = {"resources": MASK, "objects": (form(b"1 g 0 0 300 300 re f"),)}
FONT = b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"

ROUND = b"12 0 m 188 0 l 194 0 200 6 200 12 c 200 188 l 200 194 194 200 188 200 c 12 200 l 6 200 0 194 0 188 c 0 12 l "
ROUND += b"0 6 6 0 12 0 c h "


def circle(x, y, radius):
    """A path of four curves around a point."""
    points = [(1, 0), (1, 0.55), (0.55, 1), (0, 1), (-0.55, 1), (-1, 0.55), (-1, 0), (-1, -0.55), (-0.55, -1), (0, -1)]
    points += [(0.55, -1), (1, -0.55), (1, 0)]
    words = [f"{x + radius * right:g} {y + radius * up:g}" for right, up in points]
    curves = "".join(" ".join(words[at : at + 3]) + " c " for at in range(1, 13, 3))
    return f"{words[0]} m {curves}h ".encode()


CROPPED = {
    "a rectangle": showing(HALF + b" " + PLACED),
    "a few per cent": showing(b"0 0 194 200 re W n " + PLACED),
    "a rectangle on its head": showing(b"100 200 -100 -200 re W* n " + PLACED),
    "a rectangle of lines": showing(b"0 0 m 100 0 l 100 200 l 0 200 l h W n " + PLACED),
    "a triangle": showing(b"0 0 m 200 0 l 0 200 l h W n " + PLACED),
    "a clip that also paints": showing(b"0 0 100 200 re W f " + PLACED),
    "two clips": showing(b"0 0 150 200 re W n 100 0 200 200 re W n " + PLACED),
    "an empty clip": showing(b"0 0 0 0 re W n " + PLACED),
    "a circle over a part": showing(b"0 50 m 0 77 22 100 50 100 c 77 100 100 77 100 50 c W n " + PLACED),
    "four dots": showing(
        b"2 2 4 4 re 194 2 4 4 re 194 194 4 4 re 2 194 4 4 re W n " + PLACED,
    ),
    "two circles": showing(circle(50, 50, 50) + circle(150, 150, 50) + b"W n " + PLACED),
    "a circle": showing(circle(100, 100, 100) + b"W n " + PLACED),
    "a circle of half curves": showing(b"0 0 m 0 200 200 200 v 200 0 0 0 y h W n " + PLACED),
    "a star": showing(b"100 -400 m 280 500 l -300 0 l 500 0 l -80 500 l h W n " + PLACED),
    "a notch": showing(b"0 0 m 200 0 l 200 200 l 110 200 l 100 20 l 90 200 l 0 200 l h W n " + PLACED),
    "a curved notch": showing(b"0 0 m 200 0 l 200 200 l 150 -50 50 -50 0 200 c h W n " + PLACED),
    "a hole": showing(b"-50 -50 300 300 re 50 50 100 100 re W* n " + PLACED),
    "a figure of eight": showing(b"0 0 m 200 200 l 200 0 l 0 200 l h W n " + PLACED),
    "a line that goes on after its end": showing(b"0 0 m 200 0 l 0 200 l h 200 200 l 0 200 l h W n " + PLACED),
    "a pattern over two halves of a cell": showing(b"/Pattern cs /P scn 0 0 20 100 re 80 0 20 100 re f", **CELLED),
    "a pattern over a corner of a cell": showing(b"/Pattern cs /P scn 0 0 m 100 0 l 0 100 l f", **CELLED),
    "a turned clip": showing(b".7071 .7071 -.7071 .7071 150 0 cm " + HALF + b" " + PLACED),
    "a turned picture": showing(b"20 20 100 200 re W n 0 200 -200 0 220 20 cm /I Do"),
    "a mirrored picture": showing(HALF + b" -200 0 0 200 200 0 cm /I Do"),
    "beyond the page": showing(b"200 0 0 200 200 0 cm /I Do"),
    "off the page": showing(b"200 0 0 200 400 0 cm /I Do"),
    "of no size": showing(b"0 0 0 0 10 10 cm /I Do"),
    "in a form's box": showing(b"/F Do", objects=(form(PLACED, b"/BBox [0 0 100 200]"),)),
    "in a form under a clip": showing(HALF + b" /F Do", objects=(form(PLACED),)),
    "in a form that is moved": showing(
        b"/F Do", objects=(form(PLACED, b"/BBox [0 0 300 300] /Matrix [1 0 0 1 200 0]"),)
    ),
    "in a form in a form": showing(
        HALF + b" /F Do",
        objects=(form(b"/G Do", resources=b"<< /XObject << /G 10 0 R >> >>"), form(PLACED)),
    ),
    "a picture in the content": showing(
        HALF + b" 200 0 0 200 0 0 cm BI /W 4 /H 4 /BPC 8 /CS /G ID 0123456789abcdef EI"
    ),
    "a stencil": showing(
        HALF + b" " + PLACED, image=b"/Type /XObject /Subtype /Image /Width 80 /Height 80 /ImageMask true"
    ),
    "a second picture": showing(b"q " + PLACED + b" Q " + HALF + b" 200 0 0 200 0 0 cm /J Do"),
    "parts with a gap": showing(b"q 0 0 90 200 re W n " + PLACED + b" Q 110 0 90 200 re W n " + PLACED),
    "a pattern over a part of a cell": showing(b"/Pattern cs /P scn 0 0 50 100 re f", **CELLED),
    "a line of a pattern": showing(b"/Pattern CS /P SCN 0 0 m 100 100 l S", **CELLED),
    "words of a pattern": showing(
        b"/Pattern cs /P scn BT /F1 100 Tf (A) Tj ET", resources=FILL + FONT, objects=CELLED["objects"]
    ),
    "a soft mask of the state": showing(b"/G gs " + PLACED, **MASKED),
    "a soft mask around a form": showing(
        b"/G gs /X Do",
        resources=MASK.replace(b"9 0", b"10 0"),
        objects=(form(PLACED), form(b"1 g 0 0 300 300 re f")),
    ).replace(b"/F 9 0 R >>", b"/X 9 0 R >>"),
    "nearly transparent": showing(b"/T gs " + PLACED, **MASKED),
    "words as a clip": showing(b"BT 7 Tr /F1 100 Tf (A) Tj ET " + PLACED, resources=FONT),
    "words as a clip, then another mode": showing(b"BT 7 Tr /F1 100 Tf (A) Tj 0 Tr ET " + PLACED, resources=FONT),
    "words as a clip, their mode chosen before": showing(
        b"7 Tr BT /F1 100 Tf (A) Tj 0 Tr (A) Tj ET " + PLACED, resources=FONT
    ),
    "words as a clip, their mode restored": showing(b"BT q 5 Tr /F1 100 Tf (A) Tj Q ET " + PLACED, resources=FONT),
}
WHOLE = {
    "no clip": showing(PLACED),
    "the same clip": showing(b"0 0 200 200 re W n " + PLACED),
    "a clip that is larger, as object-fit contain": showing(b"-20 0 300 220 re W n " + PLACED),
    "a clip that was ended": showing(b"q " + HALF + b" Q " + PLACED),
    "a path that clips nothing": showing(b"0 0 100 200 re n " + PLACED),
    "two per cent": showing(b"3 3 194 194 re W n " + PLACED),
    "a point of a small picture": showing(b"1 1 8 8 re W n 10 0 0 10 0 0 cm /I Do"),
    "less than a pixel": showing(b"0 0 160 200 re W n " + PLACED, image=TINY),
    "round corners": showing(ROUND + b"W n " + PLACED),
    "round corners under a round frame of the page": showing(
        b"-50 -50 m 150 -50 l 205 -50 250 -5 250 50 c 250 250 l -50 250 l h W n " + PLACED
    ),
    "a rectangle that is closed again": showing(b"0 0 200 200 re h W n " + PLACED),
    "a polygon": showing(b"-100 100 m 100 300 l 300 100 l 100 -100 l W n " + PLACED),
    "a bleed": showing(b"306 0 0 306 -3 -3 cm /I Do"),
    "turned with its clip": showing(b".7071 .7071 -.7071 .7071 150 0 cm 0 0 200 200 re W n " + PLACED),
    "in a form that makes room": showing(
        b"/F Do", objects=(form(b"600 0 0 600 0 0 cm /I Do", b"/BBox [0 0 600 600] /Matrix [.5 0 0 .5 0 0]"),)
    ),
    "cut in two by a page's end": showing(
        b"0 100 200 100 re W n " + PLACED, b"0 200 200 100 re W n 200 0 0 200 0 200 cm /I Do"
    ),
    "whole once, cropped once": showing(b"q " + HALF + b" " + PLACED + b" Q " + PLACED),
    "a pattern over a cell": showing(b"/Pattern cs /P scn 0 0 100 100 re f", **CELLED),
    "a pattern over another cell": showing(b"/Pattern cs /P scn 100 200 100 100 re f", **CELLED),
    "a pattern over more than a cell": showing(b"/Pattern cs /P scn 30 30 150 150 re f", **CELLED),
    "a pattern that no longer paints": showing(
        b"/Pattern cs /P scn 0 0 100 100 re f 1 0 0 rg 0 0 50 50 re f 0 0 m 9 9 l S", **CELLED
    ),
    "a soft mask that was ended": showing(b"/G gs /N gs " + PLACED, **MASKED),
    "a mode that no words use": showing(b"7 Tr BT ET " + PLACED),
    "words that show": showing(b"BT 3 Tr /F1 100 Tf (A) Tj ET " + PLACED, resources=FONT),
}


@pytest.mark.parametrize("name", CROPPED)
def test_a_document_with_a_cropped_picture_is_refused(name):
    with pytest.raises(DocumentError) as refused:
        publish_document(CROPPED[name])
    assert (refused.value.code, refused.value.found) == ("document-picture-cropped", "1")


@pytest.mark.parametrize("name", WHOLE)
def test_a_document_whose_pictures_are_seen_whole_is_published(name):
    published = publish_document(WHOLE[name])
    assert publish_document(published) == published


def test_the_page_with_the_cropped_picture_is_named():
    with pytest.raises(DocumentError) as refused:
        publish_document(showing(PLACED, HALF + b" 200 0 0 200 0 0 cm /J Do"))
    assert refused.value.found == "2"


def test_forms_in_forms_are_followed_so_far_and_no_further(monkeypatch):
    monkeypatch.setattr(placements, "MOST_PLACED", 1000)
    deep = [
        form(b"/G Do 1 0 0 1 0 0.001 cm /G Do", resources=b"<< /XObject << /G %d 0 R >> >>" % (10 + at))
        for at in range(12)
    ]
    with pytest.raises(DocumentError) as refused:
        publish_document(showing(b"/F Do", objects=(*deep, form(HALF + b" " + PLACED))))
    assert refused.value.code == "document-unreadable"
