"""A few reviewed pages of the fixture site, whole. `make golden` rewrites them; a reviewer reads the diff."""

from __future__ import annotations

import json
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


def _reviewable(page: str) -> str:
    """A page as a reviewer can read its changes.

    The stylesheet has tests of its own, and would make every golden page change with each of its rules, as would
    its hash; data in one line are set out in many.
    """
    page = re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL)
    page = re.sub(r"'sha256-[^']*'", "'sha256-…'", page)
    return re.sub(r'(?<=<script type="application/ld\+json">).*?(?=</script>)', _set_out, page)


def _set_out(data: re.Match[str]) -> str:
    return f"\n{json.dumps(json.loads(data[0]), ensure_ascii=False, indent=1)}\n"


@pytest.mark.xdist_group("fixture-local")
@pytest.mark.parametrize("path", PAGES)
def test_a_reviewed_page_is_as_it_was(fixture_site: BuiltSite, path: str) -> None:
    golden = HERE / path.replace("/", "__")
    built = _reviewable(fixture_site.text_of(path))
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(built, "utf-8")
    assert built == golden.read_text("utf-8"), f"{path} changed; if that is meant, run make golden and read the diff"
