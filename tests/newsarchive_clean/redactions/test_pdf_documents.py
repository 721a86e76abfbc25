"""A document's words are found wherever they stand; one that cannot be read to its end is refused."""

import io
import re
import time
import zlib
from contextlib import suppress

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from newsarchive_clean.documents.rewriting import publish_document
from newsarchive_clean.redactions import pdf_contents
from newsarchive_clean.redactions.list_file import parse_terms
from newsarchive_clean.redactions.pdf_documents import GlyphsError, UnreadableError
from newsarchive_clean.redactions.search import hits_of
from tests.timing import PARTS

TERM = "Hidden Person"
TERMS = parse_terms(TERM)[0]


def name(text):
    return NameObject(f"/{text}")


def stream(content, **keys):
    made = DecodedStreamObject()
    made.set_data(content if isinstance(content, bytes) else content.encode("latin-1"))
    made.update({name(key): value for key, value in keys.items()})
    return made


def dictionary(**keys):
    return DictionaryObject({name(key): value for key, value in keys.items()})


def helvetica():
    return dictionary(Type=name("Font"), Subtype=name("Type1"), BaseFont=name("Helvetica"))


def made(content, change=None, **resources):
    """A PDF of one page with this content; `change` may change the page and the writer."""
    writer = PdfWriter()
    writer.metadata = None
    page = writer.add_blank_page(300, 100)
    fonts = resources.pop("Font", None) or dictionary(F1=helvetica())
    own = {
        key: writer._add_object(value) if isinstance(value, DecodedStreamObject) else value
        for key, value in resources.items()
    }
    page[name("Resources")] = dictionary(Font=fonts, **own)
    page[name("Contents")] = writer._add_object(stream(content))
    if change:
        change(page, writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def found(data, terms=TERMS):
    return [hit.term for hit in hits_of("a.pdf", data, terms)]


def form(content, **keys):
    return stream(content, Type=name("XObject"), Subtype=name("Form"), **keys)


SHOWN = "BT /F1 9 Tf (Hidden Person) Tj ET"


@pytest.mark.parametrize(
    "content",
    [
        SHOWN,
        "BT /F1 9 Tf 3 Tr (Hidden Person) Tj ET",
        "BT /F1 9 Tf [(H) -50 (id) 80 (den) -400 (P) 30 (erson)] TJ ET",
        "BT /F1 9 Tf " + " ".join(f"1 0 0 1 {10 * at} 20 Tm ({each}) Tj" for at, each in enumerate(TERM)) + " ET",
        "BT /F1 9 Tf " + " ".join(
            f"1 0 0 1 {10 * at} 20 Tm ({each}) Tj" for at, each in sorted(enumerate(TERM), key=lambda x: x[1])
        ) + " ET",
        "BT /F1 9 Tf 12 TL (Hid-) Tj T* (den Per) ' 0 0 (son) \" ET",
        r"BT /F1 9 Tf (H\151dden \
Per\163on) Tj ET",
        "BT /F1 9 Tf <48696464656E20506572736F6E> Tj ET",
        "% Hidden Person\n",
        "/Span << /ActualText (Hidden Person) >> BDC BT /F1 9 Tf (x) Tj ET EMC",
        "/Span << /ActualText <FEFF00480069006400640065006E00200050006500720073006F006E> >> BDC EMC",
        "/Span << /ActualText (Hidden) >> BDC BT /F1 9 Tf (x) Tj ET EMC BT /F1 9 Tf 20 0 Td (Person) Tj ET",
        "/Hidden#20Person BMC EMC",
        "/P << /Lang (en) /Alt [(Hidden Person)] >> BDC EMC",
        "BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI " + SHOWN,
        "q 1 0 0 1 5 5 cm BT /F1 9 Tf (Hidden) Tj ET Q BT /F1 9 Tf 60 5 Td (Person) Tj ET",
    ],
)  # fmt: skip
def test_words_in_a_page_s_content_are_found(content):
    assert found(made(content)) == [1]


def test_words_are_found_by_place_across_the_page_and_its_forms():
    inner = form("BT /F1 9 Tf 50 0 Td (den Person) Tj ET", Resources=dictionary(Font=dictionary(F1=helvetica())))
    writer_of = made("/X0 Do BT /F1 9 Tf 20 0 Td (Hid) Tj ET", lambda page, writer: page["/Resources"].update(
        {name("XObject"): dictionary(X0=writer._add_object(inner))}))  # fmt: skip
    assert found(writer_of) == [1]


def added(value):
    return lambda _, writer: writer._add_object(value)


def in_root(**keys):
    return lambda _, writer: writer.root_object.update({name(key): value for key, value in keys.items()})


def glyph_font():
    encoding = dictionary(Differences=ArrayObject([NumberObject(65), name("A")]))
    return dictionary(
        Type=name("Font"), Subtype=name("Type3"), Encoding=encoding, Resources=dictionary(),
        FontMatrix=ArrayObject(map(FloatObject, (1, 0, 0, 1, 0, 0))),
        FontBBox=ArrayObject(map(NumberObject, (0, 0, 9, 9))),
    )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        added(form(SHOWN)),
        added(form(SHOWN, Resources=dictionary(Font=dictionary(F1=helvetica())))),
        added(stream(SHOWN, PatternType=NumberObject(1), Resources=dictionary(Font=dictionary(F1=helvetica())))),
        added(stream("Hidden Person as it is")),
        added(stream(b"\0\0binary\0 Hidden Person \xff\0")),
        added(stream("\0H\0i\0d\0d\0e\0n\0 \0P\0e\0r\0s\0o\0n\0", Length1=NumberObject(4))),
        added(dictionary(Title=TextStringObject("Hidden Person"))),
        added(dictionary(URI=TextStringObject("https://a.example/?q=Hidden%2520%50erson"))),
        added(stream("<x:xmpmeta><dc:title>Hidden <b a='>'/>&#80;erson</dc:title></x:xmpmeta>", Type=name("Metadata"))),
        added(dictionary(Key=ArrayObject([dictionary(Other=TextStringObject("a hidden person"))]))),
        in_root(RoleMap=DictionaryObject({NameObject("/Hidden Person"): name("P")})),
        in_root(Names=ArrayObject([TextStringObject("Hidden-Person")])),
        lambda _, writer: writer.add_outline_item(title=TERM, page_number=0),
        lambda _, writer: writer.add_metadata({"/Author": TERM}),
    ],
)
def test_words_elsewhere_in_a_document_are_found(change):
    assert found(made("", change)) == [1]


@pytest.mark.parametrize("junk", [b"% Hidden Person\n", b"9 0 obj (Hidden Person) endobj\n"])
def test_words_beside_all_objects_are_found(junk):
    data = made("")
    assert found(data + junk) == [1]
    first = data.rindex(b"startxref")
    assert found(data[:first] + junk + data[first:]) == [1]


def test_words_that_a_glyph_draws_are_found():
    def change(page, writer):
        font = glyph_font()
        font[name("Resources")] = dictionary(Font=dictionary(F1=helvetica()))
        font[name("CharProcs")] = dictionary(A=writer._add_object(stream("9 0 d0 " + SHOWN)))
        page["/Resources"]["/Font"][name("F2")] = writer._add_object(font)

    assert found(made("BT /F2 9 Tf (A) Tj ET", change)) == [1]


def test_what_screen_readers_say_is_read_in_one():
    def change(_, writer):
        for word in TERM.split():
            writer._add_object(dictionary(S=name("Span"), ActualText=TextStringObject(word)))

    assert found(made("", change)) == [1]


@pytest.mark.parametrize(
    "content",
    ["BT /F1 9 Tf (Hidden) Tj ET", "BT /F1 9 Tf (Hid) Tj 100 9 Td (Other den Person) Tj ET", "/Hidden BMC EMC"],
)
def test_other_words_are_not(content):
    assert found(made(content)) == []


def composite(**keys):
    inner = dictionary(Type=name("Font"), Subtype=name("CIDFontType2"), BaseFont=name("X"))
    return dictionary(
        Type=name("Font"), Subtype=name("Type0"), Encoding=name("Identity-H"), DescendantFonts=ArrayObject([inner]),
        **{"BaseFont": name("X"), **keys},
    )  # fmt: skip


def named(*names):
    """A font in which `A` and the letters after it are the glyphs of these names."""
    encoding = dictionary(Differences=ArrayObject([NumberObject(65), *map(name, names)]))
    return dictionary(Type=name("Font"), Subtype=name("Type1"), BaseFont=name("X"), Encoding=encoding)


def test_the_names_of_glyphs_are_read_as_the_list_of_adobe_says():
    font = named("S.sc", "e.alt", "c_r", "uni00650074", "T_h_uni0259", "u000259.x")
    data = made("BT /F1 9 Tf (ABCD E EF) Tj ET", Font=dictionary(F1=font))
    assert found(data, parse_terms("Secret Thə")[0]) == [1]
    assert found(data, parse_terms("/secret thə thəə/")[0]) == [1]


def embedded():
    descriptor = dictionary(Type=name("FontDescriptor"), FontFile2=stream(b"\0\1\0\0", Length1=NumberObject(4)))
    return dictionary(Type=name("Font"), Subtype=name("TrueType"), BaseFont=name("X"), FontDescriptor=descriptor)


@pytest.mark.parametrize(
    "font",
    [
        composite(),
        composite(BaseFont=name("LexiconNo1")),
        named("g17"),
        named("A_g17"),
        named("uni004"),
        embedded(),
        glyph_font(),
    ],
)
def test_a_document_whose_letters_are_not_known_is_refused(font):
    if font.get("/Subtype") == "/Type3":
        font[name("Encoding")] = dictionary(Differences=ArrayObject([NumberObject(65), name("g17")]))
        font[name("CharProcs")] = dictionary(g17=stream("9 0 d0"))
    with pytest.raises(GlyphsError):
        found(made("BT /F1 9 Tf (AA) Tj ET", Font=dictionary(F1=font)))


def in_a_row(content):
    """A stream as `documents` writes it: all bytes are one row of a picture; here there are more than pypdf allows."""
    parameters = dictionary(Predictor=NumberObject(15), Columns=NumberObject(300_000))
    made = EncodedStreamObject()
    made._data = zlib.compress(b"\0" + content.encode("latin-1").ljust(300_000))
    made.update({name("Filter"): name("FlateDecode"), name("DecodeParms"): parameters})
    return made


def test_a_long_stream_is_read_to_its_end():
    def change(page, writer):
        page[name("Contents")] = writer._add_object(in_a_row("BT /F1 9 Tf <00480069> Tj ET 0 0 m 9 9 l S"))

    letters = "1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0048> <007a> <0048> endbfrange"
    font = composite(ToUnicode=in_a_row(letters))
    assert found(made("", change, Font=dictionary(F1=font)), parse_terms("/hi/")[0]) == [1]
    large = publish_document(made(f"BT /F1 9 Tf (Hidden Person) Tj ET {'0 0 m 9 9 l S ' * 25_000}"))
    assert found(large) == [1]


def test_strings_count_as_their_letters_however_they_are_spelt(monkeypatch):
    monkeypatch.setattr(pdf_contents, "MOST_BYTES", 2000)
    assert found(made(f"BT /F1 9 Tf <{b'Hidden Person'.ljust(1800).hex()}> Tj ET")) == [1]
    with pytest.raises(UnreadableError):
        found(made(f"BT /F1 9 Tf <{b'Hidden Person'.ljust(2100).hex()}> Tj ET"))


@pytest.mark.parametrize("table", [{}, {"ToUnicode": stream("1 beginbfchar <41> <f095> endbfchar")}])
@pytest.mark.parametrize(
    "font", ["ABCDEF+Wingdings", "Symbol", "AAAAAA+FontAwesome5Free-Solid", "BAAAAA+MaterialIcons-Regular", "icomoon"]
)
def test_the_glyphs_of_a_font_of_signs_are_no_letters(font, table):
    signs = embedded()
    signs.update({name("BaseFont"): name(font), **{name(key): value for key, value in table.items()}})
    data = made("BT /F2 9 Tf (A) Tj /F1 9 Tf (Hidden Person) Tj ET", Font=dictionary(F1=helvetica(), F2=signs))
    assert found(data) == [1]


def test_a_font_that_shows_nothing_is_no_reason_to_refuse():
    assert found(made("", Font=dictionary(F1=composite()))) == []


def encrypted():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made(SHOWN))))
    writer.encrypt("", "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def deep():
    """A form in a form in a form."""

    def change(page, writer):
        last = form("")
        for _ in range(60):
            resources = dictionary(XObject=dictionary(X0=writer._add_object(last)))
            last = form("/X0 Do", Resources=resources)
        page["/Resources"][name("XObject")] = dictionary(X0=writer._add_object(last))

    return made("/X0 Do", change)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 broken",
        encrypted(),
        deep(),
        made("BT (never closed"),
        made("[ [ ("),
        made("BI /W 1 ID without an end"),
        made("", added(stream(b"x", Filter=name("UnknownDecode")))),
        made("", added(stream(b"damaged", Filter=name("FlateDecode")))),
        made("q " * 3_100_000),
    ],
    ids=["broken", "locked", "deep", "string", "array", "picture", "filter", "packed", "long"],
)
def test_a_document_that_cannot_be_read_to_its_end_is_refused(data):
    with pytest.raises(UnreadableError):
        found(data)


def test_each_form_is_read_once_however_often_it_is_shown():
    def change(page, writer):
        inner = form("0 0 m 1 1 l S " * 20_000)
        page["/Resources"][name("XObject")] = dictionary(X0=writer._add_object(inner))

    began = time.process_time()
    assert found(made("/X0 Do " * 20_000, change)) == []
    assert time.process_time() - began < 5


def test_streams_and_objects_without_an_end_are_passed_over_in_no_time():
    began = time.process_time()
    for junk in (b"stream\n", b"1 0 obj ", b"xref ", b"(", b"<", b"1" * 8):
        assert found(made("") + junk * 100_000) == []
    assert time.process_time() - began < 20


def widths(start, *numbers, **keys):
    return {"FirstChar": NumberObject(start), "Widths": ArrayObject(map(NumberObject, numbers)), **keys}


def simple(**keys):
    keys = {"BaseFont": name("X"), "Encoding": name("WinAnsiEncoding"), **keys}
    return dictionary(Type=name("Font"), Subtype=name("TrueType"), **keys)


def of_glyphs(*parts, **keys):
    """A composite font whose codes are letters, with widths as `parts` tell."""
    font = composite(ToUnicode=stream("1 beginbfrange <0020> <007e> <0020> endbfrange"))
    items = [ArrayObject(map(NumberObject, each)) if isinstance(each, list) else NumberObject(each) for each in parts]
    font["/DescendantFonts"][0].update({name("W"): ArrayObject(items), **{name(key): keys[key] for key in keys}})
    return font


def missing(width):
    return dictionary(Type=name("FontDescriptor"), MissingWidth=NumberObject(width))


def wide(text):
    return f"<{text.encode('utf-16-be').hex()}>"


ALL_WIDE = widths(32, *[500] * 95)
ONE = [  # fonts whose letters are all half as wide as high
    simple(**ALL_WIDE),
    simple(**widths(32, 500, FontDescriptor=missing(500))),
    of_glyphs(32, 126, 500),
    of_glyphs(32, [500] * 95),
    of_glyphs(DW=NumberObject(500)),
]


def in_font(font, content):
    """A page with texts in a font: what stands between parentheses, coded as the font has it."""
    if font["/Subtype"] == "/Type0":
        content = re.sub(r"\(([^)]*)\)", lambda text: wide(text[1]), content)
    return made(content, Font=dictionary(F1=font))


@pytest.mark.parametrize("font", ONE, ids=["widths", "missing", "range", "each", "other"])
@pytest.mark.parametrize(
    ("content", "term", "hits"),
    [
        ("(was T) Tj 24 0 Td (ofiq) Tj", "Tofiq", [1]),
        ("(was T) Tj 24.9 0 Td (ofiq) Tj", "Tofiq", [1]),
        ("[(was T) 90 (of) -40 (iq)] TJ", "Tofiq", [1]),
        ("[(Ta) 60 (hir) -260 (Aliyev)] TJ", "Tahir Aliyev", [1]),
        ("(reali) Tj 27 0 Td (ty) Tj", "Ality", []),
        ("(wh) Tj 12 0 Td (at) Tj 12 0 Td (all) Tj", "hat", []),
        ("[(wh) -250 (at) -250 (all)] TJ", "hat", []),
        ("(a wh) Tj 26 0 Td (at all) Tj", "hat", []),
        ("2 Tc (T) Tj 7 0 Td (of) Tj 14 0 Td (iq) Tj", "Tofiq", [1]),
        ("50 Tz (was T) Tj 12.5 0 Td (ofiq) Tj", "Tofiq", [1]),
        ("(It is T) Tj /F1 7 Tf 35.2 0 Td (OFIQ) Tj", "Tofiq", [1]),
        ("(Tofiq) Tj 3 Ts /F1 5 Tf (1) Tj 0 Ts /F1 10 Tf ( Ayaz and) Tj", "Tofiq Ayaz", [1]),
        ("(T) Tj 0.4 0 Td (T) Tj 4.6 0 Td (o) Tj 0.4 0 Td (o) Tj 4.6 0 Td (fiq) Tj 0.4 0 Td (fiq) Tj", "Tofiq", [1]),
        ("/F1 30 Tf (T) Tj /F1 10 Tf 16 12 Td (ofiq said) Tj -16 -24 Td (and more was said) Tj", "Tofiq", [1]),
        ("/F1 10 Tf 16 12 Td (ofiq said) Tj -16 -24 Td (and more was) Tj /F1 30 Tf 0 12 Td (T) Tj", "Tofiq", [1]),
    ],
)
def test_words_end_where_a_gap_is_seen(font, content, term, hits):
    data = in_font(font, f"BT /F1 10 Tf 20 50 Td {content} ET")
    assert found(data, parse_terms(term)[0]) == hits


def test_spaces_are_as_wide_as_they_are_drawn():
    data = made("BT /F1 10 Tf 4 Tw (a b T) Tj 33 0 Td (ofiq) Tj ET", Font=dictionary(F1=ONE[0]))
    assert found(data, parse_terms("Tofiq")[0]) == [1]


def test_letters_of_a_font_without_widths_are_joined_where_spaces_are_drawn():
    font = of_glyphs()
    font[name("Encoding")] = name("UniGB-UCS2-H")
    data = in_font(font, "BT /F1 10 Tf 20 50 Td (It was T) Tj 41 0 Td (ofiq) Tj ET")
    assert found(data, parse_terms("Tofiq\nIt wast")[0]) == [1]


@pytest.mark.parametrize(
    "change", [None, added(stream("0 0 1 rg 12 345 l S", PatternType=NumberObject(1), Resources=dictionary()))]
)
def test_the_format_s_own_numbers_and_names_are_no_words(change):
    descriptor = dictionary(Type=name("FontDescriptor"), ItalicAngle=NumberObject(0), FontName=name("ABCALI+Calibri"))
    font = simple(**ALL_WIDE | {"FontDescriptor": descriptor, "BaseFont": name("ABCALI+Calibri-BoldItalic")})
    data = made("1 0 0 1 23 45 cm 12345 w /Artifact BMC 12 3 4 5 re EMC", change, Font=dictionary(F1=font))
    terms = parse_terms("Ali\nArt\n12345\n10012\n00000\n65535\nBold\nobj")[0]
    assert found(data.replace(b"trailer", b"trailer % "), terms) == []


def test_numbers_that_are_shown_or_said_are_words():
    terms = parse_terms("12345")[0]
    assert found(made("BT /F1 9 Tf (no 12345) Tj ET"), terms) == [1]
    assert found(made("% 12345\n"), terms) == [1]
    assert found(made("", added(dictionary(Title=TextStringObject("no 12345")))), terms) == [1]
    assert found(made("") + b"\n12345\n", terms) == [1]


def across(*pages):
    """A document with a page for each content."""
    writer = PdfWriter()
    for content in pages:
        writer.append(io.BytesIO(made(f"BT /F1 9 Tf 12 TL 20 90 Td {content} ET")))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("pages", "hits"),
    [
        (["(was Hidden) Tj", "(Person, he said) Tj"], [1]),
        (["(was Hid-) Tj", "(den Person, he said) Tj"], [1]),
        (["(was Hidden) Tj T* (1) Tj", "(The case) Tj T* (Person, he said) Tj"], [1]),
        (["(was Hidden) Tj", "", "(Person, he said) Tj"], [1]),
        (["(was Hidden) Tj T* (by) Tj T* (all) Tj T* (of) Tj", "(Person, he said) Tj"], []),
        (["(was Hidden) Tj", "(Other) Tj", "(Person, he said) Tj"], []),
    ],
)
def test_a_name_goes_on_over_the_end_of_a_page(pages, hits):
    assert found(across(*pages)) == hits


def mapped(letters):
    """A font in which A is shown for any letters."""
    code = f"<41> <{letters.encode('utf-16-be').hex()}>"
    table = f"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar {code} endbfchar"
    font = helvetica()
    font[name("ToUnicode")] = stream(table)
    return dictionary(F1=font)


def test_a_glyph_is_read_as_it_is_copied():
    data = made("BT /F1 9 Tf (A Person) Tj ET", Font=mapped("Hidden"))
    assert found(data) == [1]


@pytest.mark.parametrize("glyphs", [20_000, pytest.param(90_000, marks=pytest.mark.full)])
@pytest.mark.parametrize("letters", ["\u0315\u0300" * 15, "x" * 400, "a" * 30], ids=["marks", "many", "some"])
def test_a_glyph_for_many_letters_or_marks_keeps_no_build_busy(letters, glyphs):
    began = time.process_time()
    with suppress(UnreadableError):
        found(made(f"BT /F1 9 Tf ({'A' * 300_000}) Tj ET", Font=mapped(letters)))
    found(made(f"BT /F1 9 Tf ({'A' * glyphs}) Tj ET", Font=mapped(letters[:30])))
    assert time.process_time() - began < 20 * glyphs / 90_000


def test_streams_that_unpack_to_more_than_is_read_are_refused(monkeypatch):
    def holding(*sizes):
        def change(_, writer):
            for size in sizes:
                writer._add_object(stream(b" " * size).flate_encode(9))

        return made("", change)

    with pytest.raises(UnreadableError):
        found(holding(60_000_000))
    monkeypatch.setattr(pdf_contents, "MOST_BYTES", 2000)
    assert found(holding(1500)) == []
    with pytest.raises(UnreadableError):
        found(holding(1500, 1500))


@PARTS
@pytest.mark.parametrize("piece", ["q Q ", "(a) Tj ", "[(a) 1 (b)] TJ ", "/P << /A (b) >> BDC EMC ", "1 0 0 1 0 0 cm "])
def test_the_longest_content_that_is_read_takes_seconds(piece, part):
    began = time.process_time()
    assert found(made(piece * (5_900_000 // part // len(piece)))) == []
    assert time.process_time() - began < 30 / part


def test_streams_without_an_end_are_read_in_time():
    began = time.process_time()
    with suppress(UnreadableError):
        hits_of("a.pdf", made("BT ET") + b"stream\n" * 14_000, TERMS)
    assert time.process_time() - began < 5
