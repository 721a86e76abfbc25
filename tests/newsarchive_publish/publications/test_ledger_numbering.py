"""Which publication a build is."""

import datetime as dt

import pytest
from msgspec.structs import replace

from newsarchive.digests import digest
from newsarchive_publish.publications.chain import parse_chain, require_chain
from newsarchive_publish.publications.ledger import Ingredients, is_due, numbered
from newsarchive_publish.publications.states import parse_state

DAY = dt.date(2026, 11, 1)


def made(day=0, sums=b"s", commit="0123abcd" * 5, **values):
    own = {"title": "An archive", "address": "https://a.example", "authority": "a.example,2026", "days": 30}
    return Ingredients(**{**own, **values}, day=DAY + dt.timedelta(day), commit=lambda: commit, sums=sums * 32)


ONE = numbered((), made())
TWO = numbered(ONE.ledger, made(1, b"t", files={"editions/a.epub": b"e" * 32}))


def test_each_names_the_one_before_it():
    first, second = (parse_state(each.state) for each in (ONE, TWO))
    assert (first.number, first.previous, ONE.number) == (1, None, 1)
    assert (second.number, second.previous, second.files) == (2, digest(ONE.state), {"editions/a.epub": b"e" * 32})
    assert require_chain(second, TWO.chain) == parse_chain(TWO.chain)
    assert (second.day, second.next_by) == (dt.date(2026, 11, 2), dt.date(2026, 12, 2))
    assert [each.state for each in TWO.ledger] == [digest(ONE.state).hex(), digest(TWO.state).hex()]


@pytest.mark.parametrize("day", [0, 1, 19])
def test_the_same_files_are_the_same_publication_whatever_day_and_commit(day):
    def no_commit():
        raise AssertionError("git was asked")

    again = numbered(ONE.ledger, replace(made(day), commit=no_commit))
    assert again == ONE


@pytest.mark.parametrize("day", [20, 29, 100])
def test_without_news_it_is_renewed_when_a_third_of_its_time_is_left(day):
    renewed = numbered(ONE.ledger, made(day))
    assert (renewed.number, renewed.ledger[1].sums) == (2, ONE.ledger[0].sums)
    assert numbered(renewed.ledger, made(day)) == renewed


@pytest.mark.parametrize(("days", "due"), [(2, 2), (3, 2), (31, 21), (365, 244)])
def test_the_day_of_renewal_leaves_time_to_mirrors(days, due):
    row = numbered((), made(days=days)).ledger[0]
    assert [is_due(row, DAY + dt.timedelta(each)) for each in (due - 1, due)] == [False, True]


@pytest.mark.parametrize(
    "values", [{"address": "https://b.example"}, {"title": "Another"}, {"files": {"a": b"a" * 32}}]
)
def test_a_state_that_would_not_be_the_same_is_the_next_one(values):
    """The checksums would differ, too, in a real site; the ledger's digest decides."""
    assert numbered(ONE.ledger, made(1, **values)).number == 2


def test_files_that_are_as_they_were_before_the_last_publication_are_the_next_one():
    back = numbered(TWO.ledger, made(2))
    assert (back.number, back.ledger[2].sums) == (3, ONE.ledger[0].sums)


def test_two_on_one_day_are_right():
    assert numbered(TWO.ledger, made(1, b"u")).number == 3


@pytest.mark.parametrize("sums", [b"s", b"u"])
def test_after_one_of_a_day_to_come_the_next_has_its_own_day_even_without_news(sums):
    """Its “next by” would be years away, too, so nothing would be renewed until then."""
    ahead = numbered((), made(1600))
    right = numbered(ahead.ledger, made(0, sums))
    assert [(row.number, row.day) for row in right.ledger] == [(1, DAY + dt.timedelta(1600)), (2, DAY)]
    state = parse_state(right.state)
    assert (state.day, state.next_by) == (DAY, DAY + dt.timedelta(30))
    assert [each.state for each in require_chain(state, right.chain)] == [digest(ahead.state)]
    # from there it goes on as ever
    assert numbered(right.ledger, made(19, sums)) == right
    assert numbered(right.ledger, made(20, sums)).number == 3
