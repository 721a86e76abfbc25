"""Looks at a page in all its windows, colours and sizes, and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page

from tests.browser.auditing import audit, outside, resize
from tests.browser.kinds import Visit
from tests.browser.opening import SCREEN, Served
from tests.browser.screenshots import Album

WINDOWS = {"phone": (320, 640), "desktop": (1280, 900)}
AUDITED = [("phone", "light"), ("desktop", "dark")]
OTHERS = [("phone", "dark"), ("desktop", "light")]
LAID_OUT = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
"""The rules whose answer depends on the window and the colours; the others read a page as it is written."""
# what a reader may ask for changes colours, and nothing else that axe looks at
ASKED = {
    "dark screen, on paper": {"media": "print", "color_scheme": "dark"},
    "forced colours, light": {"forced_colors": "active"},
    "forced colours, dark": {"forced_colors": "active", "color_scheme": "dark"},
    "more contrast": {"contrast": "more"},
}


def seen(site_served: Served, visit: Visit, album: Album, *, accessible: bool = False) -> list[str]:
    """Return what is wrong with a page on a phone and a desktop.

    What axe finds is told only of a page that must be `accessible`: by all rules on a phone, by those of what is laid
    out and coloured on a dark desktop, and by its contrast on paper and in one of the forced colours. Each night
    `audited` tells all.
    """
    found = []
    name = visit.made.address.strip("/").replace("/", "-") or "gateway"
    with site_served.opened(visit, reduced_motion="reduce") as (page, log):
        if page.evaluate("document.querySelectorAll('h1').length") != 1:
            found.append("not one h1")
        for window, (width, height) in WINDOWS.items():
            page.set_viewport_size({"width": width, "height": height})
            found += [f"{window}: {each}" for each in outside(page)]
            album.keep(page, visit.made.kind, f"{name}-{window}")
        # 1280 by 720 at 200 %, and twice the letters' size alone
        for width, height, text in ((640, 360, 100), (1280, 900, 200), (390, 844, 200), (320, 568, 200)):
            page.set_viewport_size({"width": width, "height": height})
            found += [f"{width} pixels, text at {text} %: {each}" for each in outside(page, text=text)]
        found += log.console
        own = site_served.addresses[visit.site.name]
        parts = [own] if visit.made.kind == "search" else [site_served.of(visit), f"{own}pictures/"]
        found += [f"asks for {each}" for each in log.beyond(*parts)]
        if accessible:
            found += _audits(page, AUDITED[:1], {})
            found += _audits(page, AUDITED[1:], _asked(visit), LAID_OUT)
    return found


def _asked(visit: Visit) -> Mapping[str, Mapping[str, str]]:
    """Return what readers ask for in which a page is looked at each time: each kind of page in one of forced colours.

    A style that says nothing of more contrast looks the same with it.
    """
    forced = [name for name, screen in ASKED.items() if "forced_colors" in screen]
    left_out = {forced[len(visit.source) % 2]}
    if b"prefers-contrast" not in visit.source:
        left_out |= {name for name, screen in ASKED.items() if "contrast" in screen}
    return {name: screen for name, screen in ASKED.items() if name not in left_out}


def audited(
    site_served: Served,
    visit: Visit,
    screens: list[tuple[str, str]],
    asked: Mapping[str, Mapping[str, str]] = ASKED,
) -> list[str]:
    """Return what axe finds on screens, on paper, and where a reader asks for other colours."""
    with site_served.opened(visit, reduced_motion="reduce") as (page, _):
        return _audits(page, screens, asked)


def _audits(
    page: Page, screens: list[tuple[str, str]], asked: Mapping[str, Mapping[str, str]], rules: tuple[str, ...] = ()
) -> list[str]:
    found = []
    for window, scheme in screens:
        resize(page, *WINDOWS[window])
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{window} {scheme}: {each}" for each in audit(page, *rules)]
    for name, screen in asked.items():
        page.emulate_media(**SCREEN | screen)  # type: ignore[arg-type]
        found += [f"{name}: {each}" for each in audit(page, "color-contrast")]
    return found
