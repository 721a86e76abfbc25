"""The opening's index, written once for each worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive.model.index import Edition
from tests.newsarchive.search.conftest import script  # noqa: F401

from .evaluation import opening_edition, write_search


@pytest.fixture(scope="session")
def opening(real_store: Callable[[], Path]) -> Edition:
    """The archive with the opening's briefings alone."""
    return opening_edition(real_store())


@pytest.fixture(scope="session")
def opening_site(opening: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its search files, in a folder."""
    return write_search(opening, tmp_path_factory.mktemp("opening"))
