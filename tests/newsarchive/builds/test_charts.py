"""Charts of whole sites: a picture with a title and a description, and behind it the archive's own numbers."""

from __future__ import annotations

import pytest

from tests.every_site.charts import *  # noqa: F403
from tests.every_site.charts import SVG
from tests.sites import BuiltSite, words_of

MODES = ("local",)


@pytest.mark.xdist_group("fixture-local")
def test_time_runs_as_the_page_does(fixture_site: BuiltSite) -> None:
    def years(language: str) -> list[str]:
        labels = list(fixture_site.page(f"{language}/").by_class("chart")[0].iter(f"{SVG}text"))
        named = [each for each in labels if each.get("y") == "7.67em"]
        return [words_of(each) for each in sorted(named, key=lambda each: float((each.get("x") or "").rstrip("%")))]

    assert years("en") == ["2020", "2023"]
    assert years("ar") == ["2023", "2020"]
