"""This archive's pages as `make html` builds them: charts, pictures, and what its settings say."""

from __future__ import annotations

from typing import Any

import pytest

from newsarchive.pages.related import MOST
from tests.every_site.charts import *  # noqa: F403
from tests.every_site.charts import SVG, _originals, _rows
from tests.every_site.mirrors import _commands
from tests.every_site.pictures import *  # noqa: F403
from tests.sites import BuiltSite, words_of

MODES = ("local",)


@pytest.mark.xdist_group("real-local")
def test_a_timeline_lists_what_editors_linked_by_hand_in_the_order_of_dates(real_site: BuiltSite) -> None:
    fronts = _originals(real_site)
    links = {slug: set(front.get("related") or ()) & fronts.keys() for slug, front in fronts.items()}  # type: ignore[call-overload]
    both = {slug: links[slug] | {other for other in links if slug in links[other]} for slug in links}
    seen = 0
    for page in real_site.pages.values():
        if not page.by_class("story"):
            continue
        (chart,) = page.by_class("chart")
        slugs = [target.split("/")[2] for *_, target in _rows(page, chart)]
        own = page.path.split("/")[2]
        assert [each.get("aria-current") for each in chart.iter("a")].index("page") == slugs.index(own)
        assert slugs == sorted(slugs, key=lambda slug: (str(fronts[slug]["date"]), slug))
        assert both[own] <= set(slugs) or len(both[own]) >= MOST
        listed = [each for section in page.by_class("related") for each in section.iter("a")]
        assert not [each for each in listed if (each.get("href") or "").split("/")[-2] in slugs]
        dots = "".join(each.get("d") or "" for each in chart.iter(f"{SVG}path") if "dots" in (each.get("class") or ""))
        assert dots.count("M") == len(slugs) >= 3
        seen += 1
    assert seen >= 3 * len(real_site.languages)


@pytest.mark.xdist_group("real-local")
def test_the_archives_own_page_tells_its_key_or_that_it_has_none(
    real_site: BuiltSite, archive_settings: dict[str, Any]
) -> None:
    for language, words in (("az", "hələ imzalanmayıb"), ("en", "not signed yet"), ("ru", "пока не подписан")):
        page = real_site.page(f"{language}/mirrors/")
        assert (words in page.main_text) is not bool(archive_settings["SIGNING_PUBLIC_KEY"])
        assert any("minisign" in command for command in _commands(page)) is bool(archive_settings["SIGNING_PUBLIC_KEY"])


@pytest.mark.xdist_group("real-local")
def test_what_is_not_configured_is_not_mentioned(real_site: BuiltSite) -> None:
    for language in ("az", "en", "ru"):
        page = real_site.page(f"{language}/writing-safely/")
        block = words_of(page.by_class("ways")[0])
        assert "desk@archive.example" in block
        assert [word for word in ("Signal", "PGP") if word in block] == []
