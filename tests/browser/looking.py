"""Looks at a page in all its windows, colours and sizes, and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.browser.auditing import audit, outside, resize
from tests.browser.kinds import Visit
from tests.browser.opening import SCREEN, Served
from tests.browser.screenshots import Album

WINDOWS = {"phone": (320, 640), "desktop": (1280, 900)}
AUDITED = [("phone", "light"), ("desktop", "dark")]
OTHERS = [("phone", "dark"), ("desktop", "light")]
# what a reader may ask for changes colours, and nothing else that axe looks at
ASKED = {
    "dark screen, on paper": {"media": "print", "color_scheme": "dark"},
    "forced colours, light": {"forced_colors": "active"},
    "forced colours, dark": {"forced_colors": "active", "color_scheme": "dark"},
    "more contrast": {"contrast": "more"},
}


def seen(site_served: Served, visit: Visit, album: Album) -> list[str]:
    """Return what is wrong with a page on a phone and a desktop, but for what axe finds."""
    found = []
    name = visit.made.address.strip("/").replace("/", "-") or "gateway"
    with site_served.opened(visit, reduced_motion="reduce") as (page, log):
        if page.locator("h1").count() != 1:
            found.append("not one h1")
        for window, size in WINDOWS.items():
            resize(page, *size)
            found += [f"{window}: {each}" for each in outside(page)]
            album.keep(page, visit.made.kind, f"{name}-{window}")
        # 1280 by 720 at 200 %, and twice the letters' size alone
        for width, height, text in ((640, 360, 100), (1280, 900, 200), (390, 844, 200), (320, 568, 200)):
            resize(page, width, height, text=text)
            found += [f"{width} pixels, text at {text} %: {each}" for each in outside(page)]
        found += log.console
        own = site_served.addresses[visit.site.name]
        parts = [own] if visit.made.kind == "search" else [site_served.of(visit), f"{own}pictures/"]
        found += [f"asks for {each}" for each in log.beyond(*parts)]
    return found


def audited(
    site_served: Served,
    visit: Visit,
    screens: list[tuple[str, str]],
    asked: Mapping[str, Mapping[str, str]] = ASKED,
) -> list[str]:
    """Return what axe finds on screens, on paper, and where a reader asks for other colours."""
    found = []
    with site_served.opened(visit, reduced_motion="reduce") as (page, _):
        for window, scheme in screens:
            resize(page, *WINDOWS[window])
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{window} {scheme}: {each}" for each in audit(page)]
        for name, screen in asked.items():
            page.emulate_media(**SCREEN | screen)  # type: ignore[arg-type]
            found += [f"{name}: {each}" for each in audit(page, "color-contrast")]
    return found
