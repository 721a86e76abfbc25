"""Share pictures of public sites: every text has one that networks can take, and none is drawn twice."""

from __future__ import annotations

import io

from PIL import Image

from newsarchive.media.share_cards import can_write
from tests.sites import BuiltSite, Document, words_of

SHARE = "pictures/share/"
MOST_BYTES = 60_000


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
