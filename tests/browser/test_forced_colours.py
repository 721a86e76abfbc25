"""What a reader sees whose system replaces the colours of pages."""

from __future__ import annotations

import pytest

from tests.browser.kinds import Visit
from tests.browser.opening import Served

pytestmark = pytest.mark.browser

_UNDERLINED = """links => links.filter(each =>
  getComputedStyle(each).borderBlockEndColor != getComputedStyle(document.body).backgroundColor)
  .map(each => each.ariaCurrent)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_only_the_current_links_of_the_masthead_are_underlined(
    site_served: Served, visits: dict[tuple[str, str], Visit], scheme: str
) -> None:
    with site_served.opened(visits["term", "en"], forced_colors="active", color_scheme=scheme) as (page, _):
        assert page.locator(".languages a").evaluate_all(_UNDERLINED) == ["true"]
        assert page.locator(".sections a").evaluate_all(_UNDERLINED) == ["true"]
