"""The script of the search, written once for each worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.search.page import search_files

from .keeping import Memory
from .making import made_edition


@pytest.fixture(scope="session")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the search's script and its rules."""
    folder = tmp_path_factory.mktemp("script")
    for file in search_files(made_edition(1, "en"), [], Memory()):
        path = folder / file.address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    return folder
