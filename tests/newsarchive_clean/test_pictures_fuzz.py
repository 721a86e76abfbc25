"""Whatever stands in a picture's EXIF or anywhere in its bytes, it is published bare, or refused by a fault of its own.

`FUZZ_EXAMPLES=2000` damages so many, anew each time.
"""

import struct

from hypothesis import given
from hypothesis import strategies as st

from newsarchive_clean.metadata.scanner import traces_of
from newsarchive_clean.pictures import PictureError
from tests.newsarchive.content.test_fuzz import examples
from tests.newsarchive.media.published import render_picture
from tests.traced import FORMATS, chunk, plain, riff, segment, traced, with_chunks, with_riff, with_segments

KINDS = [kind for kind in FORMATS if kind != "tif"]
TAGS = (0x0112, 0x010F, 0x0100, 0x0132, 0x0201, 0x0202, 0x8298, 0x8769, 0x8825, 0x927C, 0x9286, 0xA005, 0xA302)
entries = st.tuples(
    st.sampled_from(TAGS) | st.integers(0, 65535),
    st.integers(0, 14),  # the types of TIFF, and two that there are not
    st.sampled_from((0, 1, 2, 3, 4, 100, 0xFFFFFFFF)),
    st.binary(min_size=4, max_size=4),
)


def exif(order, rows, rest):
    """An EXIF block of these entries: tag, type, count and value or its place."""
    body = b"".join(struct.pack(f"{order}HHI", tag, kind, count) + value for tag, kind, count, value in rows)
    start = {"<": b"II", ">": b"MM"}[order] + struct.pack(f"{order}HI", 42, 8)
    return start + struct.pack(f"{order}H", len(rows)) + body + bytes(4) + rest


def with_exif(kind, block):
    """A picture of a kind with an EXIF block."""
    if kind == "jpg":
        return with_segments(plain(kind), segment(0xE1, b"Exif\0\0" + block))
    if kind == "png":
        return with_chunks(plain(kind), chunk(b"eXIf", block))
    header = riff(b"VP8X", bytes((8, 0, 0, 0)) + struct.pack("<I", 47)[:3] + struct.pack("<I", 23)[:3])
    data = plain(kind)
    return with_riff(data[:12] + header + data[12:], riff(b"EXIF", block))


def assert_told(data, name):
    """Assert that a picture is published bare or refused; whatever else is raised fails the test."""
    try:
        rendered = render_picture(data, name)
    except PictureError:
        return
    assert traces_of(name, rendered.itself.content) == ()


@examples(60)
@given(
    st.sampled_from(KINDS),
    st.sampled_from("<>"),
    st.lists(entries, max_size=6),
    st.binary(max_size=40),
)
def test_a_picture_with_any_exif(kind, order, rows, rest):
    orientation = (0x0112, 3, 1, struct.pack(f"{order}HH", 6, 0))
    assert_told(with_exif(kind, exif(order, [orientation, *rows], rest)), f"p.{kind}")


@examples(60)
@given(st.sampled_from(KINDS), st.floats(0, 1, exclude_max=True), st.integers(0, 12), st.binary(max_size=12))
def test_a_picture_that_is_damaged_anywhere(kind, where, length, new):
    data = traced(kind)
    at = int(where * len(data))
    assert_told(data[:at] + new + data[at + length :], f"p.{kind}")
