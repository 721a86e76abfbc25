"""What holds of every page holds of this archive's; its days, timelines, and what its settings say."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from newsarchive.pages.related import MOST
from tests.every_site.charts import *  # noqa: F403
from tests.every_site.charts import _originals
from tests.every_site.citations import *  # noqa: F403
from tests.every_site.dates import *  # noqa: F403
from tests.every_site.invariants import *  # noqa: F403
from tests.every_site.linked_data import *  # noqa: F403
from tests.every_site.links import *  # noqa: F403
from tests.every_site.mirrors import _commands
from tests.every_site.policy import *  # noqa: F403
from tests.sites import BuiltSite, words_of

MODES = ("public",)


@pytest.mark.xdist_group("real-public")
def test_a_story_lists_what_editors_linked_by_hand(real_site: BuiltSite) -> None:
    fronts = _originals(real_site)
    links = {slug: set(front.get("related") or ()) & fronts.keys() for slug, front in fronts.items()}  # type: ignore[call-overload]
    both = {slug: links[slug] | {other for other in links if slug in links[other]} for slug in links}
    seen = 0
    for page in real_site.pages.values():
        for thread in page.by_class("thread"):
            own = page.path.split("/")[-2]
            slugs = {(each.get("href") or "").split("/")[-2] for each in thread.iter("a")} | {own}
            if not list(thread.iter("strong")):
                continue
            assert both[own] <= slugs or len(both[own]) >= MOST, page.path
            assert 3 <= len(slugs) <= MOST, page.path
            seen += 1
    assert seen >= 3 * len(real_site.languages)


TIMELINES = {
    "2022/kazakhstan-shutdown": 4,
    "2024/mukhtarli-v-azerbaijan-and-georgia": 4,
    "2024/podchasov-v-russia": 5,
    "2024/rferl-v-azerbaijan": 3,
    "2025/abzas-media-verdict": 4,
    "2025/ahmadova-v-azerbaijan": 7,
}
"""Briefings that tell a case day by day, with the number of days."""


@pytest.mark.xdist_group("real-public")
def test_a_timeline_is_words_and_not_a_picture(real_site: BuiltSite) -> None:
    pages = [page for page in real_site.pages.values() if page.by_class("briefing")]
    found = Counter()
    for page in pages:
        (prose,) = page.by_class("prose")
        assert not [each.get("src") for each in prose.iter("img")], page.path
        for timeline in prose.iter("dl"):
            name = page.path.partition("/")[2].removesuffix("/index.html")
            days, events = list(timeline.iter("dt")), list(timeline.iter("dd"))
            assert len(days) == len(events) == TIMELINES[name], page.path
            assert all(any(map(str.isdecimal, words_of(day))) for day in days), page.path
            found[name] += 1
    assert {*found} == {*TIMELINES}
    assert sum(found.values()) == 17


@pytest.mark.xdist_group("real-public")
def test_the_archives_own_page_tells_its_key_or_that_it_has_none(
    real_site: BuiltSite, archive_settings: dict[str, Any]
) -> None:
    for language, words in (("az", "hələ imzalanmır"), ("en", "not signed yet"), ("ru", "пока не подписываются")):
        page = real_site.page(f"{language}/mirrors/")
        assert (words in page.main_text) is not bool(archive_settings["SIGNING_KEYS"])
        assert any("minisign" in command for command in _commands(page)) is bool(archive_settings["SIGNING_KEYS"])


@pytest.mark.xdist_group("real-public")
def test_what_is_not_configured_is_not_mentioned(real_site: BuiltSite) -> None:
    for language in ("az", "en", "ru"):
        page = real_site.page(f"{language}/writing-safely/")
        block = words_of(page.by_class("ways")[0])
        assert "desk@archive.example" in block
        assert [word for word in ("Signal", "PGP") if word in block] == []
