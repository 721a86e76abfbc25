"""Files that are written one after another, or not at all."""

import signal
import stat
from pathlib import Path

import pytest

from newsarchive.cli.writing import (
    Edit,
    NotWrittenError,
    write_all,
)


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one").write_bytes(b"1")
    (tmp_path / "two").write_bytes(b"2")
    return tmp_path


def edits_of(folder):
    return [
        Edit(folder / "a" / "one", b"1", b"I"),
        Edit(folder / "two", b"2", b"II"),
        Edit(folder / "new", None, b"III"),
    ]


def test_all_is_written_and_then_the_folder_moves(folder):
    write_all(folder, edits_of(folder), (folder / "a", folder / "b"))
    assert files(folder) == {"b/one": b"I", "two": b"II", "new": b"III"}


def test_permissions_are_kept(folder):
    (folder / "two").chmod(0o640)
    write_all(folder, [Edit(folder / "two", b"2", b"II")])
    assert stat.S_IMODE((folder / "two").stat().st_mode) == 0o640


@pytest.mark.parametrize("there", ["a file", "a folder", "a link"])
def test_nothing_is_written_where_the_folder_cannot_move(folder, there):
    target = folder / "b"
    {"a file": target.touch, "a folder": target.mkdir, "a link": lambda: target.symlink_to("nowhere")}[there]()
    before = files(folder)
    with pytest.raises(FileExistsError):
        write_all(folder, edits_of(folder), (folder / "a", target))
    assert files(folder) == before


def test_a_file_that_somebody_saved_or_made_meanwhile_stops_all(folder):
    before = files(folder)
    with pytest.raises(NotWrittenError):
        write_all(folder, [*edits_of(folder), Edit(folder / "two", b"what was read", b"x")])
    with pytest.raises(FileExistsError):
        write_all(folder, [*edits_of(folder)[:1], Edit(folder / "two", None, b"x")])
    assert files(folder) == before


def test_ctrl_c_in_the_middle_comes_after_the_end(folder, monkeypatch):
    system = Path.replace

    def interrupted(source, target):
        signal.raise_signal(signal.SIGINT)  # to this thread: a worker of the tests has others
        return system(source, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    # a shell ignores the signal for what it starts in the background, the tests among it
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            write_all(folder, edits_of(folder), (folder / "a", folder / "b"))
    finally:
        signal.signal(signal.SIGINT, before)
    assert files(folder) == {"b/one": b"I", "two": b"II", "new": b"III"}


def test_a_new_file_gets_its_folders_and_takes_the_place_of_none(tmp_path):
    new = Edit(tmp_path / "2023/a/en.md", None, b"Words")
    write_all(tmp_path, [new])
    assert files(tmp_path) == {"2023/a/en.md": b"Words"}
    with pytest.raises(FileExistsError):
        write_all(tmp_path, [new])


@pytest.mark.parametrize("linked", ["content/2023", "content/2023/a", "content/2023/a/en.md"])
def test_nothing_is_written_through_a_link(tmp_path, linked):
    """Whatever is written, renamed or moved; the content folder itself may be a link."""
    (tmp_path / "content").mkdir()
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "a").mkdir(parents=True)
    (elsewhere / "a/en.md").write_bytes(b"mine")
    (tmp_path / "way").symlink_to("content")
    place = tmp_path / linked
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(elsewhere / place.relative_to(tmp_path / "content/2023"))
    root = tmp_path / "way"
    folder, path = root / "2023/a", root / "2023/a/en.md"
    for act in (
        lambda: write_all(root, [Edit(path, b"mine", b"x")]),
        lambda: write_all(root, [], (folder / "en.md", root / "b")),
        lambda: write_all(root, [], (root / "none", path / "x")),
        lambda: write_all(root, [Edit(path / "en.md", None, b"x")]),
    ):
        with pytest.raises(NotWrittenError, match=linked.removeprefix("content/")):
            act()
    assert [each.name for each in elsewhere.rglob("*")] == ["a", "en.md"]
    assert (elsewhere / "a/en.md").read_bytes() == b"mine"
