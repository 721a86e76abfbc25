"""Nothing is written or removed through what no build put into an output folder."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from newsarchive.build import swap
from newsarchive.build.diagnostics import BuildError
from newsarchive.build.output import Stage
from newsarchive.build.swap import (
    MOVES,
    Ground,
    Moves,
    finish_interrupted,
    remove_files,
    replace_output,
    stage_prefix,
    within,
)


@pytest.fixture(autouse=True, params=["few files", "many files"])
def _either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "many files":
        monkeypatch.setattr(swap, "FEW", 0)


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
    with Stage(output, {}, ()) as stage:
        stage.take(path, b"new")
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
    with pytest.raises(BuildError, match=r"output/az is in the way of az/a/index.html"):
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
    with pytest.raises(BuildError, match=r"output/ru is in the way of ru/a/b/index.html"):
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
        Ground(output).require_free(["../index.html"])


@pytest.mark.parametrize("stale", ["../elsewhere/a/index.html", "az/a/index.html", "{absolute}/a/index.html"])
def test_nothing_is_removed_outside_whatever_a_list_says(output: Path, elsewhere: Path, stale: str) -> None:
    (output / "az").symlink_to(elsewhere)
    gone = stale.format(absolute=elsewhere)
    assert remove_files(output, [gone]) == 0
    put(output, "index.html", (gone,))
    assert unchanged(elsewhere)


def _leave(output: Path, moves: Moves | bytes) -> Path:
    """Leave what a build that was killed would have left."""
    folder = output.parent / f"{stage_prefix(output)}x"
    folder.mkdir()
    (folder / MOVES).write_bytes(moves if isinstance(moves, bytes) else msgspec.msgpack.encode(moves))
    (folder / "page").write_bytes(b"evil")
    return folder


def test_a_list_of_moves_that_leads_out_is_not_followed(output: Path, elsewhere: Path) -> None:
    _leave(output, Moves(("../elsewhere/a/index.html",), ("../elsewhere/a/index.html",)))
    with pytest.raises(BuildError, match=r"outside the output folder"):
        finish_interrupted(output)
    assert unchanged(elsewhere)


def test_a_list_of_moves_removes_nothing_outside(output: Path, elsewhere: Path) -> None:
    _leave(output, Moves((), ("../elsewhere/a/index.html",)))
    finish_interrupted(output)
    assert unchanged(elsewhere)


def test_a_list_that_is_none_is_passed_over(output: Path) -> None:
    left = _leave(output, b"\xff\xff")
    finish_interrupted(output)
    assert not left.exists()


@pytest.mark.parametrize("name", ["..", ".", "", "../elsewhere", "en/.."])
def test_a_list_of_moves_exchanges_no_folder_outside(output: Path, elsewhere: Path, name: str) -> None:
    left = _leave(output, b"")
    (left / "elsewhere").mkdir()
    folder = left / name
    moves = Moves((), (), {name: folder.stat().st_ino if folder.exists() else 0})
    (left / MOVES).write_bytes(msgspec.msgpack.encode(moves))
    finish_interrupted(output)
    assert unchanged(elsewhere)
    assert (output / "en/a/index.html").read_bytes() == b"old"


def test_a_leftover_that_is_a_link_is_left_alone(output: Path, elsewhere: Path) -> None:
    link = output.parent / f"{stage_prefix(output)}x"
    link.symlink_to(elsewhere)
    (output / "en/a/index.html").unlink()
    (output / "en/a").rmdir()
    (output / "en").rmdir()
    output.rmdir()
    finish_interrupted(output)
    assert not output.exists()
    assert unchanged(elsewhere)
