"""The pages that a browser visits, and the pictures that it takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.kinds import SITES, Visit, largest, made_pages
from tests.browser.opening import Served, Windows
from tests.browser.screenshots import Album
from tests.serving import served
from tests.sites import ROOT, BuiltSite


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
def windows(chromium: Browser) -> Windows:
    """The windows in which most tests open their pages."""
    return Windows(chromium)


@pytest.fixture(scope="session")
def site_served(build_site: Callable[[str], BuiltSite], windows: Windows) -> Iterator[Served]:
    """The public sites as a server shows them that keeps our rules."""
    with ExitStack() as stack:
        yield Served({name: stack.enter_context(served(build_site(name))) for name in SITES}, windows)


@pytest.fixture(scope="session")
def album(once: Callable[[str, Callable[[Path], None]], Path]) -> Iterator[Album]:
    """The pictures of this run, where `SCREENSHOTS` asks for them; those of the last one are gone."""
    album = Album(ROOT / "tests" / "artefacts", wanted="SCREENSHOTS" in os.environ)
    once("album", lambda _: album.empty())
    yield album
    album.write_index()
