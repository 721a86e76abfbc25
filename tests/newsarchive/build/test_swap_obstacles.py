"""Nothing is written or removed through what no build put into an output folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsarchive.build.errors import BuildError
from newsarchive.build.output import (
    JOURNAL,
    Stage,
    finish_interrupted,
    new_stage,
    remove_files,
    replace_output,
    within,
)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that is not ours, with a file that must stay."""
    folder = tmp_path / "elsewhere"
    (folder / "a").mkdir(parents=True)
    (folder / "a/index.html").write_bytes(b"kept")
    return folder


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "output"
    (folder / "en/a").mkdir(parents=True)
    (folder / "en/a/index.html").write_bytes(b"old")
    return folder


def put(output: Path, path: str, stale: tuple[str, ...] = ()) -> None:
    with Stage(output, {}) as stage:
        stage.put(path, b"new")
        replace_output(output, stage.folder, {path}, stale)


def unchanged(folder: Path) -> bool:
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return found == {"a/index.html": b"kept"}


@pytest.mark.parametrize("path", ["a", "a/index.html", "..a/b..", "a/.../b"])
def test_a_path_within(path: str) -> None:
    assert within(path)


@pytest.mark.parametrize("path", ["", "/etc/passwd", "..", "../a", "a/../../b", "a/..", "a\0b"])
def test_a_path_that_leads_out(path: str) -> None:
    assert not within(path)


def test_nothing_is_written_through_a_link_to_a_folder(output: Path, elsewhere: Path) -> None:
    (output / "az").symlink_to(elsewhere)
    with pytest.raises(BuildError, match=r"output/az is in the way"):
        put(output, "az/a/index.html", ("en/a/index.html",))
    assert unchanged(elsewhere)
    assert (output / "en/a/index.html").read_bytes() == b"old"
    assert sorted(path.name for path in output.parent.iterdir()) == ["elsewhere", "output"]


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(output: Path, elsewhere: Path) -> None:
    (output / "index.html").symlink_to(elsewhere / "a/index.html")
    put(output, "index.html")
    assert not (output / "index.html").is_symlink()
    assert (output / "index.html").read_bytes() == b"new"
    assert unchanged(elsewhere)


def test_a_folder_in_the_place_of_a_file_is_named_and_stays(output: Path) -> None:
    (output / "en/index.html").mkdir()
    with pytest.raises(BuildError, match=r"output/en/index.html is in the way"):
        put(output, "en/index.html")
    assert (output / "en/index.html").is_dir()


def test_a_file_in_the_place_of_a_folder_is_named_and_stays(output: Path) -> None:
    (output / "ru").write_bytes(b"mine")
    with pytest.raises(BuildError, match=r"output/ru is in the way"):
        put(output, "ru/a/b/index.html")
    assert (output / "ru").read_bytes() == b"mine"


def test_a_folder_that_would_still_hold_something_stays(output: Path) -> None:
    (output / "en/a/mine").write_bytes(b"mine")
    with pytest.raises(BuildError, match=r"output/en/a is in the way"):
        put(output, "en/a", ("en/a/index.html",))
    assert (output / "en/a/index.html").read_bytes() == b"old"


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(output: Path) -> None:
    os.mkfifo(output / "index.html")
    put(output, "index.html")
    assert (output / "index.html").read_bytes() == b"new"


def test_an_address_that_leads_out_is_refused(output: Path) -> None:
    with pytest.raises(BuildError, match=r"outside the output folder"):
        replace_output(output, new_stage(output), ["../index.html"], ())


@pytest.mark.parametrize("stale", ["../elsewhere/a/index.html", "az/a/index.html", "{absolute}/a/index.html"])
def test_nothing_is_removed_outside_whatever_a_list_says(output: Path, elsewhere: Path, stale: str) -> None:
    (output / "az").symlink_to(elsewhere)
    gone = stale.format(absolute=elsewhere)
    assert remove_files(output, [gone]) == 0
    put(output, "index.html", (gone,))
    assert unchanged(elsewhere)


def _leave(output: Path, journal: bytes) -> Path:
    """Leave what a build that was killed would have left."""
    folder = new_stage(output)
    (folder / JOURNAL).write_bytes(journal)
    return folder


@pytest.mark.parametrize("journal", [b"../elsewhere/a/index.html", b"\xff\xff", b"", b"..\0.\0/etc/passwd\0"])
def test_a_journal_removes_nothing_outside(output: Path, elsewhere: Path, journal: bytes) -> None:
    left = _leave(output, journal)
    finish_interrupted(output)
    assert unchanged(elsewhere)
    assert (output / "en/a/index.html").read_bytes() == b"old"
    assert not left.exists()


def test_a_file_of_an_interrupted_build_is_not_moved_through_a_link(output: Path, elsewhere: Path) -> None:
    left = _leave(output, b"")
    (output / "az").symlink_to(elsewhere)
    (left / "az/a").mkdir(parents=True)
    (left / "az/a/index.html").write_bytes(b"evil")
    with pytest.raises(BuildError, match="in the way"):
        finish_interrupted(output)
    assert unchanged(elsewhere)


def test_a_leftover_that_is_a_link_is_left_alone(output: Path, elsewhere: Path) -> None:
    link = output.parent / ".output.stage"
    link.symlink_to(elsewhere)
    (output / "en/a/index.html").unlink()
    (output / "en/a").rmdir()
    (output / "en").rmdir()
    output.rmdir()
    finish_interrupted(output)
    assert not output.exists()
    assert unchanged(elsewhere)
