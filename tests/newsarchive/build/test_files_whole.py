"""Files that are written whole or not at all."""

from pathlib import Path

import pytest

from newsarchive.build.files import write_whole, written_beside


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.html"
    write_whole(path, b"one")
    with pytest.raises(TypeError):
        write_whole(path, "no bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"one"
    assert list(path.parent.iterdir()) == [path]


def test_an_error_names_the_file_that_was_to_be_written(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, written_beside(tmp_path / "none" / "a.txt", b"words"):
        pass
    assert caught.value.filename == str(tmp_path / "none" / "a.txt")
