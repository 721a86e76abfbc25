"""The list of a build's files stands beside the output folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.build.errors import BuildError
from newsarchive.build.output import manifest_path, read_manifest, write_manifest


def test_what_was_written_is_read_back_and_lies_outside_the_folder(tmp_path: Path) -> None:
    output = tmp_path / "output"
    output.mkdir()
    assert read_manifest(output) == set()
    write_manifest(output, {"en/index.html", "az/ə.html", "404.html"})
    assert read_manifest(output) == {"en/index.html", "az/ə.html", "404.html"}
    assert manifest_path(output) == tmp_path / ".output.files"
    assert manifest_path(output).read_text("utf-8") == "404.html\naz/ə.html\nen/index.html\n"
    assert list(output.iterdir()) == []


def test_an_unchanged_list_is_not_written_again(tmp_path: Path) -> None:
    write_manifest(tmp_path / "output", ["b", "a"])
    before = manifest_path(tmp_path / "output").stat().st_mtime_ns
    write_manifest(tmp_path / "output", ["a", "b"])
    assert manifest_path(tmp_path / "output").stat().st_mtime_ns == before


def test_nobody_else_reads_which_pages_are_hidden(tmp_path: Path) -> None:
    output = tmp_path / "output"
    write_manifest(output, ["a"])
    assert manifest_path(output).stat().st_mode & 0o777 == 0o600
    manifest_path(output).chmod(0o644)  # by an earlier version
    write_manifest(output, ["a"])
    assert manifest_path(output).stat().st_mode & 0o777 == 0o600


def test_another_users_list_ends_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> str:
        raise PermissionError

    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(BuildError, match=r"\.output\.files cannot be read"):
        read_manifest(tmp_path / "output")
