"""This archive's search page in a real browser: by keyboard, by address, and by whoever types badly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.newsarchive.search.searching import first, quiet, search, searching
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
        for _ in range(3):  # the button, the filters, the first result
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.querySelector('#p_results a')")
        for _ in range(10):
            page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "p_more"
        page.keyboard.press("Enter")
        expect(page.locator("#p_results a").nth(10)).to_be_focused()
        assert quiet(page, events)


def test_who_asks_twice_for_more_gets_all_in_order(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/#q=") as (page, events):
        days = page.locator("#p_results time")
        expect(days).to_have_count(10)
        waiting: list[Route] = []
        page.route(re.compile(r"/en/search/r[^/]*\.json"), lambda route: waiting.append(route))
        page.evaluate("for (const press of [1, 2]) document.getElementById('p_more').click()")
        page.wait_for_timeout(500)
        # what comes later in the list arrives first
        while waiting:
            waiting.pop().continue_()
            page.wait_for_timeout(50)
        expect(days).to_have_count(20)
        page.unroute_all()
        page.locator("#p_more").click()
        expect(page.locator("#p_more")).to_be_hidden()
        found = days.evaluate_all("each => each.map(day => day.dateTime)")
        assert len(found) > 20
        assert found == sorted(found, reverse=True)
        assert quiet(page, events)


def test_that_a_result_was_lost_is_still_said_below_more(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/") as (page, _):
        page.route(re.compile(r"/en/search/r[^/]*\.json"), lambda route: route.abort(), times=1)
        page.locator("#p_search button").click()
        expect(page.get_by_role("status")).to_contain_text("some results may be missing")
        expect(page.locator("#p_results li")).to_have_count(9)
        page.locator("#p_more").click()
        expect(page.locator("#p_results li")).to_have_count(19)
        page.wait_for_timeout(300)
        expect(page.get_by_role("status")).to_contain_text("some results may be missing")


def test_what_was_found_is_said_and_marked(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "ru/search/") as (page, events):
        search(page, "бахтияром гаджиевым")
        status = page.get_by_role("status")
        expect(status).to_contain_text("Найдено справок: ")
        assert HAJIYEV in first(page)
        marked = page.locator("#p_results li:has(time)").first.locator("mark").all_inner_texts()
        assert any(each.startswith("Гаджиев") for each in marked), marked
        assert quiet(page, events)


def test_an_address_opens_with_its_results_and_filters_and_back_leads_back(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "az/search/#q=jurnalist&year=2025&tag=privacy&lang=az") as (page, events):
        status = page.get_by_role("status")
        expect(status).to_have_text("Tapılan yazıların sayı: 1.")
        assert page.locator("#p_q").input_value() == "jurnalist"
        chosen = page.locator("#p_chosen a")
        expect(chosen).to_have_text(
            [
                "Mətnin dili: Azərbaycan dili ×",
                "İl: 2025 ×",
                "Mövzular: Şəxsi həyat və fərdi məlumatlar ×",
            ]
        )
        chosen.last.click()
        expect(page).to_have_url(re.compile("#q=jurnalist&year=2025&lang=az$"))
        expect(status).to_have_text(re.compile(r"sayı: [2-9]\.$"))
        wide, results = int(status.inner_text()[-2]), page.locator("#p_results li:has(time)")
        expect(results).to_have_count(wide)
        page.go_back()
        expect(status).to_have_text("Tapılan yazıların sayı: 1.")
        expect(chosen).to_have_count(3)
        page.go_forward()
        expect(results).to_have_count(wide)
        assert quiet(page, events)


def counted(page: Page, facet: str) -> dict[str, int]:
    """Open a facet if need be, and read how many briefings each of its values would leave."""
    place = page.locator(f"[data-facet={facet}]")
    for each in (page.locator("#p_filters"), place):
        if not each.evaluate("each => each.open"):
            each.locator("summary").first.click()
    expect(place.locator(".count").first).to_have_text(re.compile(r"^\d+$"))
    rows = (text.rsplit(" ", 1) for text in place.locator("li").all_inner_texts())
    return {name: int(count) for name, count in rows}


def number(page: Page) -> int:
    """Read how many briefings were found."""
    status = page.get_by_role("status")
    expect(status).to_have_text(re.compile(r"\d+\."))
    return int(re.sub(r"\D", "", status.inner_text()))


def test_filters_count_what_they_leave_and_stand_in_the_address(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/#q=journalists") as (page, events):
        everything = number(page)
        for facet in ("lang", "year", "tag", "person", "place"):
            values = counted(page, facet)
            assert len(values) > 2
            assert max(values.values()) <= everything or facet == "lang"
            for name in list(values)[:2]:
                page.locator(f"[data-facet={facet}] a", has_text=re.compile(f"^{re.escape(name)}$")).click()
                expect(page.locator("#p_chosen a")).to_have_count(1)
                assert number(page) == values[name], (facet, name)
                assert f"&{facet}=" in page.url
                page.locator("#p_chosen a").click()
                expect(page.locator("#p_chosen a")).to_have_count(0)
                assert number(page) == everything
            page.locator(f"[data-facet={facet}] > summary").click()
        assert quiet(page, events)


def test_a_list_of_a_filter_that_is_lost_is_told_and_asked_for_again(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/#q=law") as (page, _):
        first(page)
        page.route(re.compile(r"/en/search/t[^/]*\.json"), lambda route: route.abort())
        page.locator("#p_filters > summary").click()
        page.locator("[data-facet=person] > summary").click()
        expect(page.get_by_role("status")).to_contain_text("Part of the index failed to load")
        page.unroute_all()
        page.locator("#p_search button").click()
        assert counted(page, "person")


def test_a_chosen_person_keeps_the_name_when_filters_are_opened(chromium: Browser, address: str) -> None:
    # one of whom the page without a script has no link
    with searching(chromium, address, "en/search/#q=&person=elmar-huseynov") as (page, events):
        chosen = page.locator("#p_chosen a")
        expect(chosen).to_have_text(["People: Elmar Huseynov ×"])
        counted(page, "year")
        assert chosen.all_inner_texts() == ["People: Elmar Huseynov ×"]
        assert quiet(page, events)


def test_a_filter_is_chosen_by_keyboard_and_keeps_the_focus(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "ru/search/#q=%D1%81%D1%83%D0%B4") as (page, events):
        name = next(iter(counted(page, "place")))
        page.locator("[data-facet=place] a").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-facet=place] [aria-current=true]")).to_have_text(name)
        expect(page.locator("[data-facet=place] [aria-current=true]")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#p_chosen a")).to_have_count(0)
        assert quiet(page, events)


def test_an_empty_query_lists_all_briefings_by_date(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/") as (page, events):
        assert page.locator("#p_results li").count() == 0
        page.locator("#p_search button").click()
        expect(page.locator("#p_results li")).to_have_count(10)
        days = page.locator("#p_results time").evaluate_all("each => each.map(day => day.dateTime)")
        assert days == sorted(days, reverse=True)
        total = number(page)
        year = next(iter(counted(page, "year")))
        page.locator("[data-facet=year] a").first.click()
        expect(page).to_have_url(re.compile(f"#q=&year={year}$"))
        assert number(page) < total
        assert quiet(page, events)


def test_a_person_is_a_result_and_says_so(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/#q=Gadzhiev") as (page, events):
        result = page.locator("#p_results li").first
        expect(result.locator("a")).to_have_attribute("href", re.compile("/en/people/bakhtiyar-hajiyev/"))
        assert result.inner_text().split("\n")[0] == "People"
        assert number(page) == 1
        assert quiet(page, events)


FULL = pytest.mark.full


@pytest.mark.parametrize("language", [pytest.param("az", marks=FULL), "en", pytest.param("ru", marks=FULL)])
def test_without_script_filters_are_lists_of_links(chromium: Browser, address: str, language: str) -> None:
    with searching(chromium, address, f"{language}/search/", java_script_enabled=False) as (page, _):
        page.locator("#p_filters > summary").click()
        page.locator("[data-facet=person] > summary").click()
        link = page.locator("[data-facet=person] a").first
        assert int(page.locator("[data-facet=person] .count").first.inner_text()) > 1
        link.click()
        page.wait_for_url(f"{address}{language}/people/*/")
        assert page.locator("h1").is_visible()


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("az", ("haciyevin", "HACIYEV", "Гаджиев", "Hajiyev")),
        ("ru", ("Hacıyev", "ufl;btd")),
        ("en", ("Гаджиева", "рфошнум")),
    ],
)
def test_a_name_is_found_as_it_is_typed(chromium: Browser, address: str, language: str, typed: tuple[str, ...]) -> None:
    with searching(chromium, address, f"{language}/search/") as (page, events):
        for words in typed:
            ask(page, address, language, words)
            assert HAJIYEV in first(page), words
            assert quiet(page, events)


def ask(page: Page, address: str, language: str, words: str) -> None:
    """Open a search page anew, without what an earlier query found."""
    page.goto("about:blank")
    page.goto(f"{address}{language}/search/#q={quote(words)}")


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


def test_a_page_with_results_is_accessible(chromium: Browser, address: str) -> None:
    options = {"color_scheme": "light", "bypass_csp": True, "viewport": {"width": 320, "height": 900}}
    with searching(chromium, address, "en/search/#q=journalists", **options) as (page, _):
        expect(page.locator("#p_results li")).to_have_count(10)
        counted(page, "person")
        page.evaluate(AXE.read_text("utf-8"))
        # another scheme has other colours, and nothing else that axe looks at
        for scheme, rules in (("light", RULES), ("dark", {"type": "rule", "values": ["color-contrast"]})):
            page.emulate_media(color_scheme=scheme)
            result = page.evaluate("rules => axe.run({runOnly: rules})", rules)
            assert result["passes"], scheme
            assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in result["violations"]] == [], scheme


# the notice of the day is not part of the search; what it takes is taken away
TOP = """() => document.querySelector("#p_results a").getBoundingClientRect().top
  - [...document.querySelectorAll(".notice")]
  .filter(each => each.compareDocumentPosition(document.querySelector("main")) & 4)
  .reduce((sum, each) => sum + each.offsetHeight + parseFloat(getComputedStyle(each).marginTop), 0)"""


@pytest.mark.parametrize(
    ("language", "words", "many"),
    [
        ("az", "ismayılova", "jurnalistlər"),
        ("en", "ismayilova", "journalists"),
        ("ru", "исмаилова", "журналисты"),
    ],
)
def test_the_first_result_is_in_sight_on_a_phone_and_all_fit(
    chromium: Browser, address: str, language: str, words: str, many: str
) -> None:
    options = {"viewport": {"width": 390, "height": 844}}
    with searching(chromium, address, f"{language}/search/#q={quote(words)}", **options) as (page, _):
        first(page)
        assert page.evaluate(TOP) <= 450
        page.set_viewport_size({"width": 320, "height": 568})
        assert page.evaluate(TOP) <= 500
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        right = "Math.max(...[...document.querySelectorAll('main *')].map(each => each.getBoundingClientRect().right))"
        assert page.evaluate(right) <= 320
        # an iPhone zooms in on a field with smaller letters
        fields = "[...document.querySelectorAll('.search input, .search select')]"
        page.evaluate("document.documentElement.style.fontSize = '80%'")
        assert {
            float(size.removesuffix("px")) >= 16
            for size in page.evaluate(f"{fields}.map(each => getComputedStyle(each).fontSize)")
        } == {True}
        page.evaluate("document.documentElement.style.fontSize = ''")
        search(page, many)
        expect(page.locator("#p_results li")).to_have_count(10)
        counted(page, "tag")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_what_was_guessed_is_said(chromium: Browser, address: str) -> None:
    queries = (
        ("en", "jounalists", "Shown instead: journalist"),
        ("az", "jurnlaistlər", "Əvəzinə göstərilir: jurnalist"),
        # of a name that texts begin with İ
        ("az", "ismayılovva", "Əvəzinə göstərilir: ismayılova"),
        ("ru", "журнлаистов", "Вместо этого показано: журналист"),
        ("ru", ";ehyfkbcns", "Запрос в другой раскладке: журналисты."),
    )
    with searching(chromium, address, "en/search/") as (page, events):
        for language, words, said in queries:
            ask(page, address, language, words)
            first(page)
            expect(page.get_by_role("status")).to_contain_text(said)
            assert words in page.get_by_role("status").inner_text() or ";" in words
            assert quiet(page, events)


def test_a_result_leads_to_the_sentence(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/#q=%22memory+of+the+world%22") as (page, _):
        href = first(page)
        assert ":~:text=" in href
        page.locator("#p_results a").first.click()
        page.locator("h1").wait_for()
        page.wait_for_function("scrollY > 500")


def test_the_page_in_another_language_answers_the_same_query(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/") as (page, _):
        search(page, "Hajiyev")
        first(page)
        assert page.title().startswith("Hajiyev – ")
        page.locator(".languages a[lang=ru]").click()
        page.wait_for_url("**/ru/search/#q=Hajiyev")
        assert HAJIYEV in first(page)


def test_a_word_whose_file_is_lost_costs_no_other(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/") as (page, _):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        search(page, "Pegasus")
        first(page)
        expect(page.get_by_role("status")).to_contain_text("Briefings found")
        before = {*asked}
        page.goto("about:blank")
        page.route(
            re.compile(r"/en/search/t[^/]*\.json"),
            lambda route: route.continue_() if route.request.url in before else route.abort(),
        )
        page.goto(f"{address}en/search/#q=Pegasus+Windhoek")
        assert "pegasus" in first(page)
        expect(page.get_by_role("status")).to_contain_text("some results may be missing")
