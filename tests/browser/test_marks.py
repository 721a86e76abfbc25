"""A claim is one tap from its source, and the source one tap from the claim."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.opening import opened
from tests.sites import BuiltSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("fixture-local")]

LEAST = 24
"""The least width and height of a target, in CSS pixels (WCAG 2.2, 2.5.8)."""

SIZES = """marks => marks.map(each => each.getBoundingClientRect()).map(box => [box.width, box.height])"""


@pytest.mark.parametrize("language", ["az", "en", "ru", "ar"])
def test_marks_can_be_tapped_and_lead_there_and_back(chromium: Browser, fixture_site: BuiltSite, language: str) -> None:
    address = (fixture_site.path / language / "2023/everything-at-once/index.html").as_uri()
    with opened(chromium, address) as (page, _):
        page.set_viewport_size({"width": 320, "height": 568})
        sizes = page.locator(".footnote-ref, .footnote-backref").evaluate_all(SIZES)
        assert len(sizes) >= 4
        assert [size for size in sizes if min(size) < LEAST] == []
        page.locator(".footnote-ref").first.click()
        assert page.url.endswith("#p_s1")
        page.locator("#p_s1 .footnote-backref").first.click()
        assert page.url.endswith("#fnref:c1")
