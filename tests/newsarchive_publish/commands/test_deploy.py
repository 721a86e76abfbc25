"""`newsarchive deploy` into a folder: what it says when the folder's disk refuses."""

from __future__ import annotations

import errno
import os
import re
import subprocess
from pathlib import Path

import pytest

from newsarchive.cli.main import main
from newsarchive.digests import digest
from newsarchive_publish.deploying import releases
from newsarchive_publish.integrity.checksums import unlisted_digest, unlisted_file
from tests.newsarchive.cli.desks import status_of
from tests.newsarchive_publish.mirroring.publishing import PAGES, Publication
from tests.sites import NEWSROOM


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
    arguments = ("--output", str(tmp_path / "site"), str(tmp_path / "www"), "--language", "en")
    assert status_of(main, ["deploy", *arguments, "--settings", str(NEWSROOM / "pelicanconf.py")]) == 1
    assert capsys.readouterr().err == words
    assert len(copied) == 3
    assert [path.name for path in (tmp_path / "www").iterdir()] == [".deploy.lock"]


def test_others_may_read_a_folder_that_a_deployment_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE_PATH", str(tmp_path / "store"))
    Publication(signers=()).write(tmp_path / "site")
    arguments = ("--output", str(tmp_path / "site"), str(tmp_path / "deep/www"), "--language", "en")
    mask = os.umask(0o077)
    try:
        assert status_of(main, ["deploy", *arguments, "--settings", str(NEWSROOM / "pelicanconf.py")]) == 0
    finally:
        os.umask(mask)
    folders = ("deep", "deep/www", "deep/www/releases")
    assert {(tmp_path / folder).stat().st_mode & 0o777 for folder in folders} == {0o755}


def test_whoever_takes_an_address_out_of_the_public_lists_is_told_that_older_releases_still_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STORE_PATH", str(tmp_path / "store"))
    place = tmp_path / "www"
    arguments = ("--output", str(tmp_path / "site"), str(place), "--language", "en")
    settings = ("--settings", str(NEWSROOM / "pelicanconf.py"))
    path, page = "en/2022/gone/index.html", tmp_path / "site/en/2022/gone/index.html"
    first = Publication(files={**PAGES, path: b"words"}, signers=()).write(tmp_path / "site")
    assert status_of(main, ["deploy", *arguments, *settings]) == 0
    unlisted = unlisted_file([unlisted_digest(path, digest(b"withdrawn"))])
    second = first.then({path: None, "SHA256SUMS.unlisted": unlisted}).write(tmp_path / "site")
    page.parent.mkdir(parents=True)
    page.write_bytes(b"withdrawn")
    capsys.readouterr()
    assert status_of(main, ["deploy", *arguments, *settings]) == 0
    (command,) = re.findall(r"older releases still have .+ delete them: (find .+)\n", capsys.readouterr().out)
    subprocess.run(["sh", "-c", command], cwd=place, check=True)
    assert [path.name for path in (place / "releases").iterdir()] == [(place / "current").resolve().name]
    assert (place / "current" / path).read_bytes() == b"withdrawn"
    second.then({"index.html": b"home again"}).write(tmp_path / "site")
    page.parent.mkdir(parents=True)
    page.write_bytes(b"withdrawn")
    assert status_of(main, ["deploy", *arguments, *settings]) == 0
    assert "older releases" not in capsys.readouterr().out


@pytest.mark.parametrize("left", [b"altered", None], ids=["altered", "renamed"])
def test_no_message_names_an_address_that_is_not_public(
    left: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STORE_PATH", str(tmp_path / "store"))
    unlisted = unlisted_file([unlisted_digest("en/2022/hidden/index.html", digest(b"hidden"))])
    Publication(files={**PAGES, "SHA256SUMS.unlisted": unlisted}, signers=()).write(tmp_path / "site")
    page = tmp_path / "site/en/2022/hidden" / ("index.html" if left else "index.html~")
    page.parent.mkdir(parents=True)
    page.write_bytes(left or b"hidden")
    arguments = ("--output", str(tmp_path / "site"), str(tmp_path / "www"), "--language", "en")
    assert status_of(main, ["deploy", *arguments, "--settings", str(NEWSROOM / "pelicanconf.py")]) == 1
    said = capsys.readouterr().err
    assert "hidden" not in said
    assert "OK" not in said
    assert "not in the list: 1 file whose address is not public" in said
    # beside public files, the name helps
    page.unlink()
    (page.parent / "index.html").write_bytes(b"hidden")
    (tmp_path / "site/.DS_Store").write_bytes(b"x")
    assert status_of(main, ["deploy", *arguments, "--settings", str(NEWSROOM / "pelicanconf.py")]) == 1
    assert "not in the list: .DS_Store" in capsys.readouterr().err
