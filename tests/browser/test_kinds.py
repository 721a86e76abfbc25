"""Every kind of page in every language: accessible, quiet, alone, and wide enough for any window."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.auditing import audit, outside, rules_tried
from tests.browser.kinds import CASES, KINDS, LANGUAGES, SAMPLED, Visit, covering, sampled
from tests.browser.looking import AUDITED, OTHERS, audited, seen
from tests.browser.opening import Served, opened
from tests.browser.screenshots import Album

pytestmark = pytest.mark.browser

Visits = dict[tuple[str, str], Visit]


def test_every_kind_of_page_that_is_made_is_visited_in_every_language(all_visits: tuple[Visit, ...]) -> None:
    made = {(each.made.kind, each.made.language) for each in all_visits}
    assert {kind for kind, _ in made} == set(KINDS)
    assert set(CASES) <= made
    assert {case for case in made if case[1] in LANGUAGES} == set(CASES)


@pytest.mark.parametrize(("kind", "language"), sampled(*SAMPLED))
def test_a_page_is_quiet_alone_and_fits_and_an_english_one_is_accessible(
    site_served: Served, visits: Visits, album: Album, kind: str, language: str
) -> None:
    assert seen(site_served, visits[kind, language], album, accessible=language == "en") == []


@pytest.mark.full
@pytest.mark.parametrize("screens", [AUDITED, OTHERS])
@pytest.mark.parametrize(("kind", "language"), CASES)
def test_a_page_is_accessible_in_every_language_and_in_all_colours(
    site_served: Served, visits: Visits, kind: str, language: str, screens: list[tuple[str, str]]
) -> None:
    assert audited(site_served, visits[kind, language], screens) == []


def test_so_is_every_page_that_shows_something_else(
    site_served: Served, all_visits: tuple[Visit, ...], visits: Visits, album: Album
) -> None:
    others = covering(all_visits, visits.values())
    assert "briefing" in {each.made.kind for each in others}
    found = {each.made.address: seen(site_served, each, album, accessible=True) for each in others}
    assert {address: faults for address, faults in found.items() if faults} == {}


@pytest.mark.full
def test_so_are_these_in_all_colours(site_served: Served, all_visits: tuple[Visit, ...], visits: Visits) -> None:
    found = {each.made.address: audited(site_served, each, AUDITED) for each in covering(all_visits, visits.values())}
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
