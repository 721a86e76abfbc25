"""The line of years under a drawing."""

from newsarchive.pages.charts import UNITS, Label, YearLine, percent, units


def test_each_year_is_as_wide_as_the_next():
    line = YearLine(2021, 2024, mirrored=False)
    assert [line.place(year) for year in (2021, 2022, 2023.5, 2025)] == [0, 0.25, 0.625, 1]


def test_time_runs_as_the_page_does():
    line = YearLine(2021, 2024, mirrored=True)
    assert [line.place(year) for year in (2021, 2022, 2023.5, 2025)] == [1, 0.75, 0.375, 0]


def test_years_are_named_under_their_middle():
    assert YearLine(2022, 2023, mirrored=False).label(2022) == Label("2022", "25%", 92)
    assert YearLine(2022, 2023, mirrored=True).label(2022, wide=True) == Label("2022", "75%", 92, wide=True)


def test_shares_are_written_short():
    assert [percent(each) for each in (0, 0.25, 1 / 3, 1)] == ["0%", "25%", "33.3%", "100%"]
    assert [units(each) for each in (0, 1 / 3, 1)] == [0, 333, UNITS]
