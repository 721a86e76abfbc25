"""Every kind of page in every language: accessible, quiet, alone, and wide enough for any window."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.auditing import audit, outside, resize, rules_tried
from tests.browser.kinds import CASES, KINDS, LANGUAGES, SAMPLED, Visit, covering, sampled
from tests.browser.opening import SCREEN, Served, opened
from tests.browser.screenshots import Album

pytestmark = pytest.mark.browser

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

Visits = dict[tuple[str, str], Visit]


def test_every_kind_of_page_that_is_made_is_visited_in_every_language(all_visits: tuple[Visit, ...]) -> None:
    made = {(each.made.kind, each.made.language) for each in all_visits}
    assert {kind for kind, _ in made} == set(KINDS)
    assert set(CASES) <= made
    assert {case for case in made if case[1] in LANGUAGES} == set(CASES)


def _seen(site_served: Served, visit: Visit, album: Album) -> list[str]:
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
        for width, height, text in ((640, 360, 100), (1280, 900, 200)):
            resize(page, width, height, text=text)
            found += [f"{width} pixels, text at {text} %: {each}" for each in outside(page)]
        found += log.console
        own = site_served.addresses[visit.site.name]
        parts = [own] if visit.made.kind == "search" else [site_served.of(visit), f"{own}pictures/"]
        found += [f"asks for {each}" for each in log.beyond(*parts)]
    return found


def _audited(site_served: Served, visit: Visit, screens: list[tuple[str, str]]) -> list[str]:
    """Return what axe finds on screens, on paper, and where a reader asks for other colours."""
    found = []
    with site_served.opened(visit, reduced_motion="reduce") as (page, _):
        for window, scheme in screens:
            resize(page, *WINDOWS[window])
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found += [f"{window} {scheme}: {each}" for each in audit(page)]
        for asked, screen in ASKED.items():
            page.emulate_media(**SCREEN | screen)  # type: ignore[arg-type]
            found += [f"{asked}: {each}" for each in audit(page, "color-contrast")]
    return found


@pytest.mark.parametrize(("kind", "language"), CASES)
def test_a_page_is_quiet_alone_and_fits(
    site_served: Served, visits: Visits, album: Album, kind: str, language: str
) -> None:
    assert _seen(site_served, visits[kind, language], album) == []


@pytest.mark.parametrize("screens", [AUDITED, pytest.param(OTHERS, marks=pytest.mark.full)])
@pytest.mark.parametrize(("kind", "language"), sampled(*SAMPLED))
def test_a_page_is_accessible(
    site_served: Served, visits: Visits, kind: str, language: str, screens: list[tuple[str, str]]
) -> None:
    assert _audited(site_served, visits[kind, language], screens) == []


def test_so_is_every_page_that_shows_something_else(
    site_served: Served, all_visits: tuple[Visit, ...], visits: Visits, album: Album
) -> None:
    others = covering(all_visits, visits.values())
    assert "briefing" in {each.made.kind for each in others}
    found = {
        each.made.address: _seen(site_served, each, album) + _audited(site_served, each, AUDITED) for each in others
    }
    assert {address: faults for address, faults in found.items() if faults} == {}


def test_pictures_are_taken_where_they_are_wanted(site_served: Served, visits: Visits, tmp_path: Path) -> None:
    with site_served.opened(visits["gateway", "en"]) as (page, _):
        for name, wanted in (("one", True), ("other", False)):
            Album(tmp_path, wanted=wanted).keep(page, "gateway", name)
    Album(tmp_path, wanted=True).write_index()
    assert (tmp_path / "index.html").read_text("utf-8").count("<img") == 1
    assert [each.name for each in tmp_path.glob("gateway/*")] == ["one.png"]


FAULTY = """<!DOCTYPE html><html lang="en"><title>x</title><main><h1>x</h1>
<p style="color: #999; background: #fff">pale</p><p style="width: 900px">wide</p>
<p style="width: 3rem; overflow: hidden; white-space: nowrap">cut off at its end</p>
<button style="width: 8px; height: 8px; padding: 0">a</button><button style="width: 8px; height: 8px; padding: 0">b
</button></main>"""


def test_the_audit_would_see_it(chromium: Browser) -> None:
    with opened(chromium, "about:blank", width=320) as (page, log):
        page.set_content(FAULTY)
        assert {each.partition(":")[0] for each in audit(page)} == {"color-contrast", "target-size"}
        assert {each.partition(":")[0] for each in outside(page)} == {"scrolls to 908", "outside", "cut off"}
        assert {"color-contrast", "target-size", "landmark-one-main"} <= rules_tried(page)
        page.evaluate("console.error('loud')")
        page.evaluate("fetch('http://127.0.0.1:9/elsewhere').catch(() => null)")
        assert log.console[0] == "error: loud"
        assert log.beyond("http://127.0.0.1:1/") == ["http://127.0.0.1:9/elsewhere"]
