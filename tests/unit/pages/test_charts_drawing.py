"""The line of years under a drawing."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.pages.charts import NARROWEST, UNITS, Label, YearLine, percent, units

LINES = st.builds(
    lambda first, more, mirrored: YearLine(first, first + more, mirrored),
    st.integers(1900, 2100),
    st.integers(0, 150),
    st.booleans(),
)


def share(label: Label) -> float:
    return float(label.x.removesuffix("%")) / 100


def test_each_year_is_as_wide_as_the_next():
    line = YearLine(2021, 2024, mirrored=False)
    assert [line.place(year) for year in (2021, 2022, 2023.5, 2025)] == [0, 0.25, 0.625, 1]


def test_time_runs_as_the_page_does():
    line = YearLine(2021, 2024, mirrored=True)
    assert [line.place(year) for year in (2021, 2022, 2023.5, 2025)] == [1, 0.75, 0.375, 0]


def test_years_are_named_under_their_middle():
    assert YearLine(2022, 2023, mirrored=False).labels() == (Label("2022", "25%", 92), Label("2023", "75%", 92))
    assert YearLine(2022, 2023, mirrored=True).labels() == (Label("2022", "75%", 92), Label("2023", "25%", 92))


@pytest.mark.parametrize(("years", "step"), [(1, 1), (8, 1), (9, 2), (16, 2), (17, 5), (40, 5), (41, 10), (120, 20)])
def test_names_thin_out_with_the_years(years, step):
    line = YearLine(2000, 2000 + years - 1, mirrored=False)
    assert line.step == step
    assert all(year % step == 0 for year in line.named())


def test_a_year_is_named_under_its_middle():
    line = YearLine(2000, 2009, mirrored=False)
    assert [each.x for each in line.labels()] == ["5%", "25%", "45%", "65%", "85%"]


@given(LINES)
def test_names_stand_apart_on_the_narrowest_screen_and_on_the_line(line):
    places = sorted(share(each) for each in line.labels())
    assert places
    assert all(0 <= each <= 1 for each in places)
    gaps = [later - before for before, later in itertools.pairwise(places)]
    assert all(gap * NARROWEST > 30 for gap in gaps)


def test_shares_are_written_short():
    assert [percent(each) for each in (0, 0.25, 1 / 3, 1)] == ["0%", "25%", "33.3%", "100%"]
    assert [units(each) for each in (0, 1 / 3, 1)] == [0, 333, UNITS]
