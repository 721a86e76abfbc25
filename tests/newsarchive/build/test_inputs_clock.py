"""The build's only clock."""

import datetime as dt

import pytest

from newsarchive.build.errors import DayError
from newsarchive.build.inputs import build_day, confirmed


@pytest.mark.parametrize(
    ("epoch", "day"),
    [
        ("0", dt.date(1970, 1, 1)),
        ("86399", dt.date(1970, 1, 1)),
        ("86400", dt.date(1970, 1, 2)),
        ("1795478400", dt.date(2026, 11, 24)),
    ],
)
def test_the_day_is_the_epochs_in_utc(epoch, day, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Baku")
    assert build_day({"SOURCE_DATE_EPOCH": epoch}) == day


@pytest.mark.parametrize("environment", [{}, {"SOURCE_DATE_EPOCH": ""}])
def test_without_an_epoch_it_is_today(environment):
    before = dt.datetime.now(dt.UTC).date()
    assert before <= build_day(environment) <= dt.datetime.now(dt.UTC).date()


@pytest.mark.parametrize("epoch", ["yesterday", "-1", "1.5", "2026-11-24", " 1", "²", "9" * 30])
def test_a_malformed_epoch_is_named(epoch):
    with pytest.raises(DayError) as caught:
        build_day({"SOURCE_DATE_EPOCH": epoch})
    assert str(caught.value) == f"SOURCE_DATE_EPOCH is a number of seconds, not {epoch!r}"
    assert isinstance(caught.value, ValueError)


ADDRESS = "https://archive.newsroom.net"


def test_a_day_or_an_address_is_confirmed_by_typing_it():
    day = dt.date(2026, 11, 28)
    for typed in ("", "2026-11-28", ADDRESS, f"2026-11-28 {ADDRESS}"):
        assert confirmed({"CONFIRMED": typed}, day, ADDRESS) == set(typed.split())
    assert not confirmed({}, day, ADDRESS)


@pytest.mark.parametrize("typed", ["1", "yes", "2026-11-29", "28.11.2026", f"{ADDRESS}/"])
def test_another_day_or_address_than_that_of_the_build_is_refused(typed):
    with pytest.raises(DayError) as refused:
        confirmed({"CONFIRMED": typed}, dt.date(2026, 11, 28), ADDRESS)
    assert str(refused.value) == (
        f"nothing is published: --confirm={typed} is neither the day of this publication, which is 2026-11-28 (UTC),"
        f" nor its address, which is {ADDRESS}; set the clock of this machine or SITEURL, or confirm one of these"
    )
