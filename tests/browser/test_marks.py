"""A claim is one tap from its source, and the source one tap from the claim."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.browser.opening import opened
from tests.sites import BuiltSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("fixture-local")]

LEAST = 24
"""The least width and height of a target, in CSS pixels (WCAG 2.2, 2.5.8)."""

SIZES = """marks => marks.map(each => each.getBoundingClientRect()).map(box => [box.width, box.height])"""

TORN = """marks => marks.filter(mark => {
  const walker = document.createTreeWalker(mark.closest("p, li, td, dd"), NodeFilter.SHOW_TEXT);
  let before = null;
  while (walker.nextNode() && !mark.contains(walker.currentNode))
    if (walker.currentNode.data.trim()) before = walker.currentNode;
  if (!before) return false;
  const middle = (text, from, to) => {
    const range = new Range();
    range.setStart(text, from);
    range.setEnd(text, to);
    const box = range.getBoundingClientRect();
    return (box.top + box.bottom) / 2;
  };
  const end = before.data.trimEnd().length;
  const line = parseFloat(getComputedStyle(mark.closest("p, li, td, dd")).lineHeight);
  return middle(mark.firstChild, 0, mark.textContent.length) - middle(before, end - 1, end) > line / 2;
}).map(mark => mark.textContent)"""
"""The marks that stand at the beginning of a line, without the word or the mark before them."""


def test_no_line_breaks_before_a_mark(chromium: Browser, fixture_site: BuiltSite) -> None:
    address = (fixture_site.path / "ru/2023/everything-at-once/index.html").as_uri()
    with opened(chromium, address) as (page, _):
        for width in range(260, 460, 8):
            page.set_viewport_size({"width": width, "height": 568})
            assert page.locator(".footnote-ref").evaluate_all(TORN) == [], width


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


def test_each_arrow_says_where_it_leads(chromium: Browser, fixture_site: BuiltSite) -> None:
    address = (fixture_site.path / "en/2023/everything-at-once/index.html").as_uri()
    with opened(chromium, address) as (page, _):
        backs = page.locator(".briefing > .prose > .footnote .footnote-backref, .sources .footnote-backref")
        names = backs.evaluate_all("backs => backs.map(each => each.ariaLabel)")
        assert len(names) == len({*names}) >= 2
        assert all(re.fullmatch(r"Back to the text \((note [a-z]+|source \d+, citation \d+)\)", each) for each in names)
        assert page.get_by_role("link", name="Back to the text (source 1, citation 1)", exact=True).count() == 1
        # where several places cite a source, its arrows are numbered
        for source in page.locator(".sources li").all():
            shown = source.locator(".footnote-backref").evaluate_all(
                "backs => backs.map(each => getComputedStyle(each, '::after').content)"
            )
            assert shown == (["none"] if len(shown) == 1 else [f'" {number}"' for number in range(1, len(shown) + 1)])
