"""Files that are written whole or not at all."""

from pathlib import Path

import pytest

from plugins.builds.whole import write_whole


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.html"
    write_whole(path, b"one")
    with pytest.raises(TypeError):
        write_whole(path, "no bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"one"
    assert list(path.parent.iterdir()) == [path]
