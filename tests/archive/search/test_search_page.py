"""This archive's search page in a real browser: by keyboard, by address, and by whoever types badly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from tests.search.searching import first, quiet, search, searching
from tests.serving import served
from tests.sites import ROOT, BuiltSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("search-page")]

AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HAJIYEV = "/2023/cybercrime-powers-and-privacy/"


@pytest.fixture(scope="module")
def address(build_site: Callable[[str], BuiltSite]) -> Iterator[str]:
    with served(build_site("real-public")) as found:
        yield found


def test_the_keyboard_alone_searches_reads_and_asks_for_more(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/") as (page, events):
        page.locator("#p_q").focus()
        page.keyboard.type("journalists")
        page.keyboard.press("Enter")
        expect(page.locator("#p_results li")).to_have_count(10)
        for _ in range(10):  # the button, three filters, five other ways in, the first result
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.querySelector('#p_results a')")
        for _ in range(10):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "p_more"
        page.keyboard.press("Enter")
        expect(page.locator("#p_results a").nth(10)).to_be_focused()
        assert quiet(page, events)


def test_what_was_found_is_said_and_marked(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "ru/search/") as (page, events):
        search(page, "бахтияром гаджиевым")
        status = page.get_by_role("status")
        expect(status).to_contain_text("Найдено справок: ")
        assert HAJIYEV in first(page)
        marked = page.locator("#p_results li").first.locator("mark").all_inner_texts()
        assert any(each.startswith("Гаджиев") for each in marked), marked
        assert quiet(page, events)


def test_an_address_opens_with_its_results_and_filters_and_back_leads_back(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "az/search/#q=jurnalist&year=2025&tag=privacy&lang=az") as (page, events):
        status = page.get_by_role("status")
        expect(status).to_have_text("Tapılan yazıların sayı: 1.")
        assert page.locator("#p_q").input_value() == "jurnalist"
        assert [page.locator(f"#p_{name}").input_value() for name in ("lang", "year", "tag")] == [
            "az",
            "2025",
            "privacy",
        ]
        page.locator("#p_tag").select_option("")
        expect(page).to_have_url(re.compile("#q=jurnalist&lang=az&year=2025$"))
        expect(page.locator("#p_results li").nth(1)).to_be_visible()
        wide = page.locator("#p_results li").count()
        page.go_back()
        expect(status).to_have_text("Tapılan yazıların sayı: 1.")
        assert page.locator("#p_tag").input_value() == "privacy"
        page.go_forward()
        expect(page.locator("#p_results li")).to_have_count(wide)
        assert quiet(page, events)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("az", "haciyevin"),
        ("az", "HACIYEV"),
        ("az", "Гаджиев"),
        ("az", "Hajiyev"),
        ("ru", "Hacıyev"),
        ("ru", "ufl;btd"),
        ("en", "Гаджиева"),
        ("en", "рфошнум"),
    ],
)
def test_a_name_is_found_as_it_is_typed(chromium: Browser, address: str, language: str, words: str) -> None:
    with searching(chromium, address, f"{language}/search/#q={quote(words)}") as (page, events):
        assert HAJIYEV in first(page)
        assert quiet(page, events)


def test_yo_and_ye_find_the_same(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "ru/search/") as (page, events):
        found = []
        for words in ("ещё", "еще"):
            search(page, words)
            first(page)
            expect(page.get_by_role("status")).to_contain_text("Найдено")
            found.append(page.get_by_role("status").inner_text())
        assert found[0] == found[1]
        assert quiet(page, events)


@pytest.mark.parametrize(("language", "words"), [("az", "jurnalistlər"), ("en", "journalists"), ("ru", "журналисты")])
def test_results_fit_a_narrow_screen(chromium: Browser, address: str, language: str, words: str) -> None:
    options = {"viewport": {"width": 320, "height": 900}}
    with searching(chromium, address, f"{language}/search/#q={quote(words)}", **options) as (page, _):
        expect(page.locator("#p_results li")).to_have_count(10)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_with_results_is_accessible(chromium: Browser, address: str, scheme: str) -> None:
    options = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": 320, "height": 900}}
    with searching(chromium, address, "en/search/#q=journalists", **options) as (page, _):
        expect(page.locator("#p_results li")).to_have_count(10)
        page.evaluate(AXE.read_text("utf-8"))
        result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in result["violations"]] == []
