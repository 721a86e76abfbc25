"""The opening's index, written once for each worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.archive.index import Edition

from .evaluation import opening_edition, write_search


@pytest.fixture(scope="session")
def opening(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The archive with the opening's briefings alone."""
    return opening_edition(tmp_path_factory.mktemp("opening-store"))


@pytest.fixture(scope="session")
def opening_site(opening: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its search files, in a folder."""
    return write_search(opening, tmp_path_factory.mktemp("opening"))
