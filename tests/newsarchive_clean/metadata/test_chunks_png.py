"""PNG: every chunk that is not the picture is named."""

import io
import zlib

import pytest
from PIL import Image

from newsarchive_clean.metadata.chunks import png_traces
from newsarchive_clean.metadata.scanner import DamagedError
from tests.traced import XMP, chunk, picture, plain, with_chunks

PLAIN = plain("png")


def found(data):
    return [(each.code, each.found) for each in png_traces(data)]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "1", "I;16"])
def test_a_picture_alone_has_none(mode):
    out = io.BytesIO()
    made = Image.new(mode, (9, 9)) if mode == "I;16" else picture().convert(mode)
    made.save(out, "PNG", **({"transparency": 0} if mode == "P" else {}))
    assert found(out.getvalue()) == []


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        (b"eXIf", b"II*\0", ("trace", "EXIF")),
        (b"iCCP", b"SECRET\0\0" + zlib.compress(b"x"), ("trace", "ICC")),
        (b"caBX", b"SECRET", ("trace", "C2PA")),
        (b"tIME", b"\x07\xe7\x0a\x0c\x09\x1e\0", ("trace", "tIME")),
        (b"pHYs", bytes(9), ("trace", "pHYs")),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP, ("trace", "XMP")),
        (b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(b"SECRET"), ("trace", "EXIF")),
        (b"zTXt", b"Raw profile type APP1\0\0" + zlib.compress(b"SECRET"), ("trace", "EXIF")),
        (b"tEXt", b"Raw profile type iptc\0SECRET", ("trace", "IPTC")),
        (b"tEXt", b"SECRET\0SECRET", ("trace-comment", "tEXt")),
        (b"iTXt", b"SECRET\0\0\0\0\0SECRET", ("trace-comment", "iTXt")),
        (b"prVt", b"SECRET", ("trace", "prVt")),
        (b"IEND", b"SECRET", ("trace", "IEND")),
    ],
)
def test_a_chunk_is_named_and_its_words_are_not(kind, body, expected):
    data = with_chunks(PLAIN, chunk(kind, body))
    if kind == b"IEND":
        data = PLAIN[:-12] + chunk(kind, body)
    assert found(data) == [expected]


def test_bytes_after_the_end_are_named():
    assert found(PLAIN + b"\0") == [("trace-trailing", "PNG")]


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", PLAIN[:8], PLAIN[:-1], PLAIN[:8] + bytes(40)])
def test_what_has_no_end_is_damaged(data):
    with pytest.raises(DamagedError):
        found(data)
