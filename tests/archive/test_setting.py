"""How this archive's texts are set in a browser: letters per line, the baseline, hanging marks, threads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.setting import blocks_beside_the_baseline, hangs, letters_in_a_line, threads
from tests.sites import BuiltSite

pytestmark = pytest.mark.browser

BRIEFING = "2023/cybercrime-powers-and-privacy/index.html"
LANGUAGES = ("az", "en", "ru")


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """A desktop's window."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


_WIDTHS = "[...document.querySelectorAll('.prose, .ways')].map(each => each.getBoundingClientRect().width)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_has_60_to_75_letters_and_standing_pages_are_as_wide(
    page: Page, real_site: BuiltSite, language: str
) -> None:
    page.goto((real_site.path / language / BRIEFING).as_uri())
    assert 60 <= letters_in_a_line(page) <= 75
    width = page.evaluate(_WIDTHS)[0]
    for name in ("how-we-work", "mirrors", "writing-safely"):
        page.goto((real_site.path / language / name / "index.html").as_uri())
        assert set(page.evaluate(_WIDTHS)) == {width}


@pytest.mark.parametrize("language", LANGUAGES)
def test_blocks_of_a_text_begin_on_half_lines(page: Page, real_site: BuiltSite, language: str) -> None:
    page.goto((real_site.path / language / BRIEFING).as_uri())
    assert blocks_beside_the_baseline(page) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_a_quotation_mark_hangs_outside_the_lines_of_a_title_but_not_on_a_phone(
    page: Page, real_site: BuiltSite, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((real_site.path / "az/index.html").as_uri())
    assert hangs(page) is (width == 1280)
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_stand_on_their_line_on_every_phone(page: Page, real_site: BuiltSite, language: str) -> None:
    page.goto((real_site.path / language / "2025/abzas-media-verdict/index.html").as_uri())
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for size in ("100%", "200%"):
            page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            assert threads(page) == [4, 5], (width, size)


# what a phone shows before a reader scrolls, on days without a notice for people's safety at the top
_TOPS = """() => {
  document.querySelectorAll("header ~ .notice:not(main ~ *)").forEach(each => each.remove());
  const box = where => document.querySelector(where)?.getBoundingClientRect();
  return {body: box(".prose > *")?.top, lead: box(".lead .entry-title")?.top, end: box(".lead .entry-title")?.bottom};
}"""
# a headline of four lines in Azerbaijani, without a correction, which takes a line more; one with a source's headline
_BRIEFINGS = {"az": ("2022/azerbaijan-media-law", 480), "ru": ("2023/cybercrime-powers-and-privacy", 690)}


def _tops(page: Page, file: Path, width: int, height: int) -> dict[str, float]:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(file.as_uri(), wait_until="domcontentloaded")
    found: dict[str, float] = page.evaluate(_TOPS)
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_shows_the_story_first(page: Page, real_site: BuiltSite, language: str) -> None:
    home = real_site.path / language / "index.html"
    assert _tops(page, home, 390, 844)["lead"] <= 320
    assert _tops(page, home, 320, 568)["end"] <= 568
    if language in _BRIEFINGS:
        briefing, most = _BRIEFINGS[language]
        assert _tops(page, real_site.path / language / briefing / "index.html", 390, 844)["body"] <= most


@pytest.mark.full
def test_every_briefing_begins_on_a_phones_first_screen(page: Page, real_site: BuiltSite) -> None:
    files = [path for language in LANGUAGES for path in real_site.path.glob(f"{language}/[0-9]*/*/index.html")]
    tops = {path.parent.relative_to(real_site.path): _tops(page, path, 390, 844).get("body", 0) for path in files}
    assert len(tops) > 40
    assert {where: top for where, top in tops.items() if top > 690} == {}
