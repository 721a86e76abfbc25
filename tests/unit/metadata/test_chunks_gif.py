"""GIF: every block that is not the picture is named."""

import io

import pytest

from newsarchive.metadata.chunks import gif_traces
from newsarchive.metadata.scanner import DamagedError
from tests.traced import picture


def saved(**options):
    out = io.BytesIO()
    picture().save(out, "GIF", **options)
    return out.getvalue()


PLAIN = saved()


def found(data):
    return [(each.code, each.found) for each in gif_traces(data)]


def with_block(block):
    return PLAIN[:-1] + block + b";"


def test_a_picture_alone_has_none():
    assert found(PLAIN) == []
    assert found(saved(save_all=True, append_images=[picture().rotate(180)], loop=0, duration=100)) == []


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (b"!\xfe\x06SECRET\0", ("trace-comment", "GIF")),
        (b"!\x01\x0c" + bytes(12) + b"\x06SECRET\0", ("trace-comment", "GIF")),
        (b"!\xff\x0bXMP DataXMP\x06SECRET\0", ("trace", "XMP")),
        (b"!\xff\x0bICCRGBG1012\x06SECRET\0", ("trace", "ICC")),
        (b"!\xff\x0bSECRET12345\x01x\0", ("trace", "GIF application extension")),
        (b"!\x77\x01x\0", ("trace", "0x77")),
    ],
)
def test_a_block_is_named(block, expected):
    assert found(with_block(block)) == [expected]


def test_a_comment_as_pillow_writes_it():
    assert ("trace-comment", "GIF") in found(saved(comment=b"SECRET"))


def test_bytes_after_the_end_are_named():
    assert found(PLAIN + b"SECRET") == [("trace-trailing", "GIF")]


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", PLAIN[:-1], PLAIN[:40], PLAIN[:-1] + b"?;", PLAIN[:-1] + b"!\xfe\x06S"]
)
def test_what_has_no_end_is_damaged(data):
    with pytest.raises((DamagedError, IndexError)):
        found(data)
