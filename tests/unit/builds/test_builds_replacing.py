"""The output folder is replaced whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from plugins.builds import replacing
from plugins.builds.leftovers import finish_interrupted
from plugins.builds.modes import readable
from plugins.builds.replacing import new_stage, remove_files, replace_output
from plugins.builds.staging import Stage


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True, params=["few files", "many files"])
def _either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few files are moved one by one, many with the whole folder."""
    if request.param == "many files":
        monkeypatch.setattr(replacing, "FEW", 0)


def put(output: Path, files: dict[str, bytes], stale: Iterable[str]) -> tuple[int, int]:
    """Build an output that holds the files; how many were written and removed."""
    finish_interrupted(output)
    with readable(), Stage(output, {}, ()) as stage:
        changed = {path for path, content in files.items() if stage.take(path, content)[1]}
        return len(changed), replace_output(output, stage.folder, changed, stale).removed


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "output"
    put(folder, {"index.html": b"one", "en/a/index.html": b"a", "en/b/index.html": b"b"}, ())
    (folder / "CNAME").write_bytes(b"archive.test")
    return folder


def test_a_first_build_makes_the_folder(tmp_path: Path) -> None:
    assert put(tmp_path / "deep" / "output", {"a/index.html": b"x"}, ()) == (1, 0)
    assert _files(tmp_path / "deep") == {"output/a/index.html": b"x"}


def test_what_changed_is_written_what_is_stale_goes_and_the_rest_stays(output: Path) -> None:
    kept = (output / "en/a/index.html").stat()
    done = put(output, {"index.html": b"two", "en/a/index.html": b"a"}, {"en/b/index.html", "gone.html"})
    assert done == (1, 1)
    assert _files(output) == {"index.html": b"two", "en/a/index.html": b"a", "CNAME": b"archive.test"}
    assert not (output / "en/b").exists()
    now = (output / "en/a/index.html").stat()
    assert (now.st_ino, now.st_mtime_ns) == (kept.st_ino, kept.st_mtime_ns)
    assert [path.name for path in output.parent.iterdir()] == ["output"]


def test_with_nothing_to_do_nothing_is_touched(output: Path) -> None:
    before = output.stat()
    assert put(output, {"index.html": b"one"}, {"gone.html"}) == (0, 0)
    assert (output.stat().st_ino, output.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_empty_folders_and_links_of_others_are_kept(output: Path, tmp_path: Path) -> None:
    (output / "empty").mkdir()
    (output / "link").symlink_to(tmp_path)
    (output / "file-link").symlink_to("CNAME")
    put(output, {"index.html": b"two"}, ())
    assert (output / "empty").is_dir()
    assert (output / "link").readlink() == tmp_path
    assert (output / "file-link").read_bytes() == b"archive.test"


def test_a_folder_may_become_a_file_and_a_file_a_folder(output: Path) -> None:
    done = put(output, {"en/a": b"file", "index.html/index.html": b"page"}, {"en/a/index.html", "index.html"})
    assert done == (2, 2)
    assert _files(output)["en/a"] == b"file"
    assert _files(output)["index.html/index.html"] == b"page"


def test_a_full_disk_leaves_the_folder_as_it_was(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _files(output)
    real = Stage._write

    def write(stage: Stage, path: str, data: bytes) -> None:
        real(stage, path, data)
        if path == "last.html":
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Stage, "_write", write)
    with pytest.raises(OSError, match="No space left"):
        put(output, {"index.html": b"two", "last.html": b"x"}, {"en/b/index.html"})
    assert _files(output) == before
    assert [path.name for path in output.parent.iterdir()] == ["output"]


def test_where_folders_cannot_change_places_files_are_replaced_one_by_one(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(aside: Path, output: Path) -> None:
        raise OSError(errno.EBUSY, "a mount point")

    monkeypatch.setattr(replacing, "_exchange", refuse)
    assert put(output, {"index.html": b"two"}, {"en/b/index.html"}) == (1, 1)
    assert _files(output) == {"index.html": b"two", "en/a/index.html": b"a", "CNAME": b"archive.test"}


def test_without_an_exchange_two_renames_do(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replacing.sys, "platform", "other")
    assert put(output, {"index.html": b"two"}, ()) == (1, 0)
    assert _files(output)["index.html"] == b"two"
    assert [path.name for path in output.parent.iterdir()] == ["output"]


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    process = os.fork()
    if process == 0:
        os._exit(0)
    os.waitpid(process, 0)
    return process


def test_what_a_killed_build_left_is_removed_and_what_a_living_one_makes_is_not(output: Path, dead: int) -> None:
    killed, living = (output.with_name(f".output.{process}.x") for process in (dead, os.getppid()))
    killed.mkdir()
    living.mkdir()
    put(output, {"index.html": b"two"}, ())
    assert not killed.exists()
    assert living.exists()


def test_a_build_killed_between_two_renames_is_mended_by_the_next(output: Path, dead: int) -> None:
    output.rename(output.with_name(f".output.{dead}.x.before"))
    put(output, {"index.html": b"two"}, ())
    assert _files(output)["index.html"] == b"two"
    assert _files(output)["CNAME"] == b"archive.test"


def test_files_go_with_the_folders_that_they_leave_empty(output: Path) -> None:
    assert remove_files(output, {"en/a/index.html", "nowhere/x.html"}) == 1
    assert not (output / "en/a").exists()
    assert (output / "en/b/index.html").exists()


def test_a_linked_file_is_replaced_and_not_written_through(output: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"mine")
    (output / "a.html").symlink_to(outside)
    put(output, {"a.html": b"ours"}, ())
    assert outside.read_bytes() == b"mine"
    assert (output / "a.html").read_bytes() == b"ours"
    assert not (output / "a.html").is_symlink()


def test_a_link_or_folder_that_is_called_stale_is_left(output: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_bytes(b"mine")
    (output / "link").symlink_to(tmp_path / "outside.txt")
    assert put(output, {}, {"link", "en"}) == (0, 0)
    assert remove_files(output, {"link", "en"}) == 0
    assert (output / "link").is_symlink()


def test_a_written_file_may_be_read_by_all(output: Path) -> None:
    assert (output / "index.html").stat().st_mode & 0o777 == 0o644
    assert output.stat().st_mode & 0o777 == 0o755


def test_a_build_killed_between_two_moves_is_finished_by_the_next(
    output: Path, dead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing.os, "getpid", lambda: dead)
    monkeypatch.setattr(replacing, "FEW", 64)
    monkeypatch.setattr(replacing.shutil, "rmtree", lambda *_, **__: None)
    real, moved = Path.replace, []

    def move(source: Path, target: Path) -> Path:
        if target.is_relative_to(output):
            moved.append(target)
            if len(moved) == 2:
                raise KeyboardInterrupt
        return real(source, target)

    monkeypatch.setattr(Path, "replace", move)
    new = {f"{name}.html": name.encode() for name in ("index", "a", "b")}
    with pytest.raises(KeyboardInterrupt):
        put(output, new, {"en/b/index.html"})
    assert sum(_files(output).get(path) == content for path, content in new.items()) == 1
    monkeypatch.undo()
    finish_interrupted(output)
    assert _files(output) == {**new, "en/a/index.html": b"a", "CNAME": b"archive.test"}
    assert [path.name for path in output.parent.iterdir()] == ["output"]


def test_where_nothing_may_be_made_beside_the_folder_it_is_made_inside(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = replacing.tempfile.mkdtemp

    def refuse(prefix: str, dir: Path) -> str:
        if dir == output.parent:
            raise PermissionError(errno.EACCES, "a parent that may not be written to")
        return real(prefix=prefix, dir=dir)

    monkeypatch.setattr(replacing.tempfile, "mkdtemp", refuse)
    assert put(output, {"index.html": b"two"}, {"en/b/index.html"}) == (1, 1)
    assert _files(output) == {"index.html": b"two", "en/a/index.html": b"a", "CNAME": b"archive.test"}
    assert sorted(path.name for path in output.iterdir()) == ["CNAME", "en", "index.html"]
    assert new_stage(output).parent == output
