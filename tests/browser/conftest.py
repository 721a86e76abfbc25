"""One real Chromium for all browser tests of a worker, and the pages that it visits."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.kinds import SITES, Visit, largest, made_pages
from tests.browser.opening import Served
from tests.browser.screenshots import Album
from tests.serving import served
from tests.sites import ROOT, BuiltSite

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def launched(playwright: Playwright) -> Browser:
    """Start the machine's Chromium, or Playwright's own where the machine has none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, started once."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def all_visits(build_site: Callable[[str], BuiltSite]) -> tuple[Visit, ...]:
    """Every page of the public sites, the archive's own first."""
    return tuple(Visit(site, made) for site in map(build_site, SITES) for made in made_pages(site))


@pytest.fixture(scope="session")
def visits(all_visits: tuple[Visit, ...]) -> dict[tuple[str, str], Visit]:
    """One page of each kind in each language: the archive's own where it has one, else the fixture's."""
    found: dict[tuple[str, str], Visit] = {}
    for name in SITES:
        found = largest(each for each in all_visits if each.site.name == name) | found
    return found


@pytest.fixture(scope="session")
def site_served(build_site: Callable[[str], BuiltSite]) -> Iterator[Served]:
    """The public sites as a server shows them that keeps our rules."""
    with ExitStack() as stack:
        yield Served({name: stack.enter_context(served(build_site(name))) for name in SITES})


@pytest.fixture(scope="session")
def album(once: Callable[[str, Callable[[Path], None]], Path]) -> Iterator[Album]:
    """The pictures of this run; those of the last one are gone."""
    album = Album(ROOT / "tests" / "artefacts")
    once("album", lambda _: album.empty())
    yield album
    album.write_index()
