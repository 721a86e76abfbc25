"""The output folder is replaced whole or not at all."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest

from newsarchive.build import output as swap
from newsarchive.build.files import readable
from newsarchive.build.output import Stage, finish_interrupted, new_stage, remove_files, replace_output


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def put(output: Path, files: dict[str, bytes], stale: Iterable[str]) -> tuple[int, int]:
    """Build an output that holds the files; how many were written and removed."""
    finish_interrupted(output)
    with readable(), Stage(output, {}) as stage:
        changed = {path for path, content in files.items() if stage.put(path, content)[1]}
        return len(changed), replace_output(output, stage.folder, changed, stale)


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
    real = Stage.put

    def write(stage: Stage, path: str, data: bytes) -> tuple[bytes, bool]:
        if path == "last.html":
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(stage, path, data)

    monkeypatch.setattr(Stage, "put", write)
    with pytest.raises(OSError, match="No space left"):
        put(output, {"index.html": b"two", "last.html": b"x"}, {"en/b/index.html"})
    assert _files(output) == before
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
def test_a_build_killed_at_any_move_is_finished_by_the_next(
    output: Path, monkeypatch: pytest.MonkeyPatch, killed_at: int
) -> None:
    new = {f"{folder}/{name}.html": name.encode() for folder in ("az", "en") for name in "ab"}
    real, left = Path.replace, [killed_at]

    def replace(source: Path, target: Path) -> Path:
        if not source.name.startswith(".newsroom"):
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
        return real(source, target)

    monkeypatch.setattr(Path, "replace", replace)
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
