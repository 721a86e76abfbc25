"""The keyboard's way through every kind of page: skip link first, in order, always seen, and out at the end."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.kinds import CASES, SAMPLED, Visit
from tests.browser.opening import Served, opened

pytestmark = pytest.mark.browser

STOPS = 40
"""How far the walk goes from either end of a page."""

_NUMBER = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  window.stops = all.filter(each => each.tabIndex >= 0 && each.checkVisibility({ visibilityProperty: true }));
  return stops.length;
}"""

# where the focus is: its number in the document's order, its place on the page, and what can be seen of it
_STOP = """() => {
  window.stop = () => {
  const each = document.activeElement, style = getComputedStyle(each);
  const box = [...each.getClientRects()].find(box => box.width && box.height) ?? each.getBoundingClientRect();
  const inside = box.left >= 0 && box.right <= innerWidth + 1 && box.bottom > 0 && box.top < innerHeight;
  const middle = [box.left + box.width / 2, Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1)];
  const above = document.elementFromPoint(...middle);
  return {
    number: stops.indexOf(each),
    name: each.outerHTML.slice(0, 100),
    seen: inside && above !== null && (each.contains(above) || above.contains(each)),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    contrast: contrast(style.outlineColor, ground(each.parentElement)),
    top: box.top + scrollY, bottom: box.bottom + scrollY,
    start: document.dir === "rtl" ? -box.right : box.left,
  };
  };
  // where the focus is when the next key leads on: it has been scrolled to by then
  window.walk = [];
  document.addEventListener("keydown", () => walk.push(stop()), { capture: true });
}"""

# WCAG 2.2's contrast ratio of two computed colours
_CONTRAST = """() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => parts(colour).slice(0, 3).map(each => each / 255)
    .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, index) => sum + each * [0.2126, 0.7152, 0.0722][index], 0);
  window.contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  window.ground = each => {
    while (each && (parts(getComputedStyle(each).backgroundColor)[3] ?? 1) === 0) each = each.parentElement;
    return each ? getComputedStyle(each).backgroundColor : "rgb(255, 255, 255)";
  };
}"""


_TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}


def _walk(page: Page, steps: int) -> list[dict[str, Any]]:
    page.evaluate("walk.length = 0")
    # the driver's own `press` lets the key go, too, which takes twice as long
    keys = page.context.new_cdp_session(page)
    for _ in range(steps):
        keys.send("Input.dispatchKeyEvent", _TAB)
    keys.detach()
    # the first key was pressed before the first stop
    found: list[dict[str, Any]] = page.evaluate("[...walk.slice(1), stop()]")
    assert len(found) == steps
    return found


def _faults(walk: list[dict[str, Any]]) -> list[str]:
    found = []
    for each in walk:
        found += [f"{fault}: {each['name']}" for fault in ("seen", "outlined") if not each[fault]]
        if each["contrast"] < 3:
            found.append(f"outline at {each['contrast']:.1f}: {each['name']}")
    for before, after in pairwise(walk):
        if after["number"] != before["number"] + 1:
            found.append(f"{before['name']} is followed by {after['name']}")
        # down the page, or on along a line; a new column or a floating part begins further on
        if after["bottom"] <= before["top"] and after["start"] <= before["start"]:
            found.append(f"the eye goes back from {before['name']} to {after['name']}")
    return found


SCREENS = [(320, "light"), (1280, "dark")]
WALKS = [
    # one walk in each window, one in each direction
    pytest.param(*case, *screen, marks=() if (case[1] == "en") == (screen == SCREENS[0]) else pytest.mark.full)
    for case in CASES
    for screen in SCREENS
    if case[1] in SAMPLED
]


@pytest.mark.parametrize(("kind", "language", "width", "scheme"), WALKS)
def test_focus_is_seen_and_goes_in_order_and_the_skip_link_leads_to_the_text(
    site_served: Served,
    visits: dict[tuple[str, str], Visit],
    kind: str,
    language: str,
    width: int,
    scheme: str,
) -> None:
    visit = visits[kind, language]
    with site_served.opened(visit, width=width, color_scheme=scheme, reduced_motion="reduce") as (page, _):
        page.evaluate(_CONTRAST)
        page.evaluate(_STOP)
        stops = page.evaluate(_NUMBER)
        walk = _walk(page, min(stops, STOPS))
        assert walk[0]["number"] == 0
        assert 'class="skip"' in walk[0]["name"]
        assert _faults(walk) == []
        if stops > STOPS:
            page.evaluate("number => stops[number].focus()", start := max(STOPS, stops - STOPS // 2))
            walk = _walk(page, stops - start - 1)
            assert _faults(walk) == []
        # nothing holds the focus at the end
        page.keyboard.press("Tab")
        assert page.evaluate("stops.indexOf(document.activeElement)") != stops - 1
        # the walk has begun with the skip link
        page.evaluate("stops[0].focus()")
        _skip(page)


def _skip(page: Page) -> None:
    page.keyboard.press("Enter")
    page.wait_for_url("**#p_main", timeout=5_000)
    page.keyboard.press("Tab")
    # a page whose text has no link leads on to what follows it
    assert page.evaluate(
        """() => { const main = document.querySelector("main"), now = document.activeElement;
          return main.contains(now) || !main.querySelector("a, button, input")
            && Boolean(main.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING); }"""
    )


@pytest.mark.full
@pytest.mark.parametrize(("kind", "language"), CASES)
def test_the_skip_link_leads_to_the_text_in_every_language(
    site_served: Served, visits: dict[tuple[str, str], Visit], kind: str, language: str
) -> None:
    with site_served.opened(visits[kind, language]) as (page, _):
        page.keyboard.press("Tab")
        _skip(page)


def test_a_bad_way_would_be_seen(chromium: Browser) -> None:
    with opened(chromium, "about:blank", width=320, height=400) as (page, _):
        page.set_content(
            """<!DOCTYPE html><style>a { outline: 0 !important; position: absolute }</style>
            <a href="#a" style="top: 200px">a</a><a href="#b" style="top: 0; left: 0" tabindex="1">b</a>
            <div style="position: fixed; inset: 190px 0 0; background: #fff"></div>"""
        )
        page.evaluate(_CONTRAST)
        page.evaluate(_STOP)
        assert page.evaluate(_NUMBER) == 2
        found = _faults(_walk(page, 2))
        assert {each.partition(":")[0] for each in found} >= {"seen", "outlined"}
        assert any("is followed by" in each for each in found)
