"""WebP: every chunk that is not the picture is named."""

import io
import struct

import pytest

from newsarchive.metadata.chunks import webp_traces
from newsarchive.metadata.scanner import DamagedError
from tests.traced import XMP, picture, plain, riff, with_riff

PLAIN = plain("webp")


def found(data):
    return [(each.code, each.found) for each in webp_traces(data)]


def saved(mode="RGB", **options):
    out = io.BytesIO()
    picture().convert(mode).save(out, "WEBP", **options)
    return out.getvalue()


def test_a_picture_alone_has_none():
    assert found(PLAIN) == []
    assert found(saved("RGBA", lossless=True)) == []
    assert found(saved(save_all=True, append_images=[picture().rotate(180)])) == []


@pytest.mark.parametrize(
    ("kind", "body", "name"),
    [
        (b"EXIF", b"II*\0", "EXIF"),
        (b"XMP ", XMP, "XMP"),
        (b"ICCP", b"SECRET", "ICC"),
        (b"C2PA", b"SECRET", "C2PA"),
        (b"TEXT", b"SECRET", "TEXT"),
    ],
)
def test_a_chunk_is_named(kind, body, name):
    assert found(with_riff(PLAIN, riff(kind, body))) == [("trace", name)]


def test_a_chunk_in_a_frame_is_named():
    data = saved(save_all=True, append_images=[picture().rotate(180)])
    at = data.index(b"ANMF")
    size = struct.unpack("<I", data[at + 4 : at + 8])[0]
    frame = data[at + 8 : at + 8 + size] + riff(b"TEXT", b"SECRET")
    changed = data[:at] + riff(b"ANMF", frame) + data[at + 8 + size + size % 2 :]
    assert found(b"RIFF" + struct.pack("<I", len(changed) - 8) + changed[8:]) == [("trace", "TEXT")]


def test_bytes_after_the_end_are_named():
    assert found(PLAIN + b"SECRET") == [("trace-trailing", "WebP")]


@pytest.mark.parametrize("data", [b"", b"RIFF\x04\0\0\0WEBP", PLAIN[:-1], PLAIN[:12], b"RIFF\xff\0\0\0WAVE"])
def test_what_ends_early_is_damaged(data):
    with pytest.raises(DamagedError):
        found(data)


def test_a_chunk_longer_than_the_file_is_damaged():
    with pytest.raises(DamagedError):
        found(with_riff(PLAIN, b"EXIF\xff\xff\0\0"))
