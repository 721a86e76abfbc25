"""CHAIN: what it lists, that it belongs to its STATE, and what it says of another one."""

import datetime as dt

import pytest
from msgspec.structs import replace

from newsarchive_publish.publications.chain import ChainError, Earlier, chain_file, parse_chain, relation, require_chain
from newsarchive_publish.publications.states import parse_state
from tests.newsarchive_publish.publications.making import closed, digest

DAY = dt.date(2026, 11, 25)
ROWS = (Earlier(1, DAY, b"1" * 32), Earlier(2, DAY, b"2" * 32), Earlier(3, DAY + dt.timedelta(1), b"3" * 32))


def test_what_is_written_is_read():
    assert chain_file(ROWS[:1]).decode().splitlines()[1] == f"1 2026-11-25 {'31' * 32}"
    assert parse_chain(chain_file(ROWS)) == ROWS
    assert parse_chain(chain_file(())) == ()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("# Earlier", "# Other", 1),
        ("\n2 ", "\n3 ", 3),
        ("2026-11-26", "2026-11-31", 4),
        ("33\n", "33", 1),
        ("33\n", "33\n\n", 5),
        ("33\n", "3g\n", 4),
        ("\n2 ", "\n02 ", 3),
        ("\n2 ", "\n 2 ", 3),
    ],
)
def test_any_other_form_is_refused_with_its_line(old, new, line):
    with pytest.raises(ChainError) as refused:
        parse_chain(chain_file(ROWS).replace(old.encode(), new.encode(), 1))
    assert refused.value.line == line


def made(*earlier, files=None, **values):
    files = closed(files or {}, [each["STATE"] for each in earlier], **values)
    return files


ONE = made(files={"a": b"1"})
TWO = made(ONE, files={"a": b"2"})
THREE = made(ONE, TWO, files={"a": b"3"})
OTHER_TWO = made(ONE, files={"a": b"other"})
OTHER_THREE = made(ONE, OTHER_TWO, files={"a": b"3"})


def test_it_belongs_to_its_state():
    for each, count in ((ONE, 0), (TWO, 1), (THREE, 2)):
        assert len(require_chain(parse_state(each["STATE"]), each["CHAIN"])) == count


@pytest.mark.parametrize("other", [ONE, TWO, OTHER_THREE])
def test_that_of_another_publication_does_not(other):
    with pytest.raises(ChainError) as refused:
        require_chain(parse_state(THREE["STATE"]), other["CHAIN"])
    assert refused.value.line == 0


@pytest.mark.parametrize("values", [{"number": 2}, {"number": 4}, {"previous": None}, {"previous": bytes(32)}])
def test_one_that_the_same_keys_sealed_must_end_before_state(values):
    state = replace(parse_state(THREE["STATE"]), **values)
    with pytest.raises(ChainError) as refused:
        require_chain(state, THREE["CHAIN"])
    assert refused.value.line > 0


def test_numbers_order_publications_and_days_may_go_back():
    """A publication made by a clock that was ahead is followed by one of the true day."""
    ahead = made(ONE, day=dt.date(2031, 5, 1))
    chain = chain_file((Earlier(1, DAY, digest(ONE["STATE"])), Earlier(2, dt.date(2031, 5, 1), digest(ahead["STATE"]))))
    right = made(ONE, ahead, chain=digest(chain))
    assert [each.day.year for each in require_chain(parse_state(right["STATE"]), chain)] == [2026, 2031]
    further = chain_file((*parse_chain(chain), Earlier(3, DAY, digest(right["STATE"]))))
    assert [each.day.year for each in parse_chain(further)] == [2026, 2031, 2026]
    assert related({**right, "CHAIN": chain}, ahead) == "newer"


def related(copy, seen):
    state = parse_state(copy["STATE"])
    chain = require_chain(state, copy["CHAIN"])
    return relation(state, copy["STATE"], chain, parse_state(seen["STATE"]), seen["STATE"])


@pytest.mark.parametrize(
    ("copy", "seen", "found"),
    [
        (THREE, THREE, "same"),
        (THREE, TWO, "newer"),
        (THREE, ONE, "newer"),
        (TWO, THREE, "older"),
        (ONE, OTHER_TWO, "older"),
        (OTHER_TWO, TWO, "forked"),
        (OTHER_THREE, TWO, "forked"),
        (THREE, OTHER_TWO, "forked"),
    ],
)
def test_a_publication_that_was_seen_is_in_its_place_or_the_history_is_forked(copy, seen, found):
    assert related(copy, seen) == found


def test_the_chain_has_the_digests_of_the_states():
    assert [each.state for each in parse_chain(THREE["CHAIN"])] == [digest(each["STATE"]) for each in (ONE, TWO)]
