"""Commands on a telephone: a line ends between their words only, or inside one that no line can hold."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.opening import opened
from tests.sites import BuiltSite

pytestmark = pytest.mark.browser

_BROKEN = """() => [...document.querySelectorAll(".ways code")].flatMap(code => {
  const nodes = document.createTreeWalker(code, NodeFilter.SHOW_TEXT), broken = [];
  for (let node; (node = nodes.nextNode());)
    for (const word of node.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(each => Math.round(each.top))).size > 1) broken.push(word[0]);
    }
  return broken;
})"""


def test_a_line_ends_inside_no_word_that_a_line_can_hold(chromium: Browser, public_fixture_site: BuiltSite) -> None:
    place = (public_fixture_site.path / "en/mirrors/index.html").as_uri()
    with opened(chromium, place, width=390) as (page, _):
        assert page.evaluate("document.querySelectorAll('.ways code span').length") > 20
        assert [each for each in page.evaluate(_BROKEN) if len(each) < 40] == []
        page.evaluate("document.querySelectorAll('.ways code span').forEach(each => each.style.display = 'inline')")
        assert [each for each in page.evaluate(_BROKEN) if len(each) < 40]
