"""The archive itself, loaded once for each worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from pelican.settings import read_settings

from newsarchive.build.cache import Store
from newsarchive.build.site_loader import Prepared, prepare
from tests.sites import ROOT


@pytest.fixture(scope="session")
def prepared(real_store: Callable[[], Path]) -> Prepared:
    """The archive as it stands after its first day."""
    return prepare(
        read_settings(str(ROOT / "pelicanconf.py")), dt.date(2027, 1, 1), Store(real_store() / "store.sqlite")
    )
