"""`make deploy` into a folder: what it says when the folder's disk refuses."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from newsarchive.cli.main import main
from newsarchive.deploying import releases
from tests.sites import NEWSROOM
from tests.unit.mirroring.publishing import Publication


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "there is no room left at the target\n"),
        (errno.EACCES, "the target refuses access: check the key or password, and the right to write there\n"),
        (errno.EROFS, "copying failed (Read-only file system)\n"),
    ],
)
def test_a_folder_that_takes_no_more_files_is_told_and_left_as_it_was(
    number: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No path is named: the log may be public, and the address of the file or the target may be not."""
    monkeypatch.setenv("STORE_PATH", str(tmp_path / "store"))
    copied: list[str] = []

    def copy(source: str, target: str) -> None:
        copied.append(target)
        if len(copied) == 3:
            raise OSError(number, os.strerror(number), source, None, target)
        Path(target).write_bytes(b"half")

    monkeypatch.setattr(releases.shutil, "copy2", copy)
    Publication(signers=()).write(tmp_path / "site")
    arguments = ("--output", str(tmp_path / "site"), "--to", str(tmp_path / "www"), "--language", "en")
    assert main(["deploy", *arguments, "--settings", str(NEWSROOM / "pelicanconf.py")]) == 1
    assert capsys.readouterr().err == words
    assert len(copied) == 3
    assert [path.name for path in (tmp_path / "www").iterdir()] == [".deploy.lock"]


def test_others_may_read_a_folder_that_a_deployment_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE_PATH", str(tmp_path / "store"))
    Publication(signers=()).write(tmp_path / "site")
    arguments = ("--output", str(tmp_path / "site"), "--to", str(tmp_path / "deep/www"), "--language", "en")
    mask = os.umask(0o077)
    try:
        assert main(["deploy", *arguments, "--settings", str(NEWSROOM / "pelicanconf.py")]) == 0
    finally:
        os.umask(mask)
    folders = ("deep", "deep/www", "deep/www/releases")
    assert {(tmp_path / folder).stat().st_mode & 0o777 for folder in folders} == {0o755}
