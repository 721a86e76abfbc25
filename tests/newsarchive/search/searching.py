"""Searches in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

LISTEN = """
window.refused = [];
document.addEventListener("securitypolicyviolation", event => refused.push(event.effectiveDirective));
"""


@contextmanager
def searching(browser: Browser, address: str, path: str, **options: object) -> Iterator[tuple[Page, list[str]]]:
    """Open a search page; what its console says, and whom it asks beside its own origin, is collected."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    page, events, origin = context.new_page(), [], urlsplit(address).netloc

    def asked(url: str) -> None:
        if urlsplit(url).netloc != origin and not url.startswith("data:"):
            events.append(f"asked for {url}")

    page.add_init_script(LISTEN)
    page.on("request", lambda request: asked(request.url))
    page.on("console", lambda message: events.append(message.text))
    page.on("pageerror", lambda error: events.append(str(error)))
    page.set_default_timeout(15_000)
    page.goto(f"{address}{path}")
    yield page, events
    context.close()


def quiet(page: Page, events: list[str]) -> bool:
    return events == [] and page.evaluate("refused") == []


def search(page: Page, words: str) -> None:
    page.locator("#p_q").fill(words)
    page.locator("#p_q").press("Enter")


def first(page: Page) -> str:
    """The address of the first briefing among the results, once it is there; a term or a page may stand before it."""
    found = page.locator("#p_results li:has(time) a").first
    found.wait_for()
    return found.get_attribute("href") or ""
