"""Opens pages in a real Chromium and writes down what they say and what they ask the network for."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Browser, Page

from tests.browser.kinds import Visit

Until = Literal["load", "domcontentloaded", "commit"]
_REFRESH = re.compile(r'<meta http-equiv="refresh"[^>]*>')


@dataclass
class Log:
    """All addresses that were asked for, and all words in the console."""

    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def beyond(self, *origins: str) -> list[str]:
        """Return the addresses that do not begin with one of these; a `data:` address asks nobody."""
        return [each for each in self.requests if not each.startswith(("data:", *origins))]


@contextmanager
def opened(
    browser: Browser,
    address: str,
    *,
    width: int = 1280,
    height: int = 900,
    until: Until = "load",
    content: str = "",
    **options: object,
) -> Iterator[tuple[Page, Log]]:
    """Open an address in a context of its own; with `content`, as if that stood there."""
    viewport = {"width": width, "height": height}
    context = browser.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
    log = Log()
    context.on("request", lambda request: log.requests.append(request.url))
    page = context.new_page()
    page.on("console", lambda message: log.console.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: log.console.append(f"error: {error}"))
    if content:
        page.route(address, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
    try:
        page.goto(address, wait_until=until)
        yield page, log
    finally:
        context.close()


def wait_until(page: Page, condition: str, seconds: float = 10) -> None:
    """Wait until a script's expression holds.

    The driver's own `wait_for_function` asks again from inside the page, where our pages' policy forbids to run a text
    as script: it fails whenever the first answer is no.

    Raises:
        TimeoutError: it did not hold in time.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        if time.monotonic() > end:
            raise TimeoutError(condition)
        page.wait_for_timeout(20)


class Served:
    """The public sites' addresses on this machine."""

    def __init__(self, addresses: dict[str, str]) -> None:
        self.addresses = addresses

    def of(self, visit: Visit) -> str:
        """Return where a page is served."""
        return self.addresses[visit.site.name] + visit.made.address

    @contextmanager
    def opened(self, browser: Browser, visit: Visit, **options: object) -> Iterator[tuple[Page, Log]]:
        """Open a page. A redirect is shown as a copy without rules has it, and does not lead on, so that it is seen."""
        content = _REFRESH.sub("", visit.source.decode()) if visit.made.refresh else ""
        with opened(browser, self.of(visit), content=content, **options) as found:  # type: ignore[arg-type]
            yield found
