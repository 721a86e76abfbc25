"""Files that are written whole or not at all."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from newsarchive.build.files import beside, remove_leftovers, write_whole, written_beside


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.html"
    write_whole(path, b"one")
    with pytest.raises(TypeError):
        write_whole(path, "no bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"one"
    assert list(path.parent.iterdir()) == [path]


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "socket"))
        for name in ("pipe", "socket"):
            before = (tmp_path / name).lstat()
            with pytest.raises(FileExistsError, match="a device, pipe or socket is there"):
                write_whole(tmp_path / name, b"x")
            assert (tmp_path / name).lstat() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pipe", "socket"]


def test_what_a_process_left_that_was_killed_is_removed_and_nothing_else(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / "a" / beside().replace(str(os.getpid()), str(ended.pid))
    (left.with_name(f"{left.name}folder") / "b").mkdir(parents=True)
    left.with_name(f"{left.name}file").write_bytes(b"x")
    kept = [tmp_path / "a" / f"{beside()}x", tmp_path / ".newsroom-", tmp_path / ".newsroom-notes", tmp_path / "a.md"]
    for path in kept:
        path.write_bytes(b"x")
    remove_leftovers(tmp_path)
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(kept)
    assert list((tmp_path / "a").iterdir()) == [kept[0]]


def test_what_may_not_be_removed_stays_and_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(path: Path, **_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    left = tmp_path / beside().replace(str(os.getpid()), str(2**22 + 1))
    left.write_bytes(b"x")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", read_only)
        remove_leftovers(tmp_path)
    assert left.exists()
    remove_leftovers(tmp_path)
    assert not left.exists()


def test_an_error_names_the_file_that_was_to_be_written(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, written_beside(tmp_path / "none" / "a.txt", b"words"):
        pass
    assert caught.value.filename == str(tmp_path / "none" / "a.txt")
