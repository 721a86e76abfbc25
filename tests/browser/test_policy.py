"""What a real browser lets our pages do, and what it refuses to whoever might write into them.

That it refuses nothing that is ours is seen by `test_kinds` (served) and `test_pages` (on a disk): it would say so in
the console, which is silent there.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from newsarchive.server.headers import inline_hash
from tests.browser.opening import Served, wait_until
from tests.serving import served
from tests.sites import BuiltSite

pytestmark = pytest.mark.browser

BRIEFING = "en/2023/everything-at-once/"
ELSEWHERE = "https://elsewhere.example/"
LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", event => refused.push(event.effectiveDirective));
"""
INJECTED = f"""
<script>window.ran = "script";</script>
<script src="{ELSEWHERE}script.js"></script>
<img src="missing.png" onerror="window.ran = 'handler';">
<img src="{ELSEWHERE}picture.png">
<style>body {{ margin: 77px; }}</style>
<p style="margin: 77px">styled</p>
<link rel="stylesheet" href="{ELSEWHERE}style.css">
<iframe src="{ELSEWHERE}frame.html"></iframe>
<object data="{ELSEWHERE}object.swf"></object>
<video src="{ELSEWHERE}film.mp4"></video>
<base href="{ELSEWHERE}">
"""
REFUSED = {
    "script-src-elem",
    "script-src-attr",
    "img-src",
    "style-src-elem",
    "style-src-attr",
    "frame-src",
    "object-src",
    "media-src",
    "base-uri",
}


@contextmanager
def _browsing(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page that keeps what its console says; nothing that it asks of elsewhere leaves this machine."""
    context = browser.new_context()
    page, events = context.new_page(), []
    page.add_init_script(LISTEN)
    page.on("console", lambda message: events.append(message.text))
    page.on("pageerror", lambda error: events.append(str(error)))
    context.route(f"{ELSEWHERE}**", _seen(events))
    yield page, events
    context.close()


def _seen(events: list[str]) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        events.append(f"asked for {route.request.url}")
        route.abort()

    return answer


def _pictures(page: Page) -> list[int]:
    """Widths of all pictures, once they are there."""
    page.evaluate("Promise.all([...document.images].map(each => { each.loading = 'eager'; return each.decode(); }))")
    widths: list[int] = page.evaluate("[...document.images].map(each => each.naturalWidth)")
    return widths


@pytest.fixture
def address(site_served: Served) -> str:
    """The public fixture site as a server shows it that keeps our rules."""
    return site_served.addresses["fixture-public"]


def test_pictures_are_shown_from_disk_and_server(chromium: Browser, address: str, fixture_site: BuiltSite) -> None:
    with _browsing(chromium) as (page, events):
        for place in ((fixture_site.path / BRIEFING / "index.html").as_uri(), f"{address}{BRIEFING}"):
            page.goto(place)
            assert _pictures(page) == [32, 32]
            assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
        assert events == []


def _refused(page: Page, events: list[str]) -> dict[str, Any]:
    wait_until(page, f"new Set(refused).size >= {len(REFUSED)}")
    assert [each for each in events if each.startswith("asked for")] == []
    result: dict[str, Any] = page.evaluate(
        """() => ({
          refused: [...new Set(refused)],
          ran: window.ran ?? null,
          margins: [document.body, document.querySelector("[style]")].map(each => getComputedStyle(each).marginTop),
          base: document.baseURI === document.URL,
        })"""
    )
    return result


def _harmless(result: dict[str, Any]) -> bool:
    return (
        set(result["refused"]) == REFUSED
        and result["ran"] is None
        and result["margins"] == ["0px", "0px"]
        and result["base"] is True
    )


def test_what_is_written_into_a_page_on_the_disk_does_nothing(
    chromium: Browser, fixture_site: BuiltSite, tmp_path: Path
) -> None:
    source = fixture_site.text_of(f"{BRIEFING}index.html")
    copy = tmp_path / "index.html"
    copy.write_text(source.replace("</main>", f"{INJECTED}</main>"), "utf-8")
    with _browsing(chromium) as (page, events):
        page.goto(copy.as_uri())
        assert _harmless(_refused(page, events))


def test_what_is_written_into_a_served_page_does_nothing(chromium: Browser, address: str) -> None:
    def write(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("</main>", f"{INJECTED}</main>"))

    with _browsing(chromium) as (page, events):
        page.route(f"{address}{BRIEFING}", write)
        page.goto(f"{address}{BRIEFING}")
        assert _harmless(_refused(page, events))


def test_the_injection_would_be_seen(chromium: Browser, fixture_site: BuiltSite, tmp_path: Path) -> None:
    """Without its policy the same page runs the script and asks elsewhere."""
    source = fixture_site.text_of(f"{BRIEFING}index.html").replace("Content-Security-Policy", "X-Nothing")
    (tmp_path / "index.html").write_text(source.replace("</main>", f"{INJECTED}</main>"), "utf-8")
    with _browsing(chromium) as (page, events):
        page.goto((tmp_path / "index.html").as_uri())
        wait_until(page, "window.ran === 'handler'")
        assert f"asked for {ELSEWHERE}picture.png" in events
        assert page.evaluate("getComputedStyle(document.body).marginTop") == "77px"


def test_a_search_page_may_run_our_script_and_nobody_elses(chromium: Browser, address: str) -> None:
    """The header of the search pages' address, on a page that has no policy of its own."""
    own = '<!DOCTYPE html><title>x</title><h1>x</h1><script src="own.js"></script><script>window.ran = 1;</script>'
    own += f'<script src="{ELSEWHERE}script.js"></script>'

    def search(route: Route) -> None:
        script = route.request.url.endswith("own.js")
        body = "window.own = fetch('nowhere.json').then(each => each.status);" if script else own
        kind = "text/javascript" if script else "text/html"
        headers = route.fetch().headers | {"content-type": kind}
        route.fulfill(status=200, headers=headers, body=body)

    with _browsing(chromium) as (page, events):
        page.route(f"{address}en/search/", search)
        page.route(f"{address}en/search/own.js", search)
        page.goto(f"{address}en/search/")
        assert page.evaluate("own") == 404
        assert page.evaluate("window.ran ?? null") is None
        assert page.evaluate("refused") == ["script-src-elem", "script-src-elem"]
        assert [each for each in events if each.startswith("asked for")] == []


def test_no_page_of_elsewhere_can_frame_ours(chromium: Browser, address: str) -> None:
    with _browsing(chromium) as (page, _):
        with page.expect_console_message(lambda message: "frame-ancestors" in message.text, timeout=10_000):
            page.set_content(f'<iframe src="{address}en/"></iframe>')
        assert "Skip to the text" not in "".join(frame.content() for frame in page.frames)


def test_an_old_address_is_answered_with_the_new_one(chromium: Browser, address: str) -> None:
    with _browsing(chromium) as (page, events):
        page.goto(f"{address}az/2020/old-name/")
        assert page.url == f"{address}az/2021/lek/"
        assert events == []


def test_a_page_in_other_colours_is_styled_by_a_server_that_was_not_reloaded(
    chromium: Browser, public_fixture_site: BuiltSite, tmp_path: Path
) -> None:
    """And a style that the page does not name is refused, though the header allows it."""
    site = replace(public_fixture_site, path=tmp_path / "site")
    shutil.copytree(public_fixture_site.path, site.path)
    page_file = site.path / "en/index.html"
    (style,) = re.findall(r"<style>(.*?)</style>", page_file.read_text("utf-8"), re.DOTALL)
    with served(site) as address, _browsing(chromium) as (page, _):
        other = f"{style}body{{margin:33px}}"
        page_file.write_text(page_file.read_text("utf-8").replace(style, other), "utf-8")
        page.goto(f"{address}en/")
        # the browser's own
        assert page.evaluate("getComputedStyle(document.body).marginTop") == "8px"
        assert page.evaluate("refused") == ["style-src-elem"]
        named = page_file.read_text("utf-8").replace(inline_hash(style), inline_hash(other))
        page_file.write_text(named, "utf-8")
        page.goto(f"{address}en/")
        assert page.evaluate("getComputedStyle(document.body).marginTop") == "33px"
        assert page.evaluate("refused") == []
