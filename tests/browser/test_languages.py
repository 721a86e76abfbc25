"""The switch of languages leads to the same page in each, and says the same as the page's head."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.kinds import CASES, LONELY, Visit
from tests.browser.opening import Served

pytestmark = pytest.mark.browser


def _alternates(page: Page) -> dict[str, str]:
    """What the head says: each language's address."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll("link[rel=alternate][hreflang]")]
          .filter(each => !each.type).map(each => [each.hreflang, each.getAttribute("href")]))"""
    )
    return found


@pytest.mark.parametrize(("kind", "language"), [case for case in CASES if case[0] not in LONELY])
def test_the_switch_keeps_the_page(
    chromium: Browser,
    site_served: Served,
    visits: dict[tuple[str, str], Visit],
    kind: str,
    language: str,
) -> None:
    visit = visits[kind, language]
    base = site_served.addresses[visit.site.name]
    with site_served.opened(chromium, visit) as (page, _):
        there = visit.made.alternates
        named = _alternates(page)
        assert {tag: named[tag] for tag in named if tag != "x-default"} == {
            tag: f"{visit.site.url}/{address}" for tag, address in there.items()
        }
        links = page.locator("nav.languages a")
        found = {each.get_attribute("hreflang"): each.evaluate("each => each.href") for each in links.all()}
        # where a page is not in a language the link leads to that language's front page, and looks otherwise
        assert found == {tag: base + there.get(tag, f"{tag}/") for tag in visit.site.languages}
        assert {each.get_attribute("hreflang") for each in page.locator("nav.languages .elsewhere").all()} == {
            tag for tag in visit.site.languages if tag not in there and tag != language
        }
        current = page.locator("nav.languages [aria-current]")
        assert [each.get_attribute("hreflang") for each in current.all()] == [language]
        for tag in visit.site.languages:
            if tag == language or tag not in there or visit.made.refresh:
                continue
            page.locator(f"nav.languages a[hreflang={tag}]").click()
            # a click waits until the other page is on its way, and not until it is there
            page.wait_for_url(base + there[tag])
            assert page.evaluate("document.documentElement.lang") == tag
            assert _alternates(page) == named
            page.go_back()
