"""Whatever a document holds, it is published without a trace, or refused by a fault of its own.

`FUZZ_EXAMPLES=2000` damages so many, anew each time.
"""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from newsarchive_clean.documents.rewriting import DocumentError, publish_document
from newsarchive_clean.metadata.scanner import traces_of
from tests.newsarchive.content.test_fuzz import examples
from tests.newsarchive_clean.documents.laying import base, laid

BASE = laid()
WORDS = [
    *(
        b"<<",
        b">>",
        b"[",
        b"]",
        b"(",
        b")",
        b"stream\n",
        b"endstream",
        b"endobj",
        b"null",
        b"true",
        b" 0 R",
        b"/Length 9",
    ),
    *(b"/Filter /LZWDecode", b"/Filter /ASCII85Decode", b"/Filter [/FlateDecode /DCTDecode]", b"/Filter /JBIG2Decode"),
    *(b"/Type /ObjStm", b"/Subtype /Form", b"/Subtype /Image", b"/Kids [3 0 R]", b"/Parent 3 0 R", b"/Encrypt << >>"),
    *(b"-1", b"99999999999", b"1e9", b".", b"\xff\xfe", b"\0", b"%", b"/Filter /Adobe.PubSec", b"/Rotate 91"),
]
damages = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 12), st.sampled_from(WORDS) | st.binary(max_size=8)),
    min_size=1,
    max_size=4,
)


def damaged(data, places):
    """Bytes, others in place of some."""
    for where, length, new in places:
        at = int(where * len(data))
        data = data[:at] + new + data[at + length :]
    return data


def assert_told(data):
    """Assert that a document is published bare or refused; whatever else is raised fails the test."""
    try:
        bare = publish_document(data)
    except DocumentError:
        return
    assert traces_of("a.pdf", bare) == ()
    assert publish_document(bare) == bare


@examples(60)
@given(damages)
def test_a_document_that_is_damaged_anywhere(places):
    assert_told(damaged(BASE, places))


@examples(100)
@given(st.integers(1, len(base())), damages)
def test_an_object_that_is_damaged(number, places):
    assert_told(laid({number: damaged(base()[number - 1], places)}))


STREAMS = [number for number, each in enumerate(base(), start=1) if b"/FlateDecode" in each]


@examples(100)
@given(st.sampled_from(STREAMS), damages)
def test_a_stream_that_is_damaged_within(number, places):
    head, _, rest = base()[number - 1].partition(b"\nstream\n")
    data = zlib.compress(damaged(zlib.decompress(rest.removesuffix(b"\nendstream")), places))
    fields, _, _ = head.rpartition(b"/Length")
    assert_told(laid({number: b"%s/Length %d >>\nstream\n%s\nendstream" % (fields, len(data), data)}))


@examples(60)
@given(damages)
def test_the_scanner_reads_whatever_it_is_given(places):
    assert isinstance(traces_of("a.pdf", damaged(BASE, places)), tuple)
