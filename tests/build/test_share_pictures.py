"""Share pictures of public sites: every text has one that networks can take, and none is drawn twice."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from newsarchive.media.share_cards import MOST_BYTES, can_write
from tests.sites import FIXTURE_CONF, FIXTURE_DAY, PUBLIC, BuiltSite, Document, run_pelican, words_of

SITES = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("fixture-public", "real-public")]
SHARE = "pictures/share/"


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest, build_site: Callable[[str], BuiltSite]) -> BuiltSite:
    return build_site(request.param)


def _meta(page: Document, key: str) -> list[str]:
    return [each.get("content") or "" for each in page.all("meta") if key in (each.get("property"), each.get("name"))]


def _texts(site: BuiltSite) -> list[Document]:
    return [page for page in site.pages.values() if page.by_class("briefing")]


def test_a_picture_is_small_of_the_size_asked_for_and_nothing_but_pixels(site: BuiltSite) -> None:
    drawn = {path: data for path, data in site.files.items() if path.startswith(SHARE)}
    assert len(drawn) > 5
    for path, data in drawn.items():
        with Image.open(io.BytesIO(data)) as picture:
            assert (picture.format, picture.size, picture.info) == ("PNG", (1200, 630), {}), path
        assert len(data) <= MOST_BYTES, path


def test_every_text_that_can_be_written_has_its_own_and_no_other_has_one(site: BuiltSite) -> None:
    expected = set()
    for page in _texts(site):
        language, own = page.path.split("/")[0], f"{SHARE}{page.path.removesuffix('/index.html')}.png"
        title = words_of(page.all("h1")[0])
        if can_write(title):
            expected.add(own)
        else:
            own = f"{SHARE}{language if f'{SHARE}{language}/site.png' in site.files else 'en'}/site.png"
        assert _meta(page, "og:image") == [f"{site.url}/{own}"], page.path
        assert own in site.files
    found = {path for path in site.files if path.startswith(SHARE) and not path.endswith("/site.png")}
    assert found == expected
    assert len(expected) > 5


def test_every_page_that_may_be_passed_on_shows_a_picture_and_says_what_is_on_it(site: BuiltSite) -> None:
    for page in site.pages.values():
        if not _meta(page, "og:title"):
            assert _meta(page, "og:image") == []
            continue
        (address,) = _meta(page, "og:image")
        assert address.removeprefix(f"{site.url}/") in site.files
        assert _meta(page, "og:image:width") + _meta(page, "og:image:height") == ["1200", "630"]
        (alt,) = _meta(page, "og:image:alt")
        assert words_of(page.all("h1")[0]) in alt if not address.endswith("/site.png") else alt
        assert _meta(page, "twitter:card") == ["summary_large_image"]


@pytest.mark.xdist_group("fixture-public")
def test_titles_in_scripts_that_the_fonts_lack_fall_back(public_fixture_site: BuiltSite) -> None:
    for path in ("ar/2023/everything-at-once/", "ka/2023/everything-at-once/", "ar/2020/arabic-only/"):
        assert _meta(public_fixture_site.page(path), "og:image") == [f"{PUBLIC}/pictures/share/en/site.png"]


@pytest.mark.xdist_group("fixture-local")
def test_a_local_build_draws_none(fixture_site: BuiltSite) -> None:
    assert [path for path in fixture_site.files if path.startswith(SHARE)] == []


def test_a_second_build_draws_none_and_keeps_the_bytes(tmp_path: Path) -> None:
    output = tmp_path / "output"

    def built() -> tuple[dict[str, bytes], set[bytes]]:
        done = run_pelican(FIXTURE_CONF, output, SOURCE_DATE_EPOCH=FIXTURE_DAY, FIXTURE_SITEURL=PUBLIC)
        assert done.returncode == 0, done.stderr
        base = sqlite3.connect(tmp_path / "output.store" / "store.sqlite")
        keys = {key for (key,) in base.execute("SELECT key FROM computed WHERE value LIKE CAST('%PNG%' AS BLOB)")}
        base.close()
        return {path.name: path.read_bytes() for path in (output / SHARE).rglob("*.png")}, keys

    first, second = built(), built()
    assert len(first[0]) > 5
    assert second == first
