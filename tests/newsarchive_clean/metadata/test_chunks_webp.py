"""WebP: every chunk that is not the picture is named."""

import io
import struct

import pytest

from newsarchive_clean.metadata.chunks import bare_webp, webp_traces
from newsarchive_clean.metadata.scanner import DamagedError
from tests.traced import XMP, picture, plain, riff, with_riff

PLAIN = plain("webp")


def found(data):
    return [(each.code, each.found) for each in webp_traces(data)]


def saved(mode="RGB", **options):
    out = io.BytesIO()
    picture().convert(mode).save(out, "WEBP", **options)
    return out.getvalue()


MOVING = saved(save_all=True, append_images=[picture().rotate(180)])


def test_a_picture_alone_has_none():
    assert found(PLAIN) == []
    assert found(saved("RGBA", lossless=True)) == []
    assert found(MOVING) == []


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


def with_frame_chunk(data, more):
    """An animation with more bytes at the end of its first frame."""
    at = data.index(b"ANMF")
    size = struct.unpack("<I", data[at + 4 : at + 8])[0]
    changed = data[:at] + riff(b"ANMF", data[at + 8 : at + 8 + size] + more) + data[at + 8 + size + size % 2 :]
    return b"RIFF" + struct.pack("<I", len(changed) - 8) + changed[8:]


def test_a_chunk_in_a_frame_is_named():
    assert found(with_frame_chunk(MOVING, riff(b"TEXT", b"SECRET"))) == [("trace", "TEXT")]


@pytest.mark.parametrize("more", [b"", riff(b"EXIF", b"SECRET"), riff(b"XMP ", b"SECRETS") * 2])
def test_a_bare_picture_has_no_traces_in_its_frames_either(more):
    traced_one = with_riff(with_frame_chunk(MOVING, more), riff(b"XMP ", XMP), riff(b"odd ", b"SECRETS"))
    bare = bare_webp(traced_one)
    assert bare == MOVING
    assert found(bare) == []


@pytest.mark.parametrize("odd", [PLAIN, saved(lossless=True), saved("RGBA", lossless=True), MOVING])
def test_a_picture_without_traces_stays_as_it_is(odd):
    assert bare_webp(odd) == odd


def test_a_bare_picture_keeps_its_profile_and_is_told_of_the_orientation():
    profile, lying = riff(b"ICCP", b"profile"), riff(b"EXIF", b"II*\0")
    bare = bare_webp(with_riff(MOVING, profile, riff(b"EXIF", b"SECRET")), lying)
    assert bare[12:].endswith(profile + lying)
    assert bare[20] & 0x0C == 0x08
    assert b"SECRET" not in bare


def test_a_frame_that_ends_early_is_damaged():
    for act in (found, bare_webp):
        with pytest.raises(DamagedError):
            act(with_frame_chunk(MOVING, b"EXIF\xff\0\0\0"))


def test_bytes_after_the_end_are_named():
    assert found(PLAIN + b"SECRET") == [("trace-trailing", "WebP")]


@pytest.mark.parametrize("data", [b"", b"RIFF\x04\0\0\0WEBP", PLAIN[:-1], PLAIN[:12], b"RIFF\xff\0\0\0WAVE"])
def test_what_ends_early_is_damaged(data):
    with pytest.raises(DamagedError):
        found(data)


def test_a_chunk_longer_than_the_file_is_damaged():
    with pytest.raises(DamagedError):
        found(with_riff(PLAIN, b"EXIF\xff\xff\0\0"))
