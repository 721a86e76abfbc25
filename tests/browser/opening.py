"""Opens pages in a real Chromium and writes down what they say and what they ask the network for."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Browser, Error, Page

from tests.browser.kinds import SCRIPTED, Visit

Until = Literal["load", "domcontentloaded", "commit"]
SCREEN = {
    "media": "screen",
    "color_scheme": "light",
    "reduced_motion": "no-preference",
    "forced_colors": "none",
    "contrast": "no-preference",
}
"""What a reader's browser says of its screen, where a test does not say otherwise."""

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
    try:
        page = context.new_page()
        with _logged(page) as log:
            _go(page, address, until, content)
            yield page, log
    finally:
        context.close()


@contextmanager
def _logged(page: Page) -> Iterator[Log]:
    """Log what a page says and asks for, until the end of the block."""
    log = Log()
    listeners = {
        "request": lambda request: log.requests.append(request.url),
        "console": lambda message: log.console.append(f"{message.type}: {message.text}"),
        "pageerror": lambda error: log.console.append(f"error: {error}"),
    }
    for event, listener in listeners.items():
        page.on(event, listener)  # type: ignore[call-overload]
    try:
        yield log
    finally:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)


def _go(page: Page, address: str, until: Until, content: str) -> None:
    if content:
        page.route(address, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
    page.goto(address, wait_until=until)


class Windows:
    """Windows with script and without, and such that trust any certificate, which visit one address after another.

    A context of its own for each visit takes five times as long (0.32 s instead of 0.06 s).
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._pages: dict[tuple[bool, bool], Page] = {}

    @contextmanager
    def opened(
        self,
        address: str,
        *,
        width: int = 1280,
        height: int = 900,
        until: Until = "load",
        content: str = "",
        script: bool = True,
        trusting: bool = False,
        leave: bool = True,
        **screen: str,
    ) -> Iterator[tuple[Page, Log]]:
        """Open an address; with `content`, as if that stood there.

        Without `leave` the page stays until another takes its place: it must not ask for anything later. `screen` is
        what differs from `SCREEN`.
        """
        kind = script, trusting
        page = self._pages.get(kind)
        if page is None:
            context = self._browser.new_context(java_script_enabled=script, ignore_https_errors=trusting)
            page = self._pages[kind] = context.new_page()
        if page.viewport_size != {"width": width, "height": height}:
            page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(**SCREEN | screen)  # type: ignore[arg-type]
        try:
            with _logged(page) as log:
                _go(page, address, until, content)
                yield page, log
            if content:
                page.unroute_all()
            # what this page still waits for does not get into the next one's log
            if leave or until != "load":
                page.goto("about:blank")
        except BaseException:
            del self._pages[kind]
            with suppress(Error):
                page.context.close()
            raise


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

    def __init__(self, addresses: dict[str, str], windows: Windows) -> None:
        self.addresses = addresses
        self._windows = windows

    def of(self, visit: Visit) -> str:
        """Return where a page is served."""
        return self.addresses[visit.site.name] + visit.made.address

    @contextmanager
    def opened(self, visit: Visit, **options: Any) -> Iterator[tuple[Page, Log]]:
        """Open a page. A redirect is shown as a copy without rules has it, and does not lead on, so that it is seen."""
        content = _REFRESH.sub("", visit.source.decode()) if visit.made.refresh else ""
        # a page without script asks for nothing once it is loaded
        leave = visit.made.kind in SCRIPTED
        with self._windows.opened(self.of(visit), content=content, leave=leave, **options) as found:
            yield found
