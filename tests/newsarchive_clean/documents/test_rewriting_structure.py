"""Screen readers are told of what is drawn on the published pages, and of nothing else."""

import io
import re

import pytest
from pypdf import PdfReader, PdfWriter

from newsarchive_clean.documents import contents, copying, resources, rewriting
from newsarchive_clean.documents.rewriting import DocumentError, DocumentStructure, publish_document
from newsarchive_clean.metadata.scanner import traces_of
from tests.attacks.pdfs import stream
from tests.newsarchive_clean.documents.laying import CONTENT, base, deflated, holds, laid

WORDS = b" /Alt (CANARY) /ActualText (CANARY) /Lang (CANARY) /ID (CANARY)"
MARKED = b"\n/Figure << /MCID 5 >> BDC %s EMC"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /StructParents 2"


def element(kids, *, content=CONTENT, words=WORDS, more=None, kind=b"/Figure", page=b"/Pg 3 0 R"):
    """The document with an element beside the one that is drawn."""
    own = b"<< /Type /StructElem /S %s /P 23 0 R %s%s /K %s >>" % (kind, page, words, kids)
    tree = base()[22].replace(b"/K 24 0 R", b"/K [24 0 R 33 0 R]").replace(b"[24 0 R]", b"[24 0 R 33 0 R]", 1)
    return laid({4: deflated(content), 23: tree, 33: own, 35: base()[2]} | (more or {}))


def published(data):
    bare = publish_document(data)
    assert traces_of("a.pdf", bare) == ()
    assert publish_document(bare) == bare
    return bare


GONE = {
    "on a page that was taken out": element(b"0", page=b"/Pg 35 0 R"),
    "on a page that is null": element(b"0", page=b"/Pg 36 0 R"),
    "on no page": element(b"0", page=b""),
    "by a reference to content": element(b"<< /Type /MCR /Pg 35 0 R /MCID 0 >>"),
    "without content": element(b"[]"),
    "with an element without content": element(b"[<< /Type /StructElem /S /P /P 33 0 R /Alt (CANARY) >>]"),
    "of a number that no content has": element(b"9"),
    "of content of which nothing is drawn": element(b"5", content=CONTENT + MARKED % b""),
    "of content with instructions that draw nothing": element(
        b"5", content=CONTENT + MARKED % b"q 1 g () Tj [9] TJ n Q"
    ),
    "of content that ends before it is drawn": element(b"5", content=CONTENT + MARKED % b"" + b" 0 0 9 9 re f"),
    "of content that does not end": element(b"5", content=CONTENT + b"\n/Figure << /MCID 5 >> BDC"),
    "of a picture that was taken out": element(b"5", content=CONTENT + MARKED % b"/None Do"),
    "of a link within the document": element(b"<< /Type /OBJR /Obj 34 0 R >>"),
    "of a form that no page shows": element(
        b"<< /Type /MCR /Stm 34 0 R /MCID 0 >>", more={34: stream(b"/P << /MCID 0 >> BDC 0 0 9 9 re f EMC", FORM)}
    ),
    "partly on a page that was taken out": element(b"[0 << /Type /MCR /Pg 35 0 R /MCID 0 >>]", words=b" /Alt (CANARY)"),
    "over an element on a page that was taken out": element(
        b"[0 << /Type /StructElem /S /P /Pg 35 0 R /K 0 >>]", words=b" /Alt (CANARY)"
    ),
    "in a row of which nothing is drawn": element(
        b"[34 0 R]", kind=b"/TR", more={34: b"<< /Type /StructElem /S /TD /P 33 0 R /K 9 /Alt (CANARY) >>"}
    ),
    "in the content": laid({4: deflated(CONTENT + b"\n/Span << /Alt (CANARY) /ActualText (CANARY) >> BDC EMC")}),
}


@pytest.mark.parametrize("name", GONE)
def test_words_for_what_is_not_drawn_are_not_published(name):
    assert holds(GONE[name])
    assert not holds(published(GONE[name]))


DRAWN = b"<< /Type /MCR /Pg 3 0 R /MCID 0 >>"
TOLD = {
    "a number": element(b"0", words=b" /Alt (Told)"),
    "a number of the page above": element(
        b"[<< /Type /StructElem /S /Figure /P 33 0 R /K 0 /Alt (Told) >>]", words=b""
    ),
    "a reference to content": element(DRAWN, words=b" /Alt (Told)", page=b""),
    "a link": element(b"<< /Type /OBJR /Obj 25 0 R >>", words=b" /Alt (Told)"),
    "a line": element(b"5", content=CONTENT + MARKED % b"0 0 m 9 9 l S", words=b" /Alt (Told)"),
    "content within other content": element(
        b"5", content=CONTENT + MARKED % b"/Span BMC 0 0 9 9 re f EMC", words=b" /Alt (Told)"
    ),
    "content in a form": element(
        b"<< /Type /MCR /Pg 3 0 R /Stm 15 0 R /MCID 0 >>",
        words=b" /Alt (Told)",
        more={15: stream(b"/P << /MCID 0 >> BDC 0 0 9 9 re f EMC", FORM)},
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_words_for_what_is_drawn_stay(name):
    assert b"/Alt (Told)" in published(TOLD[name]).replace(b"/Alt(", b"/Alt (")


def test_an_empty_cell_of_a_table_stays_and_its_words_go():
    cells = b"[34 0 R << /Type /StructElem /S /TD /P 33 0 R /K 9 /Alt (CANARY) /Lang (CANARY) >>]"
    bare = published(
        element(cells, kind=b"/TR", words=b"", more={34: b"<< /Type /StructElem /S /TD /P 33 0 R /Pg 3 0 R /K 0 >>"})
    )
    assert not holds(bare)
    assert bare.count(b"/S /TD") == 2


def test_a_page_that_a_program_takes_out_takes_its_words_along():
    two = element(b"0", page=b"/Pg 35 0 R", more={2: b"<< /Type /Pages /Kids [3 0 R 35 0 R] /Count 2 >>"})
    assert holds(publish_document(two))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(two)))
    writer.remove_page(1)
    out = io.BytesIO()
    writer.write(out)
    assert holds(out.getvalue())
    assert not holds(published(out.getvalue()))
    assert not re.search(rb"/Kids ?\[[^]]*R [^]]*\]", publish_document(out.getvalue()))


FILTERS = {
    "of a number that no content has": lambda patch: patch.setattr(DocumentStructure, "_is_drawn", lambda *_: True),
    "of content of which nothing is drawn": lambda patch: patch.setattr(
        DocumentStructure, "_is_drawn", lambda *_: True
    ),
    "without content": lambda patch: patch.setattr(DocumentStructure, "_emptied", lambda _, __, made: made),
    "in the content": lambda patch: patch.setattr(contents, "_silence", lambda *_: None),
}


@pytest.mark.parametrize("name", FILTERS)
def test_the_scanner_finds_words_for_what_is_not_drawn(name, monkeypatch):
    FILTERS[name](monkeypatch)
    _assert_found(GONE[name], monkeypatch)


@pytest.mark.parametrize("path", [b"(C:\\\\Users\\\\CANARY)", b"(CANARY.jpg)", b"<FEFF 0043 003A 005C 0043 0041>"])
@pytest.mark.parametrize("number", [4, 24])
def test_the_scanner_finds_the_path_of_a_file(path, number, monkeypatch):
    content = deflated(CONTENT + b"\n/Span << /Alt " + path + b" >> BDC 0 0 9 9 re f EMC")
    own = {4: content, 24: base()[23].replace(b"(An alternative)", path)}
    monkeypatch.setattr(copying, "told", copying.text_bytes)
    monkeypatch.setattr(resources, "told", copying.text_bytes)
    _assert_found(laid({number: own[number]}), monkeypatch)


def _assert_found(data, monkeypatch):
    with pytest.raises(DocumentError) as refused:
        publish_document(data)
    assert refused.value.code == "document-traces"
    monkeypatch.setattr(rewriting, "traces_of", lambda *_: ())
    assert publish_document(data)
