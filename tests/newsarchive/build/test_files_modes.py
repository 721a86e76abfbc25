"""Whoever builds, a web server can read what is published."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.build.files import readable


@pytest.fixture(params=[0o077, 0o027, 0o022, 0o002, 0o777])
def mask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_all_may_read_and_the_mask_is_what_it_was(mask: int, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with readable():
        (tmp_path / "en").mkdir()
        (tmp_path / "en" / "index.html").write_bytes(b"words")
    writers = 0o022 & ~mask
    assert (tmp_path / "en").stat().st_mode & 0o777 == 0o755 | writers
    assert (tmp_path / "en" / "index.html").stat().st_mode & 0o777 == 0o644 | writers
    now = os.umask(mask)
    assert now == mask
