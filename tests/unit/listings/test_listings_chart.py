"""The geometry of the years at a glance."""

from itertools import pairwise

import pytest

from plugins.listings.chart import BAR_GAP, BAR_WIDTH, HEIGHT, Bar, Chart, years_chart


def chart(counts):
    return years_chart({year: range(count) for year, count in counts.items()})


def test_an_archive_without_years_has_no_chart():
    assert years_chart({}) is None


def test_years_stand_side_by_side_with_gaps_kept():
    assert chart({2020: 4, 2022: 2}) == Chart(
        bars=(Bar(2020, 4, 0, 0, 60), Bar(2021, 0, 28, 60, 0), Bar(2022, 2, 56, 30, 30)),
        width=76,
        height=60,
        label_step=1,
    )


def test_a_year_with_one_briefing_stays_visible_beside_hundreds():
    bars = chart({2020: 500, 2021: 1}).bars
    assert [(bar.height, bar.y) for bar in bars] == [(60, 0), (3, 57)]


@pytest.mark.parametrize("counts", [{2020: 1}, {1999: 3, 2026: 7}, {2000: 5, 2001: 5, 2010: 1}])
def test_every_bar_lies_within_the_chart(counts):
    found = chart(counts)
    for bar in found.bars:
        assert 0 <= bar.x <= found.width - BAR_WIDTH
        assert bar.y + bar.height == HEIGHT
        assert bool(bar.height) is bool(bar.count)
    assert found.width == found.bars[-1].x + BAR_WIDTH
    assert {later.x - bar.x for bar, later in pairwise(found.bars)} <= {BAR_WIDTH + BAR_GAP}
    assert sum(bar.count for bar in found.bars) == sum(counts.values())


@pytest.mark.parametrize(("years", "step"), [(1, 1), (13, 1), (14, 2), (27, 2), (28, 3), (100, 8)])
def test_labels_thin_out_with_the_years(years, step):
    assert chart({2000: 1, 2000 + years - 1: 1}).label_step == step
