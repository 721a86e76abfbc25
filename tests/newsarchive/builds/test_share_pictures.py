"""Share pictures of public sites: every text has one that networks can take, and none is drawn twice."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.every_site.share_pictures import *  # noqa: F403
from tests.every_site.share_pictures import SHARE, _meta
from tests.sites import FIXTURE_CONF, FIXTURE_DAY, PUBLIC, BuiltSite, little_content, run_pelican

MODES = ("public",)


@pytest.mark.xdist_group("fixture-public")
def test_titles_in_scripts_that_the_fonts_lack_fall_back(public_fixture_site: BuiltSite) -> None:
    for path in ("ar/2023/everything-at-once/", "ka/2023/everything-at-once/", "ar/2020/arabic-only/"):
        assert _meta(public_fixture_site.page(path), "og:image") == [f"{PUBLIC}/pictures/share/en/site.png"]


@pytest.mark.xdist_group("fixture-local")
def test_a_local_build_draws_none(fixture_site: BuiltSite) -> None:
    assert [path for path in fixture_site.files if path.startswith(SHARE)] == []


def test_a_second_build_draws_none_and_keeps_the_bytes(tmp_path: Path) -> None:
    content, output = little_content(tmp_path / "content"), tmp_path / "output"

    def built() -> tuple[dict[str, bytes], set[bytes]]:
        environment = {"SOURCE_DATE_EPOCH": FIXTURE_DAY, "FIXTURE_SITEURL": PUBLIC}
        done = run_pelican(FIXTURE_CONF, output, str(content), **environment)
        assert done.returncode == 0, done.stderr
        base = sqlite3.connect(tmp_path / "output.store" / "store.sqlite")
        keys = {key for (key,) in base.execute("SELECT key FROM computed WHERE value LIKE CAST('%PNG%' AS BLOB)")}
        base.close()
        return {str(path): path.read_bytes() for path in (output / SHARE).rglob("*.png")}, keys

    first, second = built(), built()
    assert len(first[0]) > 5
    assert second == first
