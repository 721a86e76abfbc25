"""ZIP files with the same bytes everywhere."""

from __future__ import annotations

import io
import zipfile

import pytest

from newsarchive.zip_file import packed, zip_of

MEMBERS = {"mimetype": b"application/epub+zip", "a/b.html": b"words " * 200, "ə/photo.webp": b"\x00\x01" * 40}


def _container() -> bytes:
    return b"".join(zip_of(packed(name, data, store=name == "mimetype") for name, data in MEMBERS.items()))


def test_other_programs_read_what_is_written() -> None:
    with zipfile.ZipFile(io.BytesIO(_container())) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == MEMBERS
        assert [(each.date_time, each.external_attr, each.extra) for each in opened.infolist()] == [
            ((1980, 1, 1, 0, 0, 0), 0o100644 << 16, b"")
        ] * 3
        assert [each.compress_type for each in opened.infolist()] == [0, 8, 0]


def test_the_compressor_is_the_pinned_one() -> None:
    """Another version of libdeflate would write other bytes: then STATE of the same commit would differ."""
    assert packed("a", b"words " * 200).data.hex() == "2bcf2f4a2956281f2547c95172941cf42400"


def test_a_container_that_old_programs_could_not_open_is_refused() -> None:
    member = packed("a", b"")
    zip_of([member] * 0xFFFE)
    with pytest.raises(ValueError, match="65535 files"):
        zip_of([member] * 0xFFFF)
