"""The output folder is replaced whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import pytest

from newsarchive.build import swap
from newsarchive.build.files import readable
from newsarchive.build.output import Stage
from newsarchive.build.swap import finish_interrupted, new_stage, remove_files, replace_output


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True, params=["few files", "many files"])
def _either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few files of a folder are moved one by one, many with the folder."""
    if request.param == "many files":
        monkeypatch.setattr(swap, "FEW", 0)


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

    monkeypatch.setattr(swap, "_exchange", refuse)
    assert put(output, {"index.html": b"two", "en/c.html": b"c"}, {"en/b/index.html"}) == (2, 1)
    expected = {"index.html": b"two", "en/a/index.html": b"a", "en/c.html": b"c", "CNAME": b"archive.test"}
    assert _files(output) == expected


def test_without_an_exchange_two_renames_do(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swap.sys, "platform", "other")
    assert put(output, {"en/c.html": b"c"}, ()) == (1, 0)
    assert _files(output)["en/c.html"] == b"c"
    assert _files(output)["en/a/index.html"] == b"a"
    assert [path.name for path in output.parent.iterdir()] == ["output"]


@pytest.mark.parametrize("name", ["output", "output[1]", "out*"])
def test_what_a_killed_build_left_is_removed_and_what_belongs_to_another_output_is_not(output: Path, name: str) -> None:
    own = output.rename(output.with_name(name))
    killed = new_stage(own)
    others = [new_stage(own.with_name(each)) for each in (f"{name}.drafts", f"{name}2", "output1", "out")]
    put(own, {"index.html": b"two"}, ())
    assert not killed.exists()
    assert all(each.exists() for each in others)


@pytest.mark.parametrize("killed_at", range(6))
@pytest.mark.parametrize("platform", ["linux", "other"])
def test_a_build_killed_at_any_move_is_finished_by_the_next(
    output: Path, monkeypatch: pytest.MonkeyPatch, killed_at: int, platform: str
) -> None:
    new = {f"{folder}/{name}.html": name.encode() for folder in ("az", "en") for name in "ab"}
    monkeypatch.setattr(swap.shutil, "rmtree", lambda *_, **__: None)
    monkeypatch.setattr(swap.sys, "platform", platform)
    real, left = (Path.replace, Path.rename, swap._exchange), [killed_at]

    def count(path: Path) -> None:
        if not path.is_relative_to(output.parent) or path.name.startswith(".newsroom"):
            return
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt

    def moving(do: Callable[[Path, Path], object]) -> Callable[[Path, Path], object]:
        return lambda source, target: (count(source), do(source, target))[1]

    monkeypatch.setattr(Path, "replace", moving(real[0]))
    monkeypatch.setattr(Path, "rename", moving(real[1]))
    monkeypatch.setattr(swap, "_exchange", moving(real[2]))
    with suppress(KeyboardInterrupt):
        put(output, new, {"en/b/index.html"})
    monkeypatch.undo()
    finish_interrupted(output)
    assert _files(output) == {**new, "index.html": b"one", "en/a/index.html": b"a", "CNAME": b"archive.test"}
    assert [path.name for path in output.parent.iterdir()] == ["output"]


def test_a_swap_that_an_error_interrupts_is_finished_by_the_next(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(swap, "remove_files", fail)
    with pytest.raises(OSError, match="Input/output"):
        put(output, {"index.html": b"two", "ru/index.html": b"r"}, {"en/b/index.html"})
    monkeypatch.undo()
    finish_interrupted(output)
    kept = {"index.html": b"two", "ru/index.html": b"r", "en/a/index.html": b"a", "CNAME": b"archive.test"}
    assert _files(output) == kept
    assert [path.name for path in output.parent.iterdir()] == ["output"]


def test_the_output_folder_stays_the_same_one(output: Path) -> None:
    before = output.stat().st_ino
    put(output, {"en/c.html": b"c", "az/c.html": b"c"}, ())
    assert output.stat().st_ino == before


def test_folders_keep_their_rights_and_new_ones_take_those_of_the_folder_around_them(output: Path) -> None:
    output.chmod(0o2750)
    (output / "en").chmod(0o2755)
    (output / "en/a").chmod(0o700)
    group = next((each for each in os.getgroups() if each != output.stat().st_gid), 4 if os.geteuid() == 0 else None)
    if group is not None:
        os.chown(output, -1, group)
        os.chown(output / "en", -1, group)
        output.chmod(0o2750)
        (output / "en").chmod(0o2755)
    with suppress(AttributeError, OSError):  # access lists are kept as this is, where there are any
        os.setxattr(output / "en", "user.note", b"kept")
    before = swap._rights(str(output / "en"))
    put(output, {"en/a/c.html": b"c", "en/d/e/index.html": b"d", "az/index.html": b"z"}, ())
    modes = {path: (output / path).stat().st_mode & 0o7777 for path in ("", "en", "en/a", "en/d", "en/d/e", "az")}
    assert modes == {"": 0o2750, "en": 0o2755, "en/a": 0o700, "en/d": 0o2755, "en/d/e": 0o2755, "az": 0o2755}
    assert swap._rights(str(output / "en")) == before
    if group is not None:
        groups = {(output / path).stat().st_gid for path in ("", "en", "en/d", "en/d/e/index.html", "az/index.html")}
        assert groups == {group}


def test_a_file_system_without_access_lists_will_do(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> list[str]:
        raise OSError(errno.ENOTSUP, "no attributes here")

    monkeypatch.setattr(swap.os, "listxattr", refuse, raising=False)
    assert put(output, {"en/c.html": b"c"}, {"en/b/index.html"}) == (1, 1)
    assert sorted(_files(output / "en")) == ["a/index.html", "c.html"]


def test_where_rights_cannot_be_kept_files_are_replaced_one_by_one(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "_liken", lambda *_: False)
    before = (output / "en").stat().st_ino
    assert put(output, {"en/c.html": b"c"}, {"en/b/index.html"}) == (1, 1)
    assert (output / "en").stat().st_ino == before
    assert sorted(_files(output / "en")) == ["a/index.html", "c.html"]


def test_nobody_else_may_look_into_a_stage(output: Path) -> None:
    output.chmod(0o2775)
    assert new_stage(output).stat().st_mode & 0o777 == 0o700


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


def test_into_a_mount_point_files_come_from_inside(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: Path, target: Path) -> None:
        assert not Path(source).exists()
        raise OSError(errno.EXDEV, "a mount point")

    monkeypatch.setattr(swap.os, "rename", refuse)
    assert new_stage(output).parent == output
    assert put(output, {"en/c.html": b"two"}, {"en/b/index.html"}) == (1, 1)
    assert sorted(_files(output)) == ["CNAME", "en/a/index.html", "en/c.html", "index.html"]
    assert sorted(path.name for path in output.iterdir()) == ["CNAME", "en", "index.html"]
