"""Dates as exactly as they are known."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.model.dates import (
    DATE_PATTERN,
    DAY_PATTERN,
    PUBLISHED_PATTERN,
    ArchiveDate,
    parse_date,
    parse_day,
    parse_published,
)

KNOWN = [
    # written, date, first day, last day
    ("2023", ArchiveDate(2023), dt.date(2023, 1, 1), dt.date(2023, 12, 31)),
    ("2023-10", ArchiveDate(2023, 10), dt.date(2023, 10, 1), dt.date(2023, 10, 31)),
    ("2024-02", ArchiveDate(2024, 2), dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
    ("2023-02", ArchiveDate(2023, 2), dt.date(2023, 2, 1), dt.date(2023, 2, 28)),
    ("2023-12", ArchiveDate(2023, 12), dt.date(2023, 12, 1), dt.date(2023, 12, 31)),
    ("2023-10-12", ArchiveDate(2023, 10, 12), dt.date(2023, 10, 12), dt.date(2023, 10, 12)),
    ("2024-02-29", ArchiveDate(2024, 2, 29), dt.date(2024, 2, 29), dt.date(2024, 2, 29)),
    ("1900", ArchiveDate(1900), dt.date(1900, 1, 1), dt.date(1900, 12, 31)),
    ("9999-12", ArchiveDate(9999, 12), dt.date(9999, 12, 1), dt.date(9999, 12, 31)),
]


@pytest.mark.parametrize(("written", "date", "start", "end"), KNOWN)
def test_a_date_keeps_the_precision_that_it_is_known_with(
    written: str, date: ArchiveDate, start: dt.date, end: dt.date
) -> None:
    found = parse_date(written)
    assert found == date
    assert (found.start, found.end, found.iso) == (start, end, written)


NO_DATES = [
    pytest.param("", id="nothing"),
    pytest.param("2023-02-30", id="an impossible day"),
    pytest.param("2023-02-29", id="a leap day of a common year"),
    pytest.param("1900-02-29", id="a leap day of a century"),
    pytest.param("2023-13", id="a thirteenth month"),
    pytest.param("2023-00", id="month nought"),
    pytest.param("2023-10-00", id="day nought"),
    pytest.param("2023-00-12", id="a day of month nought"),
    pytest.param("12/10/2023", id="slashes"),
    pytest.param("12.10.2023", id="full stops"),
    pytest.param("yesterday", id="a word"),
    pytest.param("1899", id="before 1900"),
    pytest.param("1899-12-31", id="the day before 1900"),
    pytest.param("20231012", id="no hyphens"),
    pytest.param("2023-1", id="a month of one digit"),
    pytest.param("2023-10-1", id="a day of one digit"),
    pytest.param("23-10-12", id="a year of two digits"),
    pytest.param("02023", id="a year of five digits"),
    pytest.param("2023-W41", id="a week"),
    pytest.param("2023-285", id="a day of the year"),
    pytest.param("2023-10-12\n", id="a closing line feed"),
    pytest.param("2023\n", id="a year and a line feed"),
    pytest.param(" 2023", id="a space before"),
    pytest.param("2023-10-12T09:00", id="a moment"),
    pytest.param("2023\u201310", id="an en dash"),
    pytest.param("-2023", id="a year before our era"),
    pytest.param("٢٠٢٣-١٠-١٢", id="Arabic digits"),
    pytest.param("2023-٠٠", id="month nought in Arabic digits"),
]


@pytest.mark.parametrize("written", NO_DATES)
def test_what_is_no_iso_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        parse_date(written)


@pytest.mark.parametrize("written", NO_DATES)
def test_what_is_no_date_is_no_day_and_no_moment_either(written: str) -> None:
    with pytest.raises(ValueError):
        parse_day(written)
    if "T" not in written:
        with pytest.raises(ValueError):
            parse_published(written)


@given(st.text(max_size=12))
def test_any_string_is_read_exactly_or_refused(written: str) -> None:
    try:
        date = parse_date(written)
    except ValueError:
        return
    assert date.iso == written


def test_dates_order_by_their_start_and_the_less_exact_first() -> None:
    ordered = ["2022-12-31", "2023", "2023-01", "2023-01-01", "2023-01-02", "2023-02", "2023-10-12", "2024"]
    assert [date.iso for date in sorted(parse_date(each) for each in reversed(ordered))] == ordered


def test_a_day_is_read_as_that_day() -> None:
    assert parse_day("2023-10-12") == dt.date(2023, 10, 12)


@pytest.mark.parametrize("written", ["2023", "2023-10"])
def test_a_day_must_be_exact(written: str) -> None:
    with pytest.raises(ValueError):
        parse_day(written)
    with pytest.raises(ValueError):
        parse_published(written)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        pytest.param("2026-11-24", dt.date(2026, 11, 24), id="a day"),
        pytest.param("2026-11-23T21:00Z", dt.date(2026, 11, 24), id="an evening in UTC"),
        pytest.param("2026-11-24T00:00Z", dt.date(2026, 11, 24), id="midnight in UTC"),
        pytest.param("2026-11-24T00:00:00Z", dt.date(2026, 11, 24), id="midnight in UTC, with seconds"),
        pytest.param("2026-11-24T00:00:01Z", dt.date(2026, 11, 25), id="a second after midnight in UTC"),
        pytest.param("2026-11-24T00:01Z", dt.date(2026, 11, 25), id="a minute after midnight in UTC"),
        pytest.param("2026-11-24T09:00+04:00", dt.date(2026, 11, 25), id="a morning in Baku"),
        pytest.param("2026-11-24T03:59+04:00", dt.date(2026, 11, 24), id="a night in Baku, the day before in UTC"),
        pytest.param("2026-11-24T04:00+04:00", dt.date(2026, 11, 24), id="midnight in UTC, told in Baku"),
        pytest.param("2026-12-31T20:00-05:00", dt.date(2027, 1, 2), id="a new year in UTC"),
        pytest.param("2026-12-31T19:00-05:00", dt.date(2027, 1, 1), id="the first moment of a new year in UTC"),
        pytest.param("2024-02-28T12:00Z", dt.date(2024, 2, 29), id="the day before a leap day"),
        pytest.param("2026-11-24T23:59:59Z", dt.date(2026, 11, 25), id="UTC, with seconds"),
        pytest.param("2026-11-24 09:00Z", dt.date(2026, 11, 25), id="a space for the T"),
        pytest.param("9999-12-31T00:00Z", dt.date(9999, 12, 31), id="the last day there is"),
    ],
)
def test_a_moment_counts_as_the_first_day_in_utc_that_begins_at_or_after_it(written: str, day: dt.date) -> None:
    assert parse_published(written) == day


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))


@given(
    st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(9990, 1, 1), timezones=OFFSETS).map(
        lambda m: m.replace(microsecond=0)
    )
)
def test_nothing_appears_before_its_moment_nor_a_day_later_than_it_must(moment: dt.datetime) -> None:
    day = parse_published(moment.isoformat())
    begins = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    assert begins - dt.timedelta(days=1) < moment <= begins


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("2026-11-24T09:00", id="no offset"),
        pytest.param("2026-11-24T24:30Z", id="an impossible hour"),
        pytest.param("2026-11-24T09:60Z", id="an impossible minute"),
        pytest.param("2026-02-30T09:00Z", id="an impossible day"),
        pytest.param("2026-11-24T09:00+0400", id="an offset without colon"),
        pytest.param("2026-11-24T09:00+25:00", id="an impossible offset"),
        pytest.param("2026-11-24T09:00+04:60", id="an offset of impossible minutes"),
        pytest.param("2026-11-24T09:00Z\n", id="a closing line feed"),
        pytest.param("2026-11-24T9:00Z", id="an hour of one digit"),
        pytest.param("1850-01-01T00:00Z", id="before 1900"),
        pytest.param("0001-01-01T00:00+04:00", id="before the first day there is"),
        pytest.param("9999-12-31T23:59-04:00", id="after the last day there is"),
        pytest.param("9999-12-31T00:01Z", id="within the last day there is"),
    ],
)
def test_a_malformed_moment_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        parse_published(written)


YEARS = (1899, 1900, 1904, 1999, 2000, 2023, 2024, 2100, 2400, 3000, 3200, 9996, 9999)


def is_read(read: Callable[[str], object], written: str) -> bool:
    try:
        read(written)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("read", "pattern"),
    [(parse_date, DATE_PATTERN), (parse_day, DAY_PATTERN), (parse_published, PUBLISHED_PATTERN)],
)
def test_a_pattern_takes_what_its_reader_takes_and_days_that_a_month_lacks(
    read: Callable[[str], object], pattern: str
) -> None:
    written = [f"{year}" for year in YEARS]
    written += [f"{year}-{month:02}" for year in YEARS for month in range(14)]
    written += [f"{year}-{month:02}-{day:02}" for year in YEARS for month in range(14) for day in range(33)]
    written += ["", "23", "2023-1", "2023-1-1", "2023-01-1", " 2023", "2023 ", "02023", "20235", "2023-", "2023-01-"]
    moments = ["00:00", "09:30", "23:59", "24:30", "09:60", "9:00", "09:00:00", "09:00:59", "09:00:60", "09", ""]
    offsets = ["Z", "z", "", "+04:00", "-23:59", "+24:00", "+0400", "+04", "+04:60"]
    written += [
        f"{day}{gap}{time}{offset}"
        for day in ("2023-10-12", "2023-02-29", "2023-10")
        for gap in "T t"
        for time in moments
        for offset in offsets
    ]
    differ = [each for each in written if is_read(read, each) != bool(re.search(pattern, each))]
    # a program that knows the pattern alone takes 30 February; the check of the content does not
    assert [each for each in differ if not re.match(r"[0-9]{4}-(?:02-(?:29|30)|(?:02|04|06|09|11)-31)", each)] == []
    assert [each for each in differ if is_read(read, each)] == []
