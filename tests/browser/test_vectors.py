"""A real browser is given every known vector, as reading lets it out and as it is typed, in a page with our policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.attacks.test_markup_fuzz import read
from tests.attacks.vectors import VECTORS
from tests.sites import BuiltSite

pytestmark = pytest.mark.browser

HERE = "http://archive.test/en/"
PAGE = "en/2023/everything-at-once/index.html"
TOGETHER = 85
TOUCH = """() => {
  const frames = [...document.querySelectorAll("iframe.own")].map(each => each.contentDocument);
  for (const page of frames.length ? frames.filter(each => each) : [document]) {
    for (const each of page.querySelectorAll("main :is(a, button, form, b, p, td, input, select, textarea)")) {
      for (const kind of ["click", "mouseover", "pointerover", "focus"]) {
        each.dispatchEvent(new MouseEvent(kind, {bubbles: true, cancelable: true}));
      }
    }
  }
}"""
"""Touches all that could answer, in the page or in the frames that a test put into it."""
# a frame may do what a page may, but lead the page around it elsewhere
ALLOWED = "allow-scripts allow-same-origin allow-forms allow-popups allow-modals"


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


# every third vector, and each night all
EVERY = pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.full)])


def _ran(browser: Browser, shell: str, every: int) -> set[int]:
    """The numbers of the vectors that run in a page as they are typed, each in a page of its own, in a frame."""
    found: set[int] = set()
    tried = range(0, len(VECTORS), every)
    for start in range(0, len(tried), TOGETHER):
        numbers = tried[start : start + TOGETHER]
        pages = {f"{HERE}{number}": shell.replace("VECTOR", numbered(number, VECTORS[number])) for number in numbers}
        around = "".join(f'<iframe class="own" sandbox="{ALLOWED}" src="{each}"></iframe>' for each in pages)
        with watched(browser, {HERE: f"<!DOCTYPE html><title>x</title>{around}", **pages}) as (page, seen):
            page.goto(HERE)
            page.evaluate(TOUCH)
            page.wait_for_timeout(300)
            assert page.locator("iframe.own").count() == len(pages)
            found |= {int(each[0]) for each in seen.ran if isinstance(each, tuple) and each}
    return found


@EVERY
def test_no_vector_runs_under_our_policy_even_as_it_is_typed(
    chromium: Browser, fixture_site: BuiltSite, every: int
) -> None:
    assert {VECTORS[number] for number in _ran(chromium, with_body(fixture_site, "VECTOR"), every)} == set()


@EVERY
def test_vectors_run_where_nothing_keeps_them(chromium: Browser, every: int) -> None:
    """So that the others would be seen."""
    assert len(_ran(chromium, "<!DOCTYPE html><title>x</title><main>VECTOR</main>", every)) >= 60 / every
