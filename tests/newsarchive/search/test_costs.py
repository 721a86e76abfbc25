"""Every answer of the search is small, and a first result stays near however long the archive grows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from newsarchive.model.index import Edition
from tests.sites import BuiltSite

from .costs import LANGUAGE, Cost, costs, made_edition, made_site, page_with

KB = 1024


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], tuple[Edition, Path]]:
    """A made archive of so many briefings, and the folder of its search."""

    @cache
    def make(number: int) -> tuple[Edition, Path]:
        edition = made_edition(number, LANGUAGE)
        return edition, made_site(edition, tmp_path_factory.mktemp("made"))

    return make


@pytest.fixture(scope="module")
def measured(fixture_site: BuiltSite, made: Callable[[int], tuple[Edition, Path]]) -> Callable[[int], dict[str, Cost]]:
    """Costs in a made archive of so many briefings."""
    page = fixture_site.text_of(f"{LANGUAGE}/search/index.html")

    @cache
    def measure(number: int) -> dict[str, Cost]:
        edition, site = made(number)
        return costs(site, page_with(page, edition))

    return measure


@pytest.mark.xdist_group("made")
def test_the_queries_are_of_every_kind(measured: Callable[[int], dict[str, Cost]]) -> None:
    found = measured(300)
    assert {kind for kind, cost in found.items() if not cost.count} == {"nothing like it"}
    assert found["common"].count == 300
    assert 0 < found["common, by all filters"].count < found["common, by topic"].count < 300
    assert found["name"].count == found["name, other spelling"].count
    assert all(cost.first <= cost.ten for cost in found.values())


@pytest.mark.xdist_group("made")
def test_a_first_result_is_near_and_hardly_moves_away_as_the_archive_grows(
    measured: Callable[[int], dict[str, Cost]],
) -> None:
    small, large = measured(300), dict(measured(1_000))
    # a reader who asks for words side by side waits for all ten results, if none of them has these
    assert large.pop("quoted").first <= 40_000
    assert max(cost.first for cost in large.values()) <= 32 * KB, large
    growth = {kind: large[kind].first - small[kind].first for kind in large}
    assert max(growth.values()) <= 6 * KB, growth


@pytest.mark.full
@pytest.mark.xdist_group("made")
def test_a_first_result_among_ten_thousand_briefings(measured: Callable[[int], dict[str, Cost]]) -> None:
    assert {kind: cost for kind, cost in measured(10_000).items() if cost.first > 40_000} == {}
    # the lists of a facet, which are read once it is opened
    assert {kind: cost.ten for kind, cost in measured(10_000).items() if cost.ten > 90_000} == {}


@pytest.mark.xdist_group("made")
def test_every_file_of_a_large_index_is_small(made: Callable[[int], tuple[Edition, Path]]) -> None:
    _, site = made(1_000)
    files = [path for path in (site / LANGUAGE).rglob("*") if path.is_file()]
    assert len(files) > 1_000
    # none is so long that compressing it could matter
    assert {path.name: path.stat().st_size for path in files if path.stat().st_size > 8 * KB} == {}
