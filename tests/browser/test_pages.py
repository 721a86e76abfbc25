"""Every kind of page in a real browser: accessible, quiet, narrow, without script and without anyone else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.sites import ROOT, BuiltSite

pytestmark = pytest.mark.browser

Until = Literal["load", "commit"]

AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

FIXTURE_PAGES = [
    "index.html",
    "404.html",
    "en/2023/everything-at-once/index.html",
    "ar/index.html",
    "ar/2023/everything-at-once/index.html",
    "ar/2020/index.html",
    "ka/tags/law-1/index.html",
    "az/2023/everything-at-once/index.html",
    "en/2022/withdrawn-text/index.html",
    "en/tags/law-1/page/2/index.html",
    "en/2022/filler-2/index.html",
    "en/writing-safely/index.html",
]
REAL_PAGES = [
    f"{language}/{path}index.html"
    for language in ("az", "en", "ru")
    for path in (
        "",
        "2023/cybercrime-powers-and-privacy/",
        "archive/",
        "2024/",
        "tags/",
        "tags/privacy/",
        "people/",
        "people/bakhtiyar-hajiyev/",
        "about/",
        "writing-safely/",
    )
]
PAGES = [("fixture-local", path) for path in FIXTURE_PAGES] + [("real-local", path) for path in REAL_PAGES]


@contextmanager
def _opened(
    browser: Browser, site: BuiltSite, path: str, *, width: int = 1280, until: Until = "load", **options: object
) -> Iterator[tuple[Page, list[str]]]:
    """Open a page from the disk; what its console says and what it asks the network for is collected."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
    page, events = context.new_page(), []
    own = (site.path / path).as_uri()

    def asked(url: str) -> None:
        if url != own and not url.startswith(("data:", (site.path / "pictures").as_uri())):
            events.append(f"asked for {url}")

    page.on("request", lambda request: asked(request.url))
    page.on("console", lambda message: events.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: events.append(f"error: {error}"))
    page.goto(own, wait_until=until)
    yield page, events
    context.close()


def _keep(page: Page, name: str) -> None:
    """Keep a picture of the page for the eye (`tests/artefacts/`, not in the repository)."""
    folder = ROOT / "tests" / "artefacts"
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


# contrast does not depend on the width, nor the layout on the colours: two passes see all four
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
@pytest.mark.parametrize(("name", "path"), PAGES)
def test_a_page_is_accessible_quiet_and_fits(
    chromium: Browser, build_site: Callable[[str], BuiltSite], name: str, path: str, width: int, scheme: str
) -> None:
    site = build_site(name)
    options: dict[str, object] = {"color_scheme": scheme, "java_script_enabled": True}
    with _opened(chromium, site, path, width=width, **options) as (page, events):
        assert events == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(AXE.read_text("utf-8"))
        result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        found = [f"{each['id']}: {each['help']}: {each['nodes'][0]['html']}" for each in result["violations"]]
        _keep(page, f"{path.removesuffix('index.html').strip('/').replace('/', '-') or 'gateway'}-{width}-{scheme}")
        assert found == []


def test_a_briefing_reads_without_script_and_keeps_its_words(chromium: Browser, real_site: BuiltSite) -> None:
    path = "az/2023/cybercrime-powers-and-privacy/index.html"
    with _opened(chromium, real_site, path, java_script_enabled=False) as (page, _):
        assert page.locator("h1").count() == 1
        assert len(page.locator(".briefing > .prose").inner_text()) > 2000


@pytest.mark.parametrize(
    ("width", "scale", "kind", "widest"), [(320, 1, "avif", 480), (390, 2, "avif", 800), (1280, 1, "avif", 800)]
)
def test_a_phone_gets_a_small_file_and_a_desktop_a_sharp_one(
    chromium: Browser, fixture_site: BuiltSite, width: int, scale: int, kind: str, widest: int
) -> None:
    options = {"device_scale_factor": scale, "java_script_enabled": True}
    with _opened(chromium, fixture_site, "en/2022/filler-2/index.html", width=width, **options) as (page, events):
        picture = page.locator(".picture img")
        picture.scroll_into_view_if_needed()
        page.wait_for_function("document.querySelector('.picture img').complete", timeout=10_000)
        source = page.evaluate("document.querySelector('.picture img').currentSrc")
        assert source.endswith(f"/pictures/{widest}/briefings/2022/filler-2/photo.jpg.{kind}")
        shown = page.evaluate("document.querySelector('.picture img').naturalWidth")
        assert shown > 0
        box = picture.bounding_box()
        assert box
        assert abs(box["width"] / box["height"] - 1400 / 900) < 0.02
        assert events == []


def test_the_keyboard_reaches_the_text_first_and_focus_is_seen(chromium: Browser, real_site: BuiltSite) -> None:
    with _opened(chromium, real_site, "en/index.html") as (page, _):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.get_attribute("class") == "skip"
        assert focused.bounding_box()["y"] >= 0  # type: ignore[index]
        page.keyboard.press("Enter")
        assert page.url.endswith("#p_main")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_language_switch_keeps_the_text(chromium: Browser, real_site: BuiltSite) -> None:
    with _opened(chromium, real_site, "en/2025/ahmadova-v-azerbaijan/index.html") as (page, _):
        page.get_by_role("navigation", name="Languages").get_by_text("Русский").click()
        assert page.url.endswith("/ru/2025/ahmadova-v-azerbaijan/index.html")
        assert page.evaluate("document.documentElement.lang") == "ru"


def test_an_old_address_leads_on_without_script(chromium: Browser, fixture_site: BuiltSite) -> None:
    # the page may be left before it is loaded: only its arrival is waited for
    opened = _opened(chromium, fixture_site, "az/2020/old-name/index.html", until="commit", java_script_enabled=False)
    with opened as (page, _):
        page.wait_for_url("**/az/2021/lek/index.html")
        assert page.locator("h1").inner_text() == "Lək"


def test_arabic_runs_from_right_to_left(chromium: Browser, fixture_site: BuiltSite) -> None:
    with _opened(chromium, fixture_site, "ar/2023/everything-at-once/index.html") as (page, _):
        heading, rail = page.locator("h1").bounding_box(), page.locator(".rail").bounding_box()
        assert heading
        assert rail
        assert rail["x"] > heading["x"]


def test_a_letter_in_another_direction_runs_its_own_way(chromium: Browser, fixture_site: BuiltSite) -> None:
    with _opened(chromium, fixture_site, "en/2023/everything-at-once/index.html") as (page, _):
        letters = [page.locator(f"#letter-{name} .prose") for name in ("2023-12-05-aysel", "2023-12-05-huda")]
        assert [each.evaluate("each => getComputedStyle(each).direction") for each in letters] == ["ltr", "rtl"]


def test_a_letter_is_found_by_its_anchor_and_is_printed(chromium: Browser, fixture_site: BuiltSite) -> None:
    with _opened(chromium, fixture_site, "en/2023/everything-at-once/index.html") as (page, _):
        page.locator("#letter-2023-12-06-reader h3 a").click()
        assert page.url.endswith("#letter-2023-12-06-reader")
        page.emulate_media(media="print")
        assert page.locator("#letter-2023-12-06-reader").is_visible()
        assert not page.locator(".reply").is_visible()


def test_print_leaves_menus_out_and_writes_addresses(chromium: Browser, real_site: BuiltSite, tmp_path: Path) -> None:
    with _opened(chromium, real_site, "en/2023/cybercrime-powers-and-privacy/index.html") as (page, _):
        page.emulate_media(media="print")
        assert not page.locator(".sections").is_visible()
        assert not page.locator(".languages").is_visible()
        after = page.evaluate("getComputedStyle(document.querySelector('.sources a'), '::after').content")
        assert "turan.az" in after
        page.pdf(path=tmp_path / "print.pdf")
        assert (tmp_path / "print.pdf").stat().st_size > 10_000
