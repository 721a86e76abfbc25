"""The archive as files, as a reader opens them: from a disk, without a network, on a phone."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.opening import opened, wait_until
from tests.sites import FIXTURE_LANGUAGES, BuiltSite

pytestmark = pytest.mark.browser


def test_one_file_opens_from_a_chat_on_a_phone(chromium: Browser, public_fixture_site: BuiltSite) -> None:
    """No request, no word in the console, nothing to scroll sideways; Arabic from the right."""
    for language, direction in (("en", "ltr"), ("ar", "rtl")):
        path = public_fixture_site.path / f"editions/{language}/archive-{language}-all.html"
        with opened(chromium, path.as_uri(), width=390) as (page, log):
            assert log.beyond(path.as_uri()) == []
            assert log.console == []
            assert page.evaluate("document.documentElement.scrollWidth") == 390
            assert page.evaluate("getComputedStyle(document.body).direction") == direction
            assert page.evaluate("[...document.images].every(each => each.complete && each.naturalWidth)")


ROWS = """[...document.querySelectorAll("main li:has(> .source-meta)")].map(row => {
    const [title, signature, told] = [...row.children].map(each => each.getBoundingClientRect());
    const below = told.top >= title.bottom - 8 && told.height < title.height * 1.5;
    return below && Math.abs(title.bottom - signature.bottom) < 8;
})"""
"""Of each row: whether the signature is beside the title, and size, number and day are on one line below both."""


def test_no_part_of_a_row_stands_alone_on_a_phone(chromium: Browser, public_fixture_site: BuiltSite) -> None:
    for language in FIXTURE_LANGUAGES:
        path = public_fixture_site.path / language / "editions/index.html"
        with opened(chromium, path.as_uri(), width=390) as (page, _):
            rows = page.evaluate(ROWS)
            assert len(rows) >= 3, language
            assert all(rows), language


def test_the_copy_of_a_site_is_searched_from_a_disk(
    chromium: Browser, public_fixture_site: BuiltSite, tmp_path: Path
) -> None:
    with zipfile.ZipFile(public_fixture_site.path / "editions/en/archive-en-site.zip") as copy:
        copy.extractall(tmp_path)
    with opened(chromium, (tmp_path / "archive-en/index.html").as_uri(), width=390) as (page, log):
        page.click("a[href='en/index.html']")
        page.click(".find a")
        page.fill("#p_q", "everything")
        page.keyboard.press("Enter")
        page.wait_for_selector("#p_results li")
        page.click("#p_filters > summary")
        page.click("[data-facet=year] > summary")
        wait_until(page, "document.querySelector('[data-facet=year] a[data-value]')")
        page.fill("#p_q", "evrything")  # guessed: a further script, which is at hand
        page.keyboard.press("Enter")
        wait_until(page, "document.querySelector('#p_results li a')")
        page.click("#p_results a")
        page.wait_for_selector("article.briefing")
        assert "/archive-en/en/2023/everything-at-once/index.html" in page.url
        wait_until(page, "[...document.images].every(each => each.complete)")
        assert log.beyond("file:") == []
        assert log.console == []
