"""The switch of languages leads to the same page in each, and says the same as the page's head."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Page

from tests.browser.kinds import CASES, LONELY, Visit, sampled
from tests.browser.opening import Served
from tests.sites import Document

pytestmark = pytest.mark.browser

Visits = dict[tuple[str, str], Visit]

FOLLOWED = (("home", "en"), ("briefing", "ar"), ("term", "ru"), ("search", "az"))
"""The pages whose links are followed in each run of tests; where the others lead is read."""


def _alternates(page: Page) -> dict[str, str]:
    """What the head says: each language's address."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("link[rel=alternate][hreflang]")]
          .filter(each => !each.type).map(each => [each.hreflang, each.getAttribute("href")]))"""
    )
    return found


def _switch(document: Document, address: str) -> dict[str, Any]:
    """Each language's address in the switch, those that lead to another page, and the language that is shown."""
    inside = [each for nav in document.all("nav") if "languages" in _classes(nav) for each in nav.iter()]
    return {
        "links": {each.get("hreflang"): urljoin(address, each.get("href", "")) for each in inside if each.tag == "a"},
        "elsewhere": {each.get("hreflang") for each in inside if "elsewhere" in _classes(each)},
        "current": [each.get("hreflang") for each in inside if each.get("aria-current") is not None],
    }


def _classes(element: ET.Element) -> list[str]:
    return element.get("class", "").split()


@pytest.mark.parametrize(("kind", "language"), [case for case in sampled("en") if case.values[0] not in LONELY])
def test_the_switch_names_the_page_in_each_language(visits: Visits, kind: str, language: str) -> None:
    visit = visits[kind, language]
    there, base = visit.made.alternates, "https://reader.test/"
    document = Document(visit.made.file, visit.source.decode())
    assert [each for each in document.all("base") if each.get("href")] == []
    switch = _switch(document, base + visit.made.address)
    named = {
        each.get("hreflang", ""): each.get("href")
        for each in document.all("link")
        if each.get("rel") == "alternate" and each.get("hreflang") and not each.get("type")
    }
    assert {tag: named[tag] for tag in named if tag != "x-default"} == {
        tag: f"{visit.site.url}/{address}" for tag, address in there.items()
    }
    # where a page is not in a language the link leads to that language's front page, and looks otherwise
    assert switch["links"] == {tag: base + there.get(tag, f"{tag}/") for tag in visit.site.languages}
    assert switch["elsewhere"] == {tag for tag in visit.site.languages if tag not in there and tag != language}
    assert switch["current"] == [language]


@pytest.mark.parametrize(
    ("kind", "language"),
    [
        pytest.param(*case, marks=() if case in FOLLOWED else pytest.mark.full)
        for case in CASES
        if case[0] not in (*LONELY, "redirect")
    ],
)
def test_the_switch_leads_from_language_to_language(
    site_served: Served, visits: Visits, kind: str, language: str
) -> None:
    visit = visits[kind, language]
    there = visit.made.alternates
    with site_served.opened(visit) as (page, _):
        named = _alternates(page)
        for tag in [each for each in there if each != language]:
            page.locator(f"nav.languages a[hreflang={tag}]").click()
            # a click waits until the other page is on its way, and not until it is there
            page.wait_for_url(site_served.addresses[visit.site.name] + there[tag])
            assert page.evaluate("document.documentElement.lang") == tag
            assert _alternates(page) == named


def test_a_link_to_another_page_says_so_and_looks_otherwise_without_colour(
    site_served: Served, all_visits: tuple[Visit, ...]
) -> None:
    visit = next(each for each in all_visits if each.made.alternates.keys() == {"az"} and each.made.kind == "briefing")
    for colours in ("none", "active"):
        with site_served.opened(visit, forced_colors=colours) as (page, _):
            link = page.get_by_role("link", name="Русский (главная страница)", exact=True)
            assert link.evaluate("each => getComputedStyle(each).textDecorationStyle") == "dotted"
            assert link.evaluate("each => getComputedStyle(each).textDecorationLine") == "underline"
            assert page.get_by_role("link", name="Azərbaycanca", exact=True).count() == 1
