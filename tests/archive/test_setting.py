"""How this archive's texts are set in a browser: letters per line, the baseline, hanging marks, threads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.setting import blocks_beside_the_baseline, hangs, letters_in_a_line, threads
from tests.sites import BuiltSite

pytestmark = pytest.mark.browser

BRIEFING = "2023/cybercrime-powers-and-privacy/index.html"
LANGUAGES = ("az", "en", "ru")


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A desktop's window."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_has_60_to_75_letters(page: Page, real_site: BuiltSite, language: str) -> None:
    page.goto((real_site.path / language / BRIEFING).as_uri())
    assert 60 <= letters_in_a_line(page) <= 75


@pytest.mark.parametrize("language", LANGUAGES)
def test_blocks_of_a_text_begin_on_half_lines(page: Page, real_site: BuiltSite, language: str) -> None:
    page.goto((real_site.path / language / BRIEFING).as_uri())
    assert blocks_beside_the_baseline(page) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_a_quotation_mark_hangs_outside_its_lines(page: Page, real_site: BuiltSite, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((real_site.path / "az/index.html").as_uri())
    assert hangs(page)
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_stand_on_their_line_on_every_phone(page: Page, real_site: BuiltSite, language: str) -> None:
    page.goto((real_site.path / language / "2025/abzas-media-verdict/index.html").as_uri())
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for size in ("100%", "200%"):
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            assert threads(page) == [4, 5], (width, size)
