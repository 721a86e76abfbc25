"""A small made archive, as files by their path below a site's folder."""

from __future__ import annotations

import pytest

from tests.newsarchive.content.planting import BASE
from tests.sites import ROOT

from .changes import Tree
from .making import archive_files

SIZE = 12
TEMPLATE = "theme/templates/briefing.html"


@pytest.fixture(scope="session")
def tree() -> Tree:
    """Texts and vocabularies of a made archive, and one template."""
    files = {f"content/{path}": text for path, text in archive_files(SIZE, 1, BASE / "content")}
    return dict(sorted({**files, TEMPLATE: (ROOT / TEMPLATE).read_text("utf-8")}.items()))
