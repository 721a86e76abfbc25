"""The search page in a real browser: by keyboard, by address, by whoever types badly, and when the line fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.serving import served
from tests.sites import ROOT, BuiltSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("search-page")]

AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", event => refused.push(event.effectiveDirective));
"""
HAJIYEV = "/2023/cybercrime-powers-and-privacy/"
NO_RESULT = {"az": "Heç nə tapılmadı", "en": "Nothing found", "ru": "Ничего не найдено"}


@pytest.fixture(scope="module")
def address(build_site: Callable[[str], BuiltSite]) -> Iterator[str]:
    with served(build_site("real-public")) as found:
        yield found


@pytest.fixture(scope="module")
def fixture_address(build_site: Callable[[str], BuiltSite]) -> Iterator[str]:
    with served(build_site("fixture-public")) as found:
        yield found


@contextmanager
def _searching(browser: Browser, address: str, path: str, **options: object) -> Iterator[tuple[Page, list[str]]]:
    """Open a search page; what its console says, and whom it asks beside its own origin, is collected."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    page, events, origin = context.new_page(), [], urlsplit(address).netloc

    def asked(url: str) -> None:
        if urlsplit(url).netloc != origin and not url.startswith("data:"):
            events.append(f"asked for {url}")

    page.add_init_script(LISTEN)
    page.on("request", lambda request: asked(request.url))
    page.on("console", lambda message: events.append(message.text))
    page.on("pageerror", lambda error: events.append(str(error)))
    page.set_default_timeout(15_000)
    page.goto(f"{address}{path}")
    yield page, events
    context.close()


def _quiet(page: Page, events: list[str]) -> bool:
    return events == [] and page.evaluate("refused") == []


def _search(page: Page, words: str) -> None:
    page.locator("#p_q").fill(words)
    page.locator("#p_q").press("Enter")


def _first(page: Page) -> str:
    """The address of the first result, once it is there."""
    page.locator("#p_results li").first.wait_for()
    return page.locator("#p_results a").first.get_attribute("href") or ""


def test_the_keyboard_alone_searches_reads_and_asks_for_more(chromium: Browser, address: str) -> None:
    with _searching(chromium, address, "en/search/") as (page, events):
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
        assert _quiet(page, events)


def test_what_was_found_is_said_and_marked(chromium: Browser, address: str) -> None:
    with _searching(chromium, address, "ru/search/") as (page, events):
        _search(page, "бахтияром гаджиевым")
        status = page.get_by_role("status")
        expect(status).to_contain_text("Найдено справок: ")
        assert HAJIYEV in _first(page)
        marked = page.locator("#p_results li").first.locator("mark").all_inner_texts()
        assert any(each.startswith("Гаджиев") for each in marked), marked
        assert _quiet(page, events)


def test_an_address_opens_with_its_results_and_filters_and_back_leads_back(chromium: Browser, address: str) -> None:
    with _searching(chromium, address, "az/search/#q=jurnalist&year=2025&tag=privacy&lang=az") as (page, events):
        status = page.get_by_role("status")
        expect(status).to_have_text("Tapılan arayışların sayı: 1.")
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
        expect(status).to_have_text("Tapılan arayışların sayı: 1.")
        assert page.locator("#p_tag").input_value() == "privacy"
        page.go_forward()
        expect(page.locator("#p_results li")).to_have_count(wide)
        assert _quiet(page, events)


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
    with _searching(chromium, address, f"{language}/search/#q={quote(words)}") as (page, events):
        assert HAJIYEV in _first(page)
        assert _quiet(page, events)


def test_yo_and_ye_find_the_same(chromium: Browser, address: str) -> None:
    with _searching(chromium, address, "ru/search/") as (page, events):
        found = []
        for words in ("ещё", "еще"):
            _search(page, words)
            _first(page)
            expect(page.get_by_role("status")).to_contain_text("Найдено")
            found.append(page.get_by_role("status").inner_text())
        assert found[0] == found[1]
        assert _quiet(page, events)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_that_nothing_was_found_is_said_in_plain_words(chromium: Browser, address: str, language: str) -> None:
    with _searching(chromium, address, f"{language}/search/#q=qqqqqqq") as (page, events):
        expect(page.get_by_role("status")).to_have_text(f"{NO_RESULT[language]}{' for' * (language == 'en')}: qqqqqqq.")
        assert page.locator("#p_results li").count() == 0
        assert page.locator(".search-indexes a").count() == 5
        assert _quiet(page, events)


@pytest.mark.parametrize("lost", ["rules.json", "/t", "/r"])
def test_a_part_that_does_not_arrive_is_said_and_can_be_asked_for_again(
    chromium: Browser, address: str, lost: str
) -> None:
    with _searching(chromium, address, "en/search/") as (page, _):
        pattern = "**/search/rules.json" if lost == "rules.json" else f"**/en/search{lost}*.json"
        page.route(pattern, lambda route: route.abort())
        _search(page, "Hajiyev")
        expect(page.get_by_role("status")).to_have_text(
            "A part of the index did not arrive. Press the button to try again."
        )
        page.unroute(pattern)
        before = page.evaluate("history.length")
        page.locator("#p_search button").click()
        assert HAJIYEV in _first(page)
        expect(page.get_by_role("status")).to_contain_text("Briefings found")
        assert page.evaluate("history.length") == before


def test_a_line_that_keeps_silent_is_given_up(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    # its own patience, shortened for what does not come alone: the files before it may take their time
    page.add_init_script(
        "const patience = AbortSignal.timeout, get = fetch;"
        "AbortSignal.timeout = time => Object.assign(patience.call(AbortSignal, time), { time });"
        "fetch = (at, how) => get(at, /[/]t[^/]*[.]json/.test(at) ?"
        " { ...how, signal: patience.call(AbortSignal, how.signal.time / 200) } : how);"
    )
    waiting: list[Route] = []
    page.route("**/en/search/t*.json", lambda route: waiting.append(route))
    page.goto(f"{address}en/search/#q=Hajiyev")
    expect(page.get_by_role("status")).to_contain_text("did not arrive", timeout=10_000)
    assert waiting
    context.close()


@pytest.mark.parametrize(
    "words",
    ['"><script>window.ran=1</script>', "<img src=x onerror=window.ran=1>", "a" * 5000, "x\x00\x07\x1b[31m\u202ey",
     "__proto__", "constructor", "toString valueOf", "tag:privacy", "%00%ff", "{words} {count}"],
)  # fmt: skip
def test_a_hostile_query_is_words_and_nothing_else(chromium: Browser, address: str, words: str) -> None:
    with _searching(chromium, address, f"en/search/#q={quote(words)}&lang=__proto__&tag=constructor") as (page, events):
        expect(page.get_by_role("status")).to_have_text(re.compile(r"found", re.IGNORECASE))
        assert page.evaluate("window.ran ?? null") is None
        assert page.locator("#p_status *").count() == 0
        assert len(page.locator("#p_q").input_value()) <= 200
        assert _quiet(page, events)


def test_without_script_the_page_explains_and_leads_on(chromium: Browser, address: str) -> None:
    with _searching(chromium, address, "ru/search/#q=x", java_script_enabled=False) as (page, events):
        assert not page.locator("#p_search").is_visible()
        assert "скрипты отключены" in page.locator(".flag").inner_text()
        page.locator(".search-indexes a").first.click()
        page.wait_for_url(f"{address}ru/archive/")
        assert events == []


@pytest.mark.parametrize(("language", "words"), [("az", "jurnalistlər"), ("en", "journalists"), ("ru", "журналисты")])
def test_results_fit_a_narrow_screen(chromium: Browser, address: str, language: str, words: str) -> None:
    options = {"viewport": {"width": 320, "height": 900}}
    with _searching(chromium, address, f"{language}/search/#q={quote(words)}", **options) as (page, _):
        expect(page.locator("#p_results li")).to_have_count(10)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_with_results_is_accessible(chromium: Browser, address: str, scheme: str) -> None:
    options = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": 320, "height": 900}}
    with _searching(chromium, address, "en/search/#q=journalists", **options) as (page, _):
        expect(page.locator("#p_results li")).to_have_count(10)
        page.evaluate(AXE.read_text("utf-8"))
        result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in result["violations"]] == []


def test_no_query_is_sent_to_the_server(chromium: Browser, address: str) -> None:
    with _searching(chromium, address, "en/2023/cybercrime-powers-and-privacy/") as (page, events):
        sent: list[str] = []
        page.on("request", lambda request: sent.append(f"{request.url} {request.headers} {request.post_data}"))
        page.locator(".find a").click()
        expect(page.locator("#p_q")).to_be_focused()
        page.keyboard.type("Hajiyev phone")
        page.keyboard.press("Enter")
        _first(page)
        expect(page).to_have_url(f"{address}en/search/#q=Hajiyev+phone")
        page.locator("#p_year").select_option("2023")
        _first(page)
        page.reload()
        assert HAJIYEV in _first(page)
        page.locator("#p_results a").first.click()
        page.locator("h1").wait_for()
        assert [each for each in sent if "Hajiyev" in each or "?" in each.split()[0]] == []
        assert _quiet(page, events)


def test_an_earlier_address_loses_its_query_to_the_fragment(chromium: Browser, address: str) -> None:
    with _searching(chromium, address, "en/search/?q=Hajiyev&year=2023") as (page, events):
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        before = page.evaluate("history.length")
        assert HAJIYEV in _first(page)
        expect(page).to_have_url(f"{address}en/search/#q=Hajiyev&year=2023")
        assert page.evaluate("history.length") == before
        page.reload()
        assert HAJIYEV in _first(page)
        assert [each for each in sent if "?" in each] == []
        assert _quiet(page, events)


def test_a_link_to_a_part_of_the_page_leaves_the_results(chromium: Browser, address: str) -> None:
    with _searching(chromium, address, "en/search/#q=Hajiyev") as (page, events):
        first = _first(page)
        page.evaluate("location.hash = 'p_main'")
        expect(page).to_have_url(f"{address}en/search/#p_main")
        assert (page.locator("#p_q").input_value(), _first(page)) == ("Hajiyev", first)
        page.go_back()
        expect(page).to_have_url(f"{address}en/search/#q=Hajiyev")
        assert (page.locator("#p_q").input_value(), _first(page)) == ("Hajiyev", first)
        assert _quiet(page, events)


def test_a_form_sends_nothing_where_the_script_fails(chromium: Browser, address: str) -> None:
    with _searching(chromium, address, "en/search/") as (page, _):
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        page.locator("#p_q").fill("Hajiyev")
        page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('p_search'))")
        page.wait_for_timeout(500)
        assert [each for each in sent if "q=" in each] == []
        assert "Hajiyev" not in page.url


def test_a_search_from_right_to_left(chromium: Browser, fixture_address: str) -> None:
    with _searching(chromium, fixture_address, "ar/search/#q=everything") as (page, events):
        _first(page)
        first = page.locator("#p_results li").first
        assert first.evaluate("each => getComputedStyle(each).direction") == "rtl"
        field, button = page.locator("#p_q").bounding_box(), page.locator("#p_search button").bounding_box()
        assert field
        assert button
        assert button["x"] < field["x"]
        foreign = page.locator("#p_results a[dir]")
        assert {each.get_attribute("dir") for each in foreign.all()} <= {"ltr"}
        assert _quiet(page, events)
