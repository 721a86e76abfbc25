"""`newsarchive zim`: what it says if it cannot write."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from newsarchive.books.zim import SiteArchive
from newsarchive.cli import exports
from newsarchive.cli.main import main

writer = pytest.importorskip("libzim.writer")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that counts as the ZIP file of a site."""
    source = SiteArchive({}, "", b"")
    monkeypatch.setattr(exports, "source_of", lambda _: source)
    monkeypatch.setattr(SiteArchive, "metadata", {"Language": "eng"})
    monkeypatch.setattr(SiteArchive, "language", "en")
    path = tmp_path / "archive-en-site.zip"
    path.write_bytes(b"zip")
    return path


def _told(site: Path, to: Path, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["zim", str(site), "--to", str(to)])
    assert ended.value.code == 1
    return capsys.readouterr().err


def test_what_is_wrong_is_told_with_its_own_path(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "nowhere"
    assert _told(nowhere, tmp_path / "a.zim", capsys) == f"settings: {nowhere}: No such file or directory\n"
    assert _told(site, nowhere / "a.zim", capsys) == f"settings: {nowhere / 'a.zim'}: No such file or directory\n"
    nowhere.mkdir()
    assert _told(site, nowhere, capsys) == f"settings: {nowhere}: Is a directory\n"


def test_only_a_zim_file_is_replaced(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "write_zim", lambda _, path: path.write_bytes(b"ZIM\x04new"))
    to = tmp_path / "a.zim"
    to.write_bytes(b"ZIM\x04old")
    assert main(["zim", str(site), "--to", str(to)]) == 0
    assert to.read_bytes() == b"ZIM\x04new"


@pytest.mark.parametrize("name", ["letter.txt", "archive-en-site.zip"])
def test_a_file_that_is_no_zim_file_stays(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.setattr(exports, "write_zim", lambda _, path: path.write_bytes(b"ZIM\x04new"))
    other = tmp_path / name
    other.write_bytes(b"zip")
    assert (
        _told(site, other, capsys) == f"settings: {other}: this file exists, and is no ZIM file; choose another name\n"
    )
    assert other.read_bytes() == b"zip"


def test_libzim_says_not_why_it_cannot_write(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError("Unknown exception")

    monkeypatch.setattr(writer, "Creator", failing)
    told = _told(site, tmp_path / "a.zim", capsys)
    assert told == f"settings: {site}: libzim could not write the file; is there room for it? (Unknown exception)\n"


def test_a_full_disk_is_named_as_everywhere(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(exports, "write_zim", full)
    assert _told(site, tmp_path / "a.zim", capsys).startswith("the disk is full; free some space")
    assert [path.name for path in tmp_path.iterdir()] == [site.name]
