"""A real browser is given every known vector, as reading lets it out and as it is typed, in a page with our policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Error, Page, Route

from tests.attacks.test_markup_fuzz import read
from tests.attacks.vectors import VECTORS
from tests.sites import BuiltSite

pytestmark = pytest.mark.browser

HERE = "http://archive.test/en/"
PAGE = "en/2023/everything-at-once/index.html"
TOUCH = """() => {
  for (const each of document.querySelectorAll("main a, main button, main form, main b, main p, main td")) {
    for (const kind of ["click", "mouseover", "pointerover", "focus"]) {
      each.dispatchEvent(new MouseEvent(kind, {bubbles: true, cancelable: true}));
    }
  }
}"""


class Seen:
    """What a page did: `ran` are the numbers of vectors that ran, and the words of dialogs."""

    def __init__(self) -> None:
        self.ran: list[object] = []
        self.asked: list[str] = []


@contextmanager
def watched(browser: Browser, pages: dict[str, str]) -> Iterator[tuple[Page, Seen]]:
    """A page for which nothing exists but `pages`, by address; every other request is seen, and goes nowhere."""
    context, seen = browser.new_context(), Seen()

    def answer(route: Route) -> None:
        if route.request.url in pages:
            route.fulfill(body=pages[route.request.url], content_type="text/html; charset=utf-8")
        else:
            seen.asked.append(route.request.url)
            route.abort()

    context.route("**/*", answer)
    context.expose_function("hit", lambda *number: seen.ran.append(number))
    page = context.new_page()
    page.on("dialog", lambda dialog: (seen.ran.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: seen.asked.append(popup.url))
    try:
        yield page, seen
    finally:
        context.close()


def with_body(site: BuiltSite, body: str) -> str:
    """A page of the site, with its policy, in the place of whose text this stands."""
    before, _, rest = site.text_of(PAGE).partition("<main")
    opening, _, after = rest.partition(">")
    return f"{before}<main{opening}>{body}</main>{after.partition('</main>')[2]}"


def numbered(number: int, markup: str) -> str:
    """A vector that tells its number."""
    return markup.replace("hit()", f"hit({number})")


@pytest.fixture(scope="module")
def let_out() -> list[str]:
    """What reading lets out of each vector."""
    return [read(numbered(number, vector)) for number, vector in enumerate(VECTORS)]


def test_what_reading_lets_out_does_nothing_and_asks_nobody(
    chromium: Browser, fixture_site: BuiltSite, let_out: list[str]
) -> None:
    body = "".join(f"<section>{markup}</section>" for markup in let_out)
    with watched(chromium, {HERE: with_body(fixture_site, body)}) as (page, seen):
        page.goto(HERE)
        assert page.locator("main section").count() == len(VECTORS)
        page.evaluate(TOUCH)
        page.wait_for_timeout(300)
        assert seen.ran == []
        assert [each for each in seen.asked if not each.startswith(("http://archive.test/", "https://a.test/"))] == []


def test_even_without_a_policy_what_reading_lets_out_runs_no_script(chromium: Browser, let_out: list[str]) -> None:
    body = "".join(f"<section>{markup}</section>" for markup in let_out)
    with watched(chromium, {HERE: f"<!DOCTYPE html><title>x</title><main>{body}</main>"}) as (page, seen):
        page.goto(HERE)
        page.evaluate(TOUCH)
        page.wait_for_timeout(300)
        assert seen.ran == []


def _ran(browser: Browser, shell: str, every: int = 1) -> set[int]:
    """The numbers of the vectors that run in a page as they are typed, each in a page of its own."""
    found: set[int] = set()
    for start in range(0, len(VECTORS), 40 * every):
        numbers = range(start, min(start + 40 * every, len(VECTORS)), every)
        pages = {f"{HERE}{number}": shell.replace("VECTOR", numbered(number, VECTORS[number])) for number in numbers}
        with watched(browser, pages) as (page, seen):
            for address in pages:
                try:
                    page.goto(address, wait_until="load", timeout=5_000)
                    page.evaluate(TOUCH)
                except Error:
                    continue  # it led elsewhere, where nobody answers
            page.wait_for_timeout(200)
            found |= {int(each[0]) for each in seen.ran if isinstance(each, tuple) and each}
    return found


def test_no_vector_runs_under_our_policy_even_as_it_is_typed(chromium: Browser, fixture_site: BuiltSite) -> None:
    assert {VECTORS[number] for number in _ran(chromium, with_body(fixture_site, "VECTOR"))} == set()


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.full)])
def test_vectors_run_where_nothing_keeps_them(chromium: Browser, every: int) -> None:
    """So that the others would be seen."""
    assert len(_ran(chromium, "<!DOCTYPE html><title>x</title><main>VECTOR</main>", every)) >= 60 / every
