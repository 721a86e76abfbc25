"""What single pages do in a real browser: pictures, letters, directions, and a copy on a disk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.kinds import PUBLISHED, Visit, sampled
from tests.browser.opening import Served, Windows, opened, wait_until
from tests.sites import BuiltSite

pytestmark = pytest.mark.browser

BRIEFING = "en/2023/everything-at-once/index.html"


@pytest.mark.parametrize(("kind", "language"), [each for each in sampled("en") if each.values[0] not in PUBLISHED])
def test_a_copy_on_a_disk_is_quiet_and_asks_for_its_own_files(
    windows: Windows,
    fixture_site: BuiltSite,
    visits: dict[tuple[str, str], Visit],
    kind: str,
    language: str,
) -> None:
    visit = visits[kind, language]
    site = fixture_site
    # a redirect leaves its page before it is loaded
    until = "commit" if visit.made.refresh else "load"
    with windows.opened((site.path / visit.made.file).as_uri(), until=until) as (page, log):
        page.wait_for_selector("h1")
        assert log.console == []
        assert log.beyond(site.path.as_uri()) == []


@pytest.mark.parametrize(
    ("width", "scale", "kind", "widest"), [(320, 1, "avif", 480), (390, 2, "avif", 800), (1280, 1, "avif", 800)]
)
def test_a_phone_gets_a_small_file_and_a_desktop_a_sharp_one(
    chromium: Browser, fixture_site: BuiltSite, width: int, scale: int, kind: str, widest: int
) -> None:
    address = (fixture_site.path / "en/2022/filler-2/index.html").as_uri()
    with opened(chromium, address, width=width, device_scale_factor=scale) as (page, log):
        picture = page.locator(".picture img")
        picture.scroll_into_view_if_needed()
        wait_until(page, "document.querySelector('.picture img').complete")
        source = page.evaluate("document.querySelector('.picture img').currentSrc")
        assert source.endswith(f"/pictures/{widest}/briefings/2022/filler-2/photo.jpg.{kind}")
        shown = page.evaluate("document.querySelector('.picture img').naturalWidth")
        assert shown > 0
        box = picture.bounding_box()
        assert box
        assert abs(box["width"] / box["height"] / (1400 / 240) - 1) < 0.01
        assert log.console == []


def test_an_old_address_leads_on_without_script(windows: Windows, fixture_site: BuiltSite) -> None:
    # the page may be left before it is loaded: only its arrival is waited for
    address = (fixture_site.path / "az/2020/old-name/index.html").as_uri()
    with windows.opened(address, until="commit", script=False) as (page, _):
        page.wait_for_url("**/az/2021/lek/index.html")
        assert page.locator("h1").inner_text() == "Lək"


def test_arabic_runs_from_right_to_left(windows: Windows, fixture_site: BuiltSite) -> None:
    with windows.opened((fixture_site.path / "ar/2023/everything-at-once/index.html").as_uri()) as (page, _):
        heading, rail = page.locator("h1").bounding_box(), page.locator(".rail").bounding_box()
        assert heading
        assert rail
        assert rail["x"] > heading["x"]


def test_a_letter_in_another_direction_runs_its_own_way(windows: Windows, fixture_site: BuiltSite) -> None:
    with windows.opened((fixture_site.path / BRIEFING).as_uri()) as (page, _):
        letters = [page.locator(f"#letter-{name} .prose") for name in ("2023-12-05-aysel", "2023-12-05-huda")]
        assert [each.evaluate("each => getComputedStyle(each).direction") for each in letters] == ["ltr", "rtl"]


def test_a_letter_is_found_by_its_anchor_and_is_printed(windows: Windows, fixture_site: BuiltSite) -> None:
    with windows.opened((fixture_site.path / BRIEFING).as_uri()) as (page, _):
        page.locator("#letter-2023-12-06-1 h3 a").click()
        assert page.url.endswith("#letter-2023-12-06-1")
        page.emulate_media(media="print")
        assert page.locator("#letter-2023-12-06-1").is_visible()
        assert not page.locator(".reply").is_visible()


_ALONE = """headings => headings.filter(each => {
  const part = each.closest("section, nav, details");
  return part && each.checkVisibility() && part.innerText.trim() == each.innerText.trim();
}).map(each => each.textContent)"""


@pytest.mark.parametrize(("kind", "language"), sampled("en"))
def test_on_paper_no_heading_stands_over_nothing(
    site_served: Served, visits: dict[tuple[str, str], Visit], kind: str, language: str
) -> None:
    with site_served.opened(visits[kind, language], media="print") as (page, _):
        assert page.locator("h2, h3, summary").evaluate_all(_ALONE) == []
