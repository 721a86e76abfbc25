"""What a scanner finds in ZIP and EPUB files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image

from newsarchive.zip_file import packed, zip_of
from newsarchive_clean.metadata.archives import members_of
from newsarchive_clean.metadata.scanner import DamagedError, Trace, traces_of

GOOD = b"".join(zip_of([packed("mimetype", b"application/epub+zip", store=True), packed("a/b.html", b"words " * 50)]))


def _other(change: Callable[[zipfile.ZipInfo], object] = id, comment: bytes = b"") -> bytes:
    """A file as another program writes it, as ours but for one change."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        info = zipfile.ZipInfo("a.html")
        info.external_attr = 0o100644 << 16
        change(info)
        made.writestr(info, b"words")
        made.comment = comment
    return out.getvalue()


def test_what_we_write_has_nothing_to_find() -> None:
    assert traces_of("editions/en/a.epub", GOOD) == ()
    assert traces_of("editions/en/a.zip", _other()) == ()
    assert dict(members_of(GOOD))["a/b.html"] == b"words " * 50


@pytest.mark.parametrize(
    ("found", "data"),
    [
        ("ZIP date", _other(lambda info: setattr(info, "date_time", (2026, 11, 27, 1, 2, 4)))),
        ("ZIP mode", _other(lambda info: setattr(info, "external_attr", 0o100600 << 16))),
        ("ZIP extra field", _other(lambda info: setattr(info, "comment", b"by me"))),
        ("ZIP name", _other(lambda info: setattr(info, "filename", "../a.html"))),
    ],
)
def test_what_a_program_writes_of_itself_is_a_trace(found: str, data: bytes) -> None:
    assert traces_of("a.zip", data) == (Trace("trace", found),)


@pytest.mark.parametrize(
    "data",
    [
        _other(comment=b"packed on my computer"),
        b"PK\3\4" + GOOD,
        GOOD[:-1],
        GOOD[:-22] + b"hidden" + GOOD[-22:],
        GOOD.replace(b"application", b"Application"),
        b"PK\3\4",
        _other(lambda info: setattr(info, "extra", b"\x01\x99\x02\x00ab")),
    ],
)
def test_what_is_hidden_around_the_members_is_damage(data: bytes) -> None:
    assert traces_of("a.epub", data) == (Trace("file-damaged", "ZIP"),)


def test_members_are_scanned_by_their_own_types() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif)
    photograph = out.getvalue()
    data = b"".join(zip_of([packed("a.jpg", photograph)]))
    assert traces_of("a.zip", data) == traces_of("a.jpg", photograph) != ()
    inner = b"".join(zip_of([packed("tool.exe", b"MZ\x00\x01")]))
    assert [each.code for each in traces_of("a.zip", inner)] == ["file-unknown"]


def test_more_than_it_says_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive_clean.metadata.archives.MOST_BYTES", 100)
    with pytest.raises(DamagedError):
        list(members_of(GOOD))


def test_a_zip_by_another_name_is_refused() -> None:
    assert [each.code for each in traces_of("a.docx", GOOD)] == ["file-unknown"]
    assert [each.code for each in traces_of("a.jpg", GOOD)] == ["file-type"]
