"""The pages that a browser visits, and the pictures that it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.kinds import SITE, Visit, largest, visits_of
from tests.browser.opening import Served, Windows
from tests.serving import served
from tests.sites import BuiltSite


@pytest.fixture(scope="session")
def all_visits(build_site: Callable[[str], BuiltSite]) -> tuple[Visit, ...]:
    """Every page of the public fixture site."""
    return visits_of(build_site(SITE))


@pytest.fixture(scope="session")
def visits(all_visits: tuple[Visit, ...]) -> dict[tuple[str, str], Visit]:
    """One page of each kind in each language."""
    return largest(all_visits)


@pytest.fixture(scope="session")
def windows(chromium: Browser) -> Windows:
    """The windows in which most tests open their pages."""
    return Windows(chromium)


@pytest.fixture(scope="session")
def site_served(build_site: Callable[[str], BuiltSite], windows: Windows) -> Iterator[Served]:
    """The site as a server shows it that keeps our rules."""
    with served(build_site(SITE)) as address:
        yield Served({SITE: address}, windows)
