"""Pages without script, on paper, in forced colours, and with nothing that moves; `test_kinds` has their contrast."""

from __future__ import annotations

import pytest

from tests.browser.kinds import CASES, KINDS, LANGUAGES, Visit, sampled
from tests.browser.opening import Served
from tests.browser.texts import in_order, words_of_file, words_seen

pytestmark = pytest.mark.browser

Visits = dict[tuple[str, str], Visit]
PRINTED = ("briefing", "en")
"""The page that is printed in each run of tests; of the others it is seen what paper has."""

_PAPER = """() => {
  const visible = each => each.checkVisibility({ visibilityProperty: true });
  const found = [], main = document.querySelector("main");
  // the form of the search page prints what was searched for
  for (const each of document.querySelectorAll("nav, form:not(.search), .search button, .skip"))
    if (visible(each)) found.push(`printed: ${each.outerHTML.slice(0, 80)}`);
  for (const each of [document.documentElement, document.body]) {
    const colour = getComputedStyle(each).backgroundColor;
    if (!["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"].includes(colour)) found.push(`${each.localName} is ${colour}`);
  }
  for (const each of main.querySelectorAll(".prose a[href^=http], .sources a[href^=http]"))
    if (visible(each) && !getComputedStyle(each, "::after").content.includes(each.getAttribute("href")))
      found.push(`no address: ${each.outerHTML.slice(0, 120)}`);
  return found;
}"""

_UNSEEN_BORDERS = """() => [...document.querySelectorAll("input, select, button")]
  .filter(each => each.checkVisibility())
  .filter(each => { const style = getComputedStyle(each);
    return style.borderTopStyle === "none" || parseFloat(style.borderTopWidth) < 1; })
  .map(each => each.outerHTML)"""

_MOVING = """() => [...document.querySelectorAll("*")].filter(each => {
  const style = getComputedStyle(each), seconds = text => Math.max(...text.split(",").map(parseFloat));
  return seconds(style.transitionDuration) > 0.01 || seconds(style.animationDuration) > 0.01
    || style.scrollBehavior === "smooth"; }).map(each => each.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize(("kind", "language"), sampled("en"))
def test_without_script_the_full_text_is_there(site_served: Served, visits: Visits, kind: str, language: str) -> None:
    visit = visits[kind, language]
    with site_served.opened(visit, script=False) as (page, log):
        expected = words_of_file(visit, script=False)
        assert len(expected) > 4
        assert in_order(expected, words_seen(page))
        assert log.console == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_script_the_search_page_says_so_and_offers_the_indexes(
    site_served: Served, visits: Visits, language: str
) -> None:
    with site_served.opened(visits["search", language], script=False) as (page, _):
        assert page.locator("noscript .flag").is_visible()
        assert not page.locator("#p_search").is_visible()
        assert page.locator(".search-indexes a").count() >= 5
        assert page.locator(".search-indexes a").first.is_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_paper_has_all_and_no_navigation_forced_colours_leave_edges_and_nothing_moves(
    site_served: Served, visits: Visits, kind: str
) -> None:
    with site_served.opened(visits[kind, "en"], reduced_motion="reduce") as (page, log):
        assert page.evaluate(_MOVING) == []
        # a dark screen does not make dark paper
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(_PAPER) == []
        assert log.console == []
        for scheme in ("light", "dark"):
            page.emulate_media(media="screen", forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
            assert page.evaluate(_UNSEEN_BORDERS) == []
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        style, width = page.evaluate(
            "(style => [style.outlineStyle, parseFloat(style.outlineWidth)])(getComputedStyle(document.activeElement))"
        )
        assert (style, width >= 2) == ("solid", True)


@pytest.mark.parametrize(
    ("kind", "language"), [pytest.param(*case, marks=() if case == PRINTED else pytest.mark.full) for case in CASES]
)
def test_a_page_is_printed(site_served: Served, visits: Visits, kind: str, language: str) -> None:
    with site_served.opened(visits[kind, language], media="print", color_scheme="dark") as (page, log):
        assert page.evaluate(_PAPER) == []
        assert page.pdf().startswith(b"%PDF")
        assert log.console == []


def test_a_briefing_prints_its_sources_addresses(site_served: Served, visits: Visits) -> None:
    with site_served.opened(visits["briefing", "en"]) as (page, _):
        page.emulate_media(media="print")
        first = page.locator(".sources a").first
        after = first.evaluate("each => getComputedStyle(each, '::after').content")
        assert first.get_attribute("href") in after
