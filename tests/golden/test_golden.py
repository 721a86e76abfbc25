"""A few reviewed pages of the fixture site, whole. `make golden` rewrites them; a reviewer reads the diff."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.sites import BuiltSite

HERE = Path(__file__).parent
PAGES = [
    "ar/index.html",
    "az/2023/everything-at-once/index.html",
    "en/tags/law-1/page/2/index.html",
    "ka/2020/index.html",
    "ru/feed.xml",
]


def _without_style(page: str) -> str:
    """The stylesheet has tests of its own, and would make every golden page change with each of its rules."""
    return re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL)


@pytest.mark.xdist_group("fixture-local")
@pytest.mark.parametrize("path", PAGES)
def test_a_reviewed_page_is_as_it_was(fixture_site: BuiltSite, path: str) -> None:
    golden = HERE / path.replace("/", "__")
    built = _without_style(fixture_site.text_of(path))
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(built, "utf-8")
    assert built == golden.read_text("utf-8"), f"{path} changed; if that is meant, run make golden and read the diff"
