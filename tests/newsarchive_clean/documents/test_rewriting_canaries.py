"""A canary that is planted anywhere in a document is nowhere in what is published; what is shown and told stays."""

import io
import zlib

import pytest
from pypdf import PdfReader

from newsarchive_clean.documents import contents, copying, fonts, grammar, objects, rewriting
from newsarchive_clean.documents.rewriting import DocumentError, publish_document
from newsarchive_clean.metadata.scanner import traces_of
from tests.attacks.pdfs import stream
from tests.newsarchive_clean.documents.laying import (
    CMAP,
    CONTENT,
    PRIVATE,
    TYPE1,
    base,
    cff,
    deflated,
    holds,
    laid,
    replaced,
    sfnt,
    type1,
)
from tests.traced import plain, segment, with_segments

IMAGE = b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceRGB"
EXIF = with_segments(plain("jpg"), segment(0xE1, b"Exif\0\0CANARY"), segment(0xFE, b"CANARY"))
INLINE = b"q BI /W 48 /H 24 /BPC 8 /CS /RGB /F /DCT ID " + EXIF + b" EI Q"
WITH_DICTIONARY = [number for number, each in enumerate(base(), start=1) if b"<<" in each]


def content(*more):
    return laid({4: deflated(b"\n".join((CONTENT, *more)))})


PLANTED = {
    **{
        f"a key of object {n}": replaced(n, b"<<", b"<< /OPI << /F (CANARY) >> /CANARY (CANARY)")
        for n in WITH_DICTIONARY
    },
    "a measure": replaced(5, b"/Width", b"/Measure << /GPTS [40.4 49.8] /CANARY (CANARY) >> /Width"),
    "a nested dictionary": replaced(24, b"/O /Table", b"/O /UserProperties /P [<< /N (CANARY) /V (CANARY) >>]"),
    "a reference to a file": replaced(24, b"/K [0", b"/Ref << /F (CANARY) >> /K [0"),
    "an id": replaced(24, b"(node1)", b"(CANARY)"),
    "a title of an element": replaced(24, b"/ID", b"/T (CANARY) /ID"),
    "a role": replaced(23, b"/Own /P", b"/Own /P /CANARY /P"),
    "a type of an element": laid(
        {24: base()[23].replace(b"/Own", b"/CANARY"), 23: base()[22].replace(b"/Own", b"/CANARY")}
    ),
    "a resource that nothing names": replaced(
        3, b"/F1 6 0 R", b"/F1 6 0 R /CANARY << /Type /Font /BaseFont /CANARY >>"
    ),
    "a picture that no page shows": laid(
        {3: base()[2].replace(b"/Im 5", b"/No 33 0 R /Im 5"), 33: stream(b"CANARYCANARY", IMAGE)}
    ),
    "a name of a resource": laid(
        {3: base()[2].replace(b"/Im 5", b"/CANARY 5"), 4: deflated(CONTENT.replace(b"/Im Do", b"/CANARY Do"))}
    ),
    "an object that nothing leads to": laid({33: b"(CANARY)"}),
    "an own kind of resource": replaced(3, b"/Font <<", b"/CANARY << /X (CANARY) >> /Font <<"),
    "a glyph that no code shows": replaced(13, b"/a 14 0 R", b"/a 14 0 R /CANARY 14 0 R"),
    "a colorant": replaced(18, b"/Black", b"/CANARY"),
    "a table of colours": replaced(3, b"<000000FFFFFF>", b"(abcdefCANARY)"),
    "pixels after the last row": laid({16: deflated(bytes(12) + b"CANARY", IMAGE)}),
    "bytes after pixels": laid({16: stream(zlib.compress(bytes(12)) + b"CANARY", IMAGE + b" /Filter /FlateDecode")}),
    "bytes after raw pixels": laid({16: stream(bytes(12) + b"CANARY", IMAGE)}),
    "bytes after a content": laid({4: stream(zlib.compress(CONTENT) + b"CANARY")}),
    "a photograph": laid(
        {5: base()[4].replace(plain("jpg"), EXIF).replace(b"/Length %d" % len(plain("jpg")), b"/Length %d" % len(EXIF))}
    ),
    "a photograph in a wrapping": laid(
        {5: stream(zlib.compress(EXIF), IMAGE.replace(b"2", b"48") + b" /Filter [/FlateDecode /DCTDecode]")}
    ),
    "a photograph in a content": content(INLINE),
    "a field of a picture in a content": content(b"BI /W 1 /H 1 /BPC 8 /CS /G /CANARY (CANARY) ID x EI"),
    "a comment in a content": content(b"% CANARY"),
    "a comment in a form": laid({15: deflated(b"% CANARY\n0 0 m", b"/Subtype /Form /BBox [0 0 9 9]")}),
    "a comment in a glyph": laid({14: deflated(b"9 0 d0 % CANARY")}),
    "a comment in a pattern": laid({20: deflated(b"% CANARY", b"/PatternType 1 /BBox [0 0 9 9]")}),
    "a tag": content(b"/CANARY BMC EMC"),
    "a mark at a point": content(b"/CANARY MP /CANARY << /X (CANARY) >> DP"),
    "properties of content": content(b"/Artifact << /Type /Page /CANARY (CANARY) /Contents (CANARY) >> BDC EMC"),
    "properties of content by name": laid(
        {
            3: base()[2].replace(b"/MCID 1", b"/MCID 1 /Title (CANARY)"),
            4: deflated(CONTENT + b" /Span /Mc BDC EMC"),
        }
    ),
    "an instruction that nobody knows": content(b"(CANARY) Tfoo BX (CANARY) bar EX"),
    "an operand too many": content(b"(CANARY) 1 0 0 rg"),
    "operands at the end": content(b"(CANARY)"),
    "a comment in a function": laid(
        {19: stream(b"{ % CANARY\n dup dup }", b"/FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1]")}
    ),
    "a word in a function": laid(
        {19: stream(b"{ CANARY dup dup }", b"/FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1]")}
    ),
    "a comment in a CMap": laid({10: deflated(b"%%Creator: CANARY\n" + CMAP)}),
    "an own word of a CMap": laid({10: deflated(CMAP.replace(b"endcmap", b"/CANARY (CANARY) def endcmap"))}),
    "a table of a font": laid({11: deflated(sfnt(name=b"CANARY", DSIG=b"CANARY", FFTM=b"CANARY"))}),
    "days in a font": laid({11: deflated(sfnt(head=bytes(20) + b"CANARY" + bytes(28)))}),
    "a name of a CMap": laid({10: deflated(CMAP.replace(b"/Own", b"/CANARY"))}),
    "a system of a CMap": laid({10: deflated(CMAP.replace(b"(Adobe)", b"(CANARY)"))}),
    "a name of a CFF font": laid({31: deflated(cff(name=b"CANARY"), b"/Subtype /Type1C")}),
    "a notice of a CFF font": laid({31: deflated(cff(notice=b"CANARY"), b"/Subtype /Type1C")}),
    "a gap in a font": laid({11: deflated(sfnt() + b"CANARY")}),
    "names of glyphs": laid({11: deflated(sfnt(post=b"\0\2\0\0" + bytes(28) + b"\0\0\x0dCANARY (me)!!"))}),
    "a comment in a Type 1 font": laid({28: deflated(type1(TYPE1.replace(b"someone", b"CANARY")))}),
    "a notice in a Type 1 font": laid({28: deflated(type1(TYPE1.replace(b"A notice", b"CANARY")))}),
    "an own word of a Type 1 font": laid(
        {28: deflated(type1(TYPE1.replace(b"/FontType 1 def", b"/FontType 1 def /CANARY 1 def")))}
    ),
    "a comment in its hidden part": laid({28: deflated(type1(private=b"% CANARY\n" + PRIVATE))}),
    "bytes after its hidden part": laid({28: deflated(type1() + b"CANARY")}),
    "a gap in a CFF font": laid({31: deflated(cff(gap=b"CANARY"), b"/Subtype /Type1C")}),
    "bytes after a CFF font": laid({31: deflated(cff(after=b"CANARY"), b"/Subtype /Type1C")}),
    "information on the document": laid({33: b"<< /Author (CANARY) >>"}).replace(
        b"/Root 1 0 R", b"/Root 1 0 R /Info 33 0 R"
    ),
    "an identifier": laid().replace(b"/Root 1 0 R", b"/Root 1 0 R /ID [(CANARY) (CANARY)]"),
    "bytes after the end": laid() + b"CANARY",
}


def published(data):
    bare = publish_document(data)
    assert traces_of("a.pdf", bare) == ()
    assert publish_document(bare) == bare
    return bare


@pytest.mark.parametrize("place", PLANTED)
def test_what_is_planted_is_not_published(place):
    assert holds(PLANTED[place])
    assert not holds(published(PLANTED[place]))


def test_what_is_shown_and_what_screen_readers_are_told_stays():
    before, after = (PdfReader(io.BytesIO(each)) for each in (laid(), published(laid())))
    assert after.pages[0].extract_text() == before.pages[0].extract_text()
    kinds = {kind: len(entries) for kind, entries in after.pages[0]["/Resources"].items()}
    # the picture within the content is one of its resources now
    assert kinds == {"/XObject": 4, "/Font": 5, "/ExtGState": 1, "/ColorSpace": 2, "/Pattern": 2, "/Shading": 1}
    root = after.root_object
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("az", True)
    (element,) = root["/StructTreeRoot"]["/K"]
    element = element.get_object()
    assert (element["/S"], element["/Alt"], element["/K"][0]) == ("/P", "An alternative", 0)
    assert element["/A"][0] == {"/O": "/Table", "/ColSpan": 2}
    assert element["/K"][1]["/Obj"] == after.pages[0]["/Annots"][0].get_object()
    assert root["/StructTreeRoot"]["/ParentTree"]["/Nums"][1].get_object()[0].get_object() == element
    assert root["/StructTreeRoot"]["/IDTree"]["/Names"][1].get_object() == element
    assert after.pages[0]["/Annots"][0].get_object()["/A"]["/URI"] == "https://court.example/"


@pytest.mark.parametrize(("words", "said"), [(b"(\\316\\217)", b"<ce8f>"), (b"<FEFF 0041>", b"<feff0041>")])
def test_what_marked_content_says_stays(words, said):
    data = content(b"/Span << /MCID 7 /Lang (az) /ActualText " + words + b" /E (CANARY) >> BDC 0 0 9 9 re f EMC")
    bare = published(data)
    assert not holds(bare)
    decoded = PdfReader(io.BytesIO(bare)).pages[0].get_contents().get_data()
    assert b"/Span <</ActualText %s/Lang <617a>/MCID 7>> BDC" % said in decoded


@pytest.mark.parametrize(
    "path",
    [
        b"(C:\\\\Users\\\\CANARY\\\\source Ivan)",
        b"(\\\\\\\\server\\\\CANARY)",
        b"(/%s/CANARY/a photo)" % b"home",
        b"(/%s/CANARY)" % b"Users",
        b"(file:///CANARY)",
        b"(CANARY of a source.JPG)",
        b"(IMG_CANARY.heic )",
        b"<FEFF0043003A005C00430041004E004100520059>",
    ],
)
def test_what_says_the_path_of_a_file_to_screen_readers_goes(path):
    marked = b"/Span << /Lang " + path + b" /Alt " + path + b" /ActualText " + path + b" >> BDC 0 0 9 9 re f EMC"
    told = base()[23].replace(b"(An alternative)", path)
    assert told != base()[23]
    catalogue = base()[0].replace(b"(az)", path)
    bare = published(laid({1: catalogue, 4: deflated(CONTENT + b"\n" + marked), 24: told}))
    assert not holds(bare)
    root = PdfReader(io.BytesIO(bare)).root_object
    assert "/Lang" not in root
    assert "/Alt" not in root["/StructTreeRoot"]["/K"][0].get_object()


@pytest.mark.parametrize("address", [b"https://court.example/ruling.pdf", b"mailto:desk@court.example.md"])
def test_a_link_to_a_file_on_the_web_stays(address):
    bare = published(laid({32: base()[31].replace(b"https://court.example/", address)}))
    link = PdfReader(io.BytesIO(bare)).pages[0]["/Annots"][0].get_object()
    assert link["/A"]["/URI"] == address.decode()


@pytest.mark.parametrize("words", [b"A judge, C: third from the left", b"The court.", b"1/2 of it is in /home"])
def test_words_that_only_look_like_a_path_stay(words):
    root = PdfReader(io.BytesIO(published(laid({24: base()[23].replace(b"An alternative", words)})))).root_object
    assert root["/StructTreeRoot"]["/K"][0].get_object()["/Alt"] == words.decode()


@pytest.mark.parametrize(
    ("coding", "data", "found"),
    [
        ("/JPXDecode", b"x", "JPXDecode"),
        ("/CCITTFaxDecode", b"x", "CCITTFaxDecode"),
        ("/JBIG2Decode", b"\0" * 20 + b"CANARY CANARY", "JBIG2Decode"),
    ],
)
def test_a_picture_of_which_nobody_can_say_what_is_in_it_is_refused(coding, data, found):
    with pytest.raises(DocumentError) as refused:
        publish_document(laid({16: stream(data, IMAGE + b" /Filter " + coding.encode())}))
    assert refused.value.found == found


@pytest.mark.parametrize("font", [sfnt()[:-9], sfnt(head=bytes(53)), b"OTTO", b"ttcf" + bytes(99), b"%!PS no program"])
def test_a_font_that_ends_early_is_refused(font):
    with pytest.raises(DocumentError):
        publish_document(laid({11: deflated(font)}))


def test_a_jbig2_picture_loses_its_comments():
    page, comment = (bytes((0, 0, 0, n, kind, 0, 1)) + bytes((0, 0, 0, 6)) for n, kind in ((0, 48), (1, 62)))
    bare = published(laid({16: stream(page + b"pixels" + comment + b"CANARY", IMAGE + b" /Filter /JBIG2Decode")}))
    assert b"pixels" in bare
    assert b"CANARY" not in bare


FILTERS = {
    "an image's keys": ("a measure", lambda patch: patch.setitem(grammar.GRAMMAR["Image"], "Measure", "anything")),
    "a font's tables": ("a table of a font", lambda patch: patch.setattr(fonts, "bare_sfnt", lambda data: data)),
    "a CFF font": ("a gap in a CFF font", lambda patch: patch.setattr(fonts, "bare_cff", lambda data: data)),
    "a Type 1 font": (
        "a comment in a Type 1 font",
        lambda patch: patch.setattr(fonts, "bare_type1", lambda data: (data, 9)),
    ),
    "a CMap": ("a comment in a CMap", lambda patch: patch.setattr(fonts, "bare_cmap", lambda data: data)),
    "a content": (
        "a photograph in a content",
        lambda patch: patch.setattr(contents, "rewritten", lambda data, _: data),
    ),
    "a glyph's name": ("a key of object 13", lambda patch: patch.setitem(grammar.GRAMMAR["Type3"], "CANARY", "text")),
    "a photograph": ("a photograph", lambda patch: patch.setattr(copying, "bare_jpeg", lambda data: data)),
    "pixels": (
        "pixels after the last row",
        lambda patch: patch.setattr(objects.Unpacker, "is_deflated", lambda *_: True),
    ),
    "a function": (
        "a word in a function",
        lambda patch: patch.setattr(copying, "CALCULATIONS", {b"{", b"}", b"CANARY"}),
    ),
    "an id": ("an id", lambda patch: patch.setitem(grammar.GRAMMAR["Element"], "T", "text")),
    "a colorant": ("a colorant", lambda patch: patch.setitem(grammar.GRAMMAR["Page"], "LastModified", "text")),
}


@pytest.mark.parametrize("name", FILTERS)
def test_the_scanner_finds_what_one_filter_too_few_lets_through(name, monkeypatch):
    place, remove = FILTERS[name]
    data = PLANTED[place]
    if name == "an id":
        data = PLANTED["a title of an element"]
    if name == "a colorant":
        data = replaced(3, b"/Type /Page", b"/Type /Page /LastModified (CANARY)")
    monkeypatch.setattr(copying.Copier, "_anything", lambda *_: b"CANARY", raising=False)
    remove(monkeypatch)
    with pytest.raises(DocumentError) as refused:
        publish_document(data)
    assert refused.value.code == "document-traces"
    monkeypatch.setattr(rewriting, "traces_of", lambda *_: ())
    assert holds(publish_document(data))
