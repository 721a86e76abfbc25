"""This archive's pages in a real browser: the longest of each kind and language, and all that show something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from newsarchive.i18n.alphabets import sort_key
from tests.browser.auditing import resize
from tests.browser.kinds import PUBLISHED, Visit, covering, largest, visits_of
from tests.browser.looking import AUDITED, audited, seen
from tests.browser.opening import Served, Windows
from tests.browser.screenshots import Album
from tests.browser.texts import in_order, words_of_file, words_seen
from tests.every_site.cut import test_every_page_arrives_whole  # noqa: F401
from tests.serving import served
from tests.sites import BuiltSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("real-browser")]

MODES = ("public",)
SITE = "real-public"
LANGUAGES = ("az", "en", "ru")
SAMPLED = [pytest.param(tag, marks=() if tag == "en" else pytest.mark.full) for tag in LANGUAGES]
# The theme is seen in all its colours on the fixture's pages; here it is the texts that could be at fault.
ONCE = AUDITED[:1]
WRITTEN = ("briefing", "standing", "terms")
"""Kinds of pages that have most of an editor's words and markup."""


@pytest.fixture(scope="module")
def all_visits(build_site: Callable[[str], BuiltSite]) -> tuple[Visit, ...]:
    """Every page of the public site."""
    return visits_of(build_site(SITE))


@pytest.fixture(scope="module")
def visits(all_visits: tuple[Visit, ...]) -> dict[tuple[str, str], Visit]:
    """One page of each kind in each language."""
    return largest(all_visits)


@pytest.fixture(scope="module")
def longest(visits: dict[tuple[str, str], Visit]) -> dict[str, Visit]:
    """One page of each kind, in the language in which it is the longest."""
    return {visit.made.kind: visit for visit in sorted(visits.values(), key=lambda each: len(each.source))}


@pytest.fixture(scope="module")
def windows(chromium: Browser) -> Windows:
    """The windows in which pages are opened."""
    return Windows(chromium)


@pytest.fixture(scope="module")
def site_served(build_site: Callable[[str], BuiltSite], windows: Windows) -> Iterator[Served]:
    """The site as a server shows it that keeps our rules."""
    with served(build_site(SITE)) as address:
        yield Served({SITE: address}, windows)


def _of(visits: dict[tuple[str, str], Visit], language: str) -> list[Visit]:
    found = [visit for (_, tag), visit in visits.items() if tag == language]
    assert len(found) >= 9
    return found


def test_the_longest_page_of_each_kind_is_quiet_alone_and_fits(
    site_served: Served, longest: dict[str, Visit], album: Album
) -> None:
    """Each night in every language."""
    assert len(longest) >= 9
    found = {visit.made.address: seen(site_served, visit, album) for visit in longest.values()}
    assert {address: faults for address, faults in found.items() if faults} == {}


@pytest.mark.full
@pytest.mark.parametrize("language", LANGUAGES)
def test_so_is_the_longest_of_each_language(
    site_served: Served, visits: dict[tuple[str, str], Visit], album: Album, language: str
) -> None:
    found = {visit.made.address: seen(site_served, visit, album) for visit in _of(visits, language)}
    assert {address: faults for address, faults in found.items() if faults} == {}


@pytest.mark.parametrize("kind", WRITTEN)
def test_the_longest_page_of_editors_words_is_accessible(
    site_served: Served, visits: dict[tuple[str, str], Visit], kind: str
) -> None:
    assert audited(site_served, visits[kind, "en"], ONCE, {}) == []


@pytest.mark.full
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_accessible_in_all_colours(
    site_served: Served, visits: dict[tuple[str, str], Visit], language: str
) -> None:
    found = {visit.made.address: audited(site_served, visit, AUDITED) for visit in _of(visits, language)}
    assert {address: faults for address, faults in found.items() if faults} == {}


def test_so_is_every_page_that_shows_something_else(
    site_served: Served, all_visits: tuple[Visit, ...], longest: dict[str, Visit], album: Album
) -> None:
    found = {each.made.address: seen(site_served, each, album) for each in covering(all_visits, longest.values())}
    assert {address: faults for address, faults in found.items() if faults} == {}


@pytest.mark.full
def test_and_it_is_accessible(site_served: Served, all_visits: tuple[Visit, ...], longest: dict[str, Visit]) -> None:
    found = {each.made.address: audited(site_served, each, ONCE, {}) for each in covering(all_visits, longest.values())}
    assert {address: faults for address, faults in found.items() if faults} == {}


@pytest.mark.full
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_page_of_each_kind_is_whole_without_script_and_quiet_on_a_disk(
    site_served: Served,
    windows: Windows,
    build_site: Callable[[str], BuiltSite],
    visits: dict[tuple[str, str], Visit],
    language: str,
) -> None:
    local = build_site("real-local").path
    published_alone = {f"{language}/{kind}/" for kind in PUBLISHED}
    for visit in _of(visits, language):
        with site_served.opened(visit, script=False) as (page, _):
            assert in_order(words_of_file(visit, script=False), words_seen(page)), visit.made.address
        if visit.made.address in published_alone:
            continue
        with windows.opened((local / visit.made.file).as_uri()) as (_, log):
            assert log.console == []
            assert log.beyond(local.as_uri()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_people_says_who_they_are_by_family_name_and_uses_a_wide_screen(
    site_served: Served, all_visits: tuple[Visit, ...], language: str
) -> None:
    (visit,) = [each for each in all_visits if each.made.address == f"{language}/people/"]
    with site_served.opened(visit) as (page, _):
        people = page.locator(".letter li").count()
        families = page.locator(".letter b").all_inner_texts()
        assert people == len(families) == page.locator(".letter .role").count() > 30
        assert families == sorted(families, key=lambda name: sort_key(name, language))
        assert all(int(each) > 1 for each in page.locator(".letter .count").all_inner_texts())
        for width, text, columns in ((1280, 100, 2), (390, 100, 1), (320, 100, 1), (320, 200, 1)):
            resize(page, width, 844, text=text)
            lefts = page.locator(".letter").evaluate_all(
                "found => found.map(each => each.getBoundingClientRect().left)"
            )
            assert len(set(lefts)) == columns, (width, text)
            letters = page.locator(".letters")
            assert letters.evaluate("each => each.scrollWidth <= each.clientWidth"), (width, text)


_NAMES_TOUCH = """chart => {
  const boxes = [...chart.querySelectorAll("text")].map(each => each.getBoundingClientRect()).filter(box => box.width);
  const width = document.documentElement.clientWidth;
  const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return boxes.some((a, at) => a.left < 0 || a.right > width || boxes.slice(at + 1).some(b => touch(a, b)));
}"""


@pytest.mark.parametrize("language", SAMPLED)
def test_a_chart_grows_with_the_text_names_its_ends_and_leads_to_the_years(
    site_served: Served, all_visits: tuple[Visit, ...], language: str
) -> None:
    (visit,) = [each for each in all_visits if each.made.address == f"{language}/archive/"]
    with site_served.opened(visit) as (page, _):
        chart, sizes = page.locator(".chart"), {}
        years = [each.split()[0] for each in chart.locator("tbody th").all_text_contents()]
        for width, text in ((1280, 100), (390, 100), (320, 100), (390, 200), (320, 200), (960, 200), (1280, 200)):
            resize(page, width, 844, text=text)
            assert not chart.evaluate(_NAMES_TOUCH), (width, text)
            shown = [each.text_content() for each in chart.locator("text").all() if each.is_visible()]
            assert {years[0], years[-1]} <= set(shown), (width, text)
            sizes[width, text] = chart.locator("text").last.evaluate(
                "each => parseFloat(getComputedStyle(each).fontSize)"
            )
            bars = [each for each in chart.locator("svg a").all() if each.is_visible()]
            assert all((each.bounding_box() or {"width": 0})["width"] >= 24 for each in bars), (width, text)
        assert sizes[390, 200] == 2 * sizes[390, 100] == sizes[1280, 200]
        resize(page, 1280, 844)
        assert (
            chart.locator("svg a").count()
            == len(years)
            == sum(each.is_visible() for each in chart.locator("svg a").all())
        )
        chart.locator("svg a").first.click()
        assert page.url.endswith(f"/{language}/{years[0]}/")
