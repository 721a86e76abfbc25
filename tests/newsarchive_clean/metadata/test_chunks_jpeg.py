"""JPEG: every segment that is not the picture is named."""

import pytest

from newsarchive_clean.metadata.chunks import bare_jpeg, jpeg_traces
from newsarchive_clean.metadata.scanner import DamagedError
from tests.traced import JUMBF, iptc, picture, plain, segment, traced, with_segments

PLAIN = plain("jpg")


def found(data):
    return [(each.code, each.found) for each in jpeg_traces(data)]


def saved(tmp_path, mode="RGB", **options):
    path = tmp_path / "a.jpg"
    picture().convert(mode).save(path, **options)
    return path.read_bytes()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"optimize": True}, {"restart_marker_rows": 1}])
def test_a_picture_alone_has_none(tmp_path, options):
    assert found(saved(tmp_path, **options)) == []
    # CMYK needs Adobe's segment to be shown rightly
    assert found(saved(tmp_path, "CMYK", **options)) == []


@pytest.mark.parametrize(
    ("marker", "body", "expected"),
    [
        (0xE1, b"Exif\0\0SECRET", ("trace", "EXIF")),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0SECRET", ("trace", "XMP")),
        (0xE1, b"http://ns.adobe.com/xmp/extension/\0SECRET", ("trace", "XMP")),
        (0xE1, b"anything", ("trace", "APP1")),
        (0xE2, b"ICC_PROFILE\0\1\1SECRET", ("trace", "ICC")),
        (0xE2, b"MPF\0SECRET", ("trace", "MPF")),
        (0xEB, b"JP\0\1\0\0\0\1" + JUMBF, ("trace", "C2PA")),
        (0xEB, b"JP\0\1", ("trace", "JUMBF")),
        (0xED, iptc(), ("trace", "IPTC")),
        (0xEE, b"Adobe SECRET and more", ("trace", "APP14")),
        (0xE0, b"JFXX\0\x10SECRET", ("trace-thumbnail", "JFIF")),
        (0xE0, b"JFIF\0\1\1\0\0\1\0\1\1\1SEC", ("trace-thumbnail", "JFIF")),
        (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0SECRET", ("trace-thumbnail", "JFIF")),
        (0xE0, b"AVI1SECRET", ("trace", "APP0")),
        (0xFE, b"SECRET", ("trace-comment", "COM")),
        (0xF7, b"SECRET", ("trace", "0xF7")),
    ],
)
def test_a_segment_is_named(marker, body, expected):
    assert found(with_segments(PLAIN, segment(marker, body))) == [expected]


@pytest.mark.parametrize("after", [b"\0", b"SECRET", PLAIN])
def test_bytes_after_the_end_are_named(after):
    assert found(PLAIN + after) == [("trace-trailing", "JPEG")]


def test_fill_bytes_before_a_marker_hide_nothing():
    assert found(PLAIN[:2] + b"\xff\xff" + segment(0xFE, b"SECRET") + PLAIN[2:]) == [("trace-comment", "COM")]


def test_a_comment_between_scans_is_named(tmp_path):
    data = saved(tmp_path, progressive=True)
    second = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    assert found(data[:second] + segment(0xFE, b"SECRET") + data[second:]) == [("trace-comment", "COM")]


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8\0\0", PLAIN[:-2], PLAIN[:20]]
)
def test_what_has_no_end_is_damaged(data):
    with pytest.raises(DamagedError):
        found(data)


def test_all_at_once():
    assert len(found(traced("jpg"))) >= 10


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
def test_a_picture_is_made_bare_without_being_coded_anew(tmp_path, options):
    plain_one = saved(tmp_path, **options)
    assert bare_jpeg(plain_one) == plain_one
    full = with_segments(plain_one, segment(0xFE, b"SECRET"), segment(0xE1, b"Exif\0SECRET")) + b"SECRET"
    assert bare_jpeg(full) == plain_one
    with pytest.raises(DamagedError):
        bare_jpeg(full[:40])
