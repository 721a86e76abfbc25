"""Dates of other systems."""

import datetime as dt

import pytest

from newsarchive.archive.dates import ArchiveDate
from newsarchive.importing.items import parse_old_date, parse_old_day

DAY = dt.date(2019, 2, 3)


@pytest.mark.parametrize(
    "value",
    [
        *("2019-02-03", "2019-02-03 23:30:00", "2019-02-03T23:30:00Z", "2019-02-03 10:00 +0400", "2019/02/03"),
        *("2019-2-3", "2019.02.03", "20190203", "Sun, 03 Feb 2019 06:00:00 +0000", "3 Feb 2019", "3 February 2019"),
        *("February 3, 2019", "Feb 3rd 2019", "Sunday, 3 February 2019 10:00"),
    ],
)
def test_a_day_is_read_in_every_usual_form_and_in_its_own_time_zone(value: str) -> None:
    assert parse_old_day(value) == DAY
    assert parse_old_date(value) == DAY


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0000-00-00 00:00:00",
        "-0001-11-30",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "2019-13-01",
        "31 Smarch 2019",
        "x" * 9999,
    ],
)
def test_what_is_no_day_is_none(value: str) -> None:
    assert parse_old_day(value) is None


def test_a_year_and_a_month_stay_as_exact_as_they_are() -> None:
    assert parse_old_date("2019") == ArchiveDate(2019)
    assert parse_old_date("2019-02") == ArchiveDate(2019, 2)
