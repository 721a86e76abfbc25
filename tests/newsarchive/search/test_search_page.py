"""The search page in a real browser: by keyboard, by address, by whoever types badly, and when the line fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.newsarchive.search.searching import first, quiet, search, searching
from tests.serving import served
from tests.sites import BuiltSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("search-page")]

FOUND = "/2023/everything-at-once/"
NO_RESULT = {"az": "Heç nə tapılmadı", "en": "Nothing found", "ru": "Ничего не найдено"}


@pytest.fixture(scope="module")
def address(build_site: Callable[[str], BuiltSite]) -> Iterator[str]:
    with served(build_site("fixture-public")) as found:
        yield found


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_that_nothing_was_found_is_said_in_plain_words(chromium: Browser, address: str, language: str) -> None:
    with searching(chromium, address, f"{language}/search/#q=qqqqqqq") as (page, events):
        expect(page.get_by_role("status")).to_have_text(f"{NO_RESULT[language]}{' for' * (language == 'en')}: qqqqqqq.")
        assert page.locator("#p_results li").count() == 0
        assert page.locator(".search-indexes a").count() == 5
        assert quiet(page, events)


def test_a_page_that_is_found_alone_is_not_denied(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/#q=letter+safely+qqqqqqq") as (page, events):
        expect(page.locator("#p_results li a")).to_have_text(["Writing safely"])
        said = "No briefings found, but these pages match. Not found in any briefing: qqqqqqq."
        expect(page.get_by_role("status")).to_have_text(said)
        assert quiet(page, events)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ('"Opening words"', "."),
        ('"words opening"', ". None of the results shown has the quoted words side by side."),
        ('"words opening" "Opening words"', "."),
        ("words opening", "."),
    ],
)
def test_that_no_result_has_quoted_words_side_by_side_is_said(
    chromium: Browser, address: str, asked: str, said: str
) -> None:
    with searching(chromium, address, f"en/search/#q={quote(asked)}") as (page, events):
        assert FOUND in first(page)
        _settled(page)
        expect(page.get_by_role("status")).to_have_text(re.compile(rf"^Briefings found: \d+{re.escape(said)}$"))
        assert quiet(page, events)


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [("az", "ismaxxxova", "Bəlkə"), ("en", "ismaxxxova", "Did you"), ("ru", "ismaxxxova", "Возмож")],
)
def test_near_words_are_offered_and_lead_to_results(
    chromium: Browser, address: str, language: str, words: str, said: str
) -> None:
    with searching(chromium, address, f"{language}/search/#q={quote(words)}") as (page, events):
        expect(page.locator("#p_hints")).to_contain_text(said)
        link = page.locator("#p_hints a").first
        word = link.inner_text()
        link.click()
        first(page)
        assert page.locator("#p_q").input_value() == word
        expect(page.locator("#p_hints")).to_be_empty()
        assert quiet(page, events)


@pytest.mark.parametrize("lost", ["rules.json", "/t"])
def test_a_part_that_does_not_arrive_is_said_and_can_be_asked_for_again(
    chromium: Browser, address: str, lost: str
) -> None:
    with searching(chromium, address, "en/search/") as (page, _):
        pattern = "**/search/rules.json" if lost == "rules.json" else f"**/en/search{lost}*.json"
        page.route(pattern, lambda route: route.abort())
        search(page, "Ismayilova")
        expect(page.get_by_role("status")).to_have_text(
            "Part of the index failed to load. Press the button to try again."
        )
        page.unroute(pattern)
        before = page.evaluate("history.length")
        page.locator("#p_search button").click()
        assert FOUND in first(page)
        expect(page.get_by_role("status")).to_contain_text("Briefings found")
        assert page.evaluate("history.length") == before


def test_a_record_that_is_lost_costs_no_other(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/") as (page, _):
        search(page, "law")
        first(page)
        expect(page.get_by_role("status")).to_contain_text("Briefings found")
        whole = _settled(page)
        assert whole > 1
        page.goto("about:blank")
        page.route(re.compile(r"/en/search/r[^/]*\.json"), lambda route: route.abort(), times=1)
        page.goto(f"{address}en/search/#q=law")
        first(page)
        expect(page.get_by_role("status")).to_contain_text("some results may be missing")
        assert _settled(page) == whole - 1


def _settled(page: Page) -> int:
    """The number of results once no more come: they are shown one by one."""
    before, now = -1, 0
    while before != now:
        page.wait_for_timeout(500)
        before, now = now, page.locator("#p_results li").count()
    return now


def test_a_lost_script_is_told(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/search/search.js", lambda route: route.abort())
    page.goto(f"{address}en/search/#q=law")
    assert not page.locator(".search-lost").is_visible()
    page.evaluate("document.getAnimations().forEach(each => each.finish())")
    expect(page.locator(".search-lost")).to_be_visible()
    expect(page.locator(".search-indexes a").first).to_be_visible()
    context.close()


def test_scripts_that_few_need_come_when_they_are_needed(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/") as (page, events):
        scripts: list[str] = []
        page.on("request", lambda request: scripts.extend(re.findall(r"/search/(\w+)[.]js(?!on)", request.url)))
        page.goto("about:blank")
        page.goto(f"{address}en/search/#q=Ismayilova")
        first(page)
        assert scripts == ["search"]
        search(page, "Ismayilovva")
        first(page)
        assert scripts == ["search", "guess"]
        page.locator("#p_filters > summary").click()
        page.locator("[data-facet=year] > summary").click()
        expect(page.locator("[data-facet=year] a[href^='#']").first).to_be_visible()
        assert scripts == ["search", "guess", "facets"]
        page.goto("about:blank")
        page.goto(f"{address}en/search/#q=Ismayilova&year=2023")
        first(page)
        expect(page.locator("#p_chosen a")).to_have_text(["Year: 2023 ×"])
        assert scripts[3:] == ["search", "facets"]
        assert quiet(page, events)


@pytest.mark.parametrize(
    ("lost", "asked", "said"),
    [
        ("facets", "q=Ismayilova&year=2023", "Part of the index failed to load"),
        ("guess", "q=qqqqqqqq", "Part of the index failed to load"),
        ("guess", "q=Ismayilova+qqqqqqqq", "some results may be missing"),
    ],
)
def test_a_further_script_that_is_lost_is_told_and_asked_for_again(
    chromium: Browser, address: str, lost: str, asked: str, said: str
) -> None:
    with searching(chromium, address, "en/search/") as (page, _):
        page.route(f"**/search/{lost}.js", lambda route: route.abort())
        page.goto("about:blank")
        page.goto(f"{address}en/search/#{asked}")
        expect(page.get_by_role("status")).to_contain_text(said)
        page.unroute(f"**/search/{lost}.js")
        page.locator("#p_search button").click()
        expect(page.get_by_role("status")).to_contain_text(re.compile("Briefings found: 1|Nothing found"))
        expect(page.get_by_role("status")).not_to_contain_text("missing")


def test_the_lists_of_filters_lead_on_though_their_script_is_lost(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/#q=Ismayilova") as (page, _):
        first(page)
        page.route("**/search/facets.js", lambda route: route.abort())
        page.locator("#p_filters > summary").click()
        expect(page.get_by_role("status")).to_contain_text("Part of the index failed to load")
        page.locator("[data-facet=year] > summary").click()
        page.locator("[data-facet=year] a", has_text="2023").click()
        page.wait_for_url(f"{address}en/2023/")


def test_a_filter_that_is_chosen_before_its_counts_arrive_keeps_the_search(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/#q=Ismayilova") as (page, events):
        first(page)
        waiting: list[Route] = []
        index = re.compile(r"/en/search/t[^/]*\.json")
        page.route(index, lambda route: waiting.append(route))
        with page.expect_response("**/search/facets.js"):
            page.locator("#p_filters > summary").click()
        page.locator("[data-facet=year] > summary").click()
        page.locator("[data-facet=year] a", has_text="2023").click()
        expect(page).to_have_url(f"{address}en/search/#q=Ismayilova&year=2023")
        page.route(index, lambda route: route.continue_())
        for route in waiting:
            route.continue_()
        assert FOUND in first(page)
        expect(page.locator("#p_chosen a")).to_have_text(["Year: 2023 ×"])
        expect(page.locator("[data-facet=year] a[aria-current]")).to_have_text("2023")
        assert quiet(page, events)


def test_results_are_shown_though_the_script_of_open_filters_is_lost(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/") as (page, _):
        page.route("**/search/facets.js", lambda route: route.abort())
        page.locator("#p_filters > summary").click()
        expect(page.get_by_role("status")).to_contain_text("Part of the index failed to load")
        search(page, "Ismayilova")
        assert FOUND in first(page)


SHIFTS = """window.shifts = 0; new PerformanceObserver(list => {
  for (const each of list.getEntries()) window.shifts += each.value;
}).observe({type: "layout-shift", buffered: true});"""


@pytest.mark.parametrize("asked", ["", "#q=law", "#q=qqqqqqq", "#q=Ismayilova&year=2023"])
def test_little_moves_while_a_search_arrives(chromium: Browser, address: str, asked: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    page.route("**/*.json", lambda route: (page.wait_for_timeout(150), route.continue_()))
    page.goto(f"{address}en/search/{asked}")
    if asked:
        expect(page.get_by_role("status")).to_have_text(re.compile(r"found", re.IGNORECASE))
    page.wait_for_timeout(500)
    # what Core Web Vitals call good
    assert page.evaluate("window.shifts") < (0.1 if asked else 0.01)
    assert page.locator(".footer").is_visible()
    context.close()


def test_without_the_filters_there_is_more(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/#q=Ismayilova&year=1999") as (page, events):
        expect(page.get_by_role("status")).to_contain_text("Nothing found")
        expect(page.locator("#p_chosen a")).to_have_text(["Year: 1999 ×"])
        page.locator("#p_hints a").click()
        assert FOUND in first(page)
        expect(page.locator("#p_chosen a")).to_have_count(0)
        assert quiet(page, events)


def test_a_filter_that_is_removed_leaves_the_focus_nearby(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/#q=Ismayilova&year=2023&tag=press") as (page, events):
        first(page)
        chips = page.locator("#p_chosen a")
        year = page.get_by_role("link", name="Remove filter: Year: 2023", exact=True)
        expect(chips).to_have_count(2)
        year.press("Enter")
        expect(chips).to_have_count(1)
        expect(chips).to_be_focused()
        first(page)
        expect(chips).to_be_focused()
        chips.press("Enter")
        expect(chips).to_have_count(0)
        expect(page.locator("#p_q")).to_be_focused()
        page.goto("about:blank")
        page.goto(f"{address}en/search/#q=Ismayilova&year=1999")
        page.locator("#p_hints a").press("Enter")
        first(page)
        expect(page.locator("#p_q")).to_be_focused()
        assert quiet(page, events)


def test_what_is_offered_for_another_language_leads_to_results(chromium: Browser, address: str) -> None:
    asked = f"{quote('azərbaycanca')}&lang=az&year=1999"
    with searching(chromium, address, f"en/search/#q={asked}") as (page, events):
        status = page.get_by_role("status")
        expect(status).to_contain_text("Nothing found")
        expect(page.locator("#p_hints")).to_have_text("Without filters: 1")
        page.locator("#p_hints a").click()
        expect(status).to_have_text("Briefings found: 1.")
        page.goto("about:blank")
        page.goto(f"{address}en/search/#q={quote('yazılmqqq')}&lang=az")
        page.locator("#p_hints a", has_text="yazılmış").click()
        assert "/2021/" in first(page)
        expect(status).to_have_text("Briefings found: 1.")
        assert quiet(page, events)


def test_filters_that_are_left_before_their_script_arrives_are_not_shown(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/#q=Ismayilova") as (page, events):
        first(page)
        waiting: list[Route] = []
        page.route("**/search/facets.js", lambda route: waiting.append(route))
        with page.expect_request("**/search/facets.js"):
            page.evaluate("location.hash = 'q=Ismayilova&year=2023'")
        page.go_back()
        expect(page).to_have_url(f"{address}en/search/#q=Ismayilova")
        first(page)
        with page.expect_response("**/search/facets.js"):
            waiting[0].continue_()
        page.wait_for_timeout(300)
        assert page.locator("#p_chosen a").count() == 0
        assert quiet(page, events)


def test_back_from_a_search_to_the_page_says_nothing(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/") as (page, events):
        search(page, "Ismayilova")
        first(page)
        page.go_back()
        expect(page).to_have_url(f"{address}en/search/")
        expect(page.locator("#p_results li")).to_have_count(0)
        expect(page.locator("#p_status")).to_have_text("")
        assert quiet(page, events)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marked_words_are_read_in_forced_colours(chromium: Browser, address: str, scheme: str) -> None:
    asked = "en/search/#q=Ismayilova"
    with searching(chromium, address, asked, forced_colors="active", color_scheme=scheme) as (page, events):
        first(page)
        mark = page.locator("#p_results mark").first
        colours = mark.evaluate("each => [getComputedStyle(each).color, getComputedStyle(each).backgroundColor]")
        # the words, and a colour of their own that covers the page's
        assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 0)"]
        assert quiet(page, events)


def test_back_from_a_search_that_a_pages_link_led_to(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/") as (page, events):
        page.locator(".find a").click()
        expect(page.locator("#p_q")).to_be_focused()
        search(page, "Ismayilova")
        first(page)
        page.go_back()
        expect(page).to_have_url(f"{address}en/search/")
        expect(page.locator("#p_results li")).to_have_count(0)
        expect(page.locator("#p_q")).to_have_value("")
        page.go_back()
        expect(page).to_have_url(f"{address}en/")
        assert quiet(page, events)


def test_a_word_after_an_invisible_character_is_shown(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/") as (page, events):

        def changed(route: Route) -> None:
            record = route.fetch().json()
            route.fulfill(json={**record, "s": "", "x": "A \u200cIsmayilova text"})

        page.route(re.compile(r"/en/search/r[^/.]*\.json"), changed)
        search(page, "Ismayilova")
        assert first(page).endswith("#:~:text=%E2%80%8CIsmayilova%20text")
        expect(page.get_by_role("status")).to_have_text("Briefings found: 1.")
        assert quiet(page, events)


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
    page.goto(f"{address}en/search/#q=Ismayilova")
    expect(page.get_by_role("status")).to_contain_text("failed to load", timeout=10_000)
    assert waiting
    context.close()


HOSTILE = [
    '"><script>window.ran=1</script>', "<img src=x onerror=window.ran=1>", "a" * 5000, "x\x00\x07\x1b[31m\u202ey",
    "__proto__", "constructor", "toString valueOf", "tag:privacy", "%00%ff", "{words} {count}",
]  # fmt: skip


def test_a_hostile_query_is_words_and_nothing_else(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/") as (page, events):
        for words in HOSTILE:
            page.goto("about:blank")
            page.goto(f"{address}en/search/#q={quote(words)}&lang=__proto__&tag=constructor")
            expect(page.get_by_role("status")).to_have_text(re.compile(r"found", re.IGNORECASE))
            assert page.evaluate("window.ran ?? null") is None, words
            assert page.locator("#p_status *").count() == 0, words
            assert len(page.locator("#p_q").input_value()) <= 200, words
            assert quiet(page, events), words


def test_without_script_the_page_explains_and_leads_on(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "ru/search/#q=x", java_script_enabled=False) as (page, events):
        assert not page.locator("#p_search").is_visible()
        assert not page.locator(".search-lost").is_visible()
        assert "скрипты отключены" in page.locator(".flag:visible").inner_text()
        page.locator(".search-indexes a").first.click()
        page.wait_for_url(f"{address}ru/archive/")
        assert events == []


def test_no_query_is_sent_to_the_server(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/2023/everything-at-once/") as (page, events):
        sent: list[str] = []
        page.on("request", lambda request: sent.append(f"{request.url} {request.headers} {request.post_data}"))
        page.locator(".find a").click()
        expect(page.locator("#p_q")).to_be_focused()
        page.keyboard.type("Khadija Ismayilova")
        page.keyboard.press("Enter")
        first(page)
        expect(page).to_have_url(f"{address}en/search/#q=Khadija+Ismayilova")
        page.locator("#p_filters > summary").click()
        page.locator("[data-facet=year] > summary").click()
        page.locator("[data-facet=year] a[href^='#']", has_text="2023").click()
        expect(page.locator("#p_chosen a")).to_have_count(1)
        first(page)
        page.reload()
        assert FOUND in first(page)
        page.locator("#p_results a").first.click()
        page.locator("h1").wait_for()
        assert [each for each in sent if "Ismayilova" in each or "?" in each.split()[0]] == []
        assert quiet(page, events)


def test_an_earlier_address_loses_its_query_to_the_fragment(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/?q=Ismayilova&year=2023") as (page, events):
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        before = page.evaluate("history.length")
        assert FOUND in first(page)
        expect(page).to_have_url(f"{address}en/search/#q=Ismayilova&year=2023")
        assert page.evaluate("history.length") == before
        page.reload()
        assert FOUND in first(page)
        assert [each for each in sent if "?" in each] == []
        assert quiet(page, events)


def test_a_link_to_a_part_of_the_page_leaves_the_results(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/#q=Ismayilova") as (page, events):
        before = first(page)
        skip = page.locator(".skip")
        skip.focus()
        skip.press("Enter")
        # the address that a reader may copy
        expect(page).to_have_url(f"{address}en/search/#q=Ismayilova")
        page.keyboard.press("Tab")
        expect(page.locator("#p_q")).to_be_focused()
        assert (page.locator("#p_q").input_value(), first(page)) == ("Ismayilova", before)
        page.go_back()
        expect(page).to_have_url(f"{address}en/search/#q=Ismayilova")
        assert (page.locator("#p_q").input_value(), first(page)) == ("Ismayilova", before)
        assert quiet(page, events)


def test_on_paper_there_are_the_query_its_filters_and_the_results(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/#q=Ismayilova&year=2023") as (page, events):
        first(page)
        expect(page.locator("#p_chosen a")).to_have_count(1)
        page.emulate_media(media="print")
        for shown in ("#p_q", "#p_chosen a", "#p_status", "#p_results li"):
            assert page.locator(shown).first.is_visible(), shown
        for hidden in ("#p_search button", "#p_filters", "#p_more", ".search-after"):
            assert not page.locator(hidden).is_visible(), hidden
        assert quiet(page, events)


def test_a_form_sends_nothing_where_the_script_fails(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "en/search/") as (page, _):
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        page.locator("#p_q").fill("Ismayilova")
        page.evaluate("HTMLFormElement.prototype.submit.call(document.getElementById('p_search'))")
        page.wait_for_timeout(500)
        assert [each for each in sent if "q=" in each] == []
        assert "Ismayilova" not in page.url


def test_a_search_from_right_to_left(chromium: Browser, address: str) -> None:
    with searching(chromium, address, "ar/search/#q=everything") as (page, events):
        first(page)
        result = page.locator("#p_results li").first
        assert result.evaluate("each => getComputedStyle(each).direction") == "rtl"
        field, button = page.locator("#p_q").bounding_box(), page.locator("#p_search button").bounding_box()
        assert field
        assert button
        assert button["x"] < field["x"]
        foreign = page.locator("#p_results a[dir]")
        assert {each.get_attribute("dir") for each in foreign.all()} <= {"ltr"}
        assert quiet(page, events)
