"""Every list says which day it shows, shows that day and is sorted by it; every text says its state."""

from __future__ import annotations

import pytest

from tests.every_site.dates import *  # noqa: F403
from tests.sites import BuiltSite

MODES = ("local",)


@pytest.mark.xdist_group("fixture-local")
def test_the_fixture_has_a_corrected_text_in_every_language(fixture_site: BuiltSite) -> None:
    pages = [fixture_site.page(f"{tag}/2023/everything-at-once/") for tag in fixture_site.languages]
    assert all(page.by_class("corrections") for page in pages)
