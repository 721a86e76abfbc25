"""AVIF: every box that is not the picture is named."""

import io

import pytest

from newsarchive_clean.metadata.avif import avif_traces
from newsarchive_clean.metadata.scanner import DamagedError
from tests.traced import XMP, exif, picture


def saved(mode="RGB", **options):
    out = io.BytesIO()
    picture().convert(mode).save(out, "AVIF", max_threads=1, **options)
    return out.getvalue()


PLAIN = saved()


def box(kind, body):
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def found(data):
    return [(each.code, each.found) for each in avif_traces(data)]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_a_picture_alone_has_none(mode):
    assert found(saved(mode)) == []


@pytest.mark.parametrize(
    ("options", "name"),
    [({"exif": exif().tobytes()}, "EXIF"), ({"xmp": XMP}, "XMP"), ({"icc_profile": b"SECRET" * 30}, "ICC")],
)
def test_what_pillow_adds_is_named(options, name):
    assert found(saved(**options)) == [("trace", name)]


@pytest.mark.parametrize(
    ("added", "name"),
    [
        (box(b"uuid", bytes.fromhex("d8fec3d61b0e483c92975828877ec481") + b"SECRET"), "C2PA"),
        (box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + XMP), "XMP"),
        (box(b"uuid", b"SECRET"), "UUID"),
        (box(b"jumb", b"SECRET"), "C2PA"),
        (box(b"free", b"SECRET"), "free"),
        (box(b"moov", b"SECRET"), "moov"),
        (b"\0\0\0\1moov\0\0\0\0\0\0\0\x16SECRET", "moov"),
        (b"\0\0\0\0moovSECRET", "moov"),
    ],
)
def test_a_box_is_named(added, name):
    assert found(PLAIN + added) == [("trace", name)]


@pytest.mark.parametrize("after", [b"SECRET", b"\xff\xff\xff\xffSECRET"])
def test_bytes_after_the_end_are_named(after):
    assert found(PLAIN + after) == [("trace-trailing", "AVIF")]


def test_bytes_between_the_pixels_are_named():
    at = PLAIN.index(b"mdat")
    size = int.from_bytes(PLAIN[at - 4 : at], "big")
    longer = PLAIN[: at - 4] + (size + 6).to_bytes(4, "big") + PLAIN[at:] + b"SECRET"
    assert found(longer) == [("trace-trailing", "mdat")]
    assert found(PLAIN + box(b"mdat", b"SECRET")) == [("trace-trailing", "mdat")]


def test_names_that_somebody_gave_are_named():
    assert found(PLAIN.replace(b"Color\0", b"SECRE\0")) == [("trace-comment", "infe")]
    at = PLAIN.index(b"hdlr")
    name = at + 4 + 24
    assert found(PLAIN[:name] + b"S" + PLAIN[name + 1 :]) == [("trace-comment", "hdlr")]


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", PLAIN.replace(b"\0\0\0\x14ispe", b"\0\0\1\x14ispe")])
def test_what_is_built_otherwise_is_damaged(data):
    with pytest.raises(DamagedError):
        found(data)
