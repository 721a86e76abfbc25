"""The ledger: what a publication adds, and what it says where somebody changed it."""

import datetime as dt

import pytest

from newsarchive.model.ledger import PublicationRow, parse_ledger
from newsarchive_publish.publications.ledger import ledger_file, with_row

OWN = "news.example,2026"
DAY = dt.date(2026, 11, 25)


def row(number, **values):
    said = {
        "number": number,
        "day": DAY + dt.timedelta(number),
        "commit": "0123abcd" * 5 if number % 2 else "none",
        "next_by": DAY + dt.timedelta(number + 31),
        "sums": f"{number:02x}" * 32,
        "check": "",
        "state": f"{number + 100:02x}" * 32,
    }
    return PublicationRow(**{**said, **values})


def ledger(*rows, authority=OWN):
    found = ()
    for each in rows:
        found = with_row(found, each, authority)
    return found


THREE = ledger(row(1), row(2), row(3))
TEXT = ledger_file(THREE).decode()
LINES = TEXT.splitlines()


def told(lines, authority=OWN):
    rows, faults = parse_ledger("".join(f"{line}\n" for line in lines), authority)
    assert not (rows and faults)
    return [(each.code, each.line) for each in faults]


def test_what_is_written_is_read():
    assert parse_ledger(TEXT, OWN) == (THREE, [])
    assert parse_ledger("", OWN) == ((), [])
    assert LINES[1].split("\t")[:4] == ["2", "2026-11-27", "none", "2026-12-28"]


@pytest.mark.parametrize("column", range(6))
@pytest.mark.parametrize("line", range(3))
def test_a_change_of_any_column_is_found_with_its_line(line, column):
    lines = list(LINES)
    columns = lines[line].split("\t")
    others = ["9", "2026-11-20", "abcd0123" * 5, "2026-11-21", "ab" * 32, "ab" * 32]
    columns[column] = others[column]
    lines[line] = "\t".join(columns)
    assert told(lines) == [("publications-edited", line + 1)]


@pytest.mark.parametrize(
    ("lines", "code", "line"),
    [
        (LINES[1:], "publications-edited", 1),
        ([LINES[0], LINES[2]], "publications-edited", 2),
        ([LINES[1], LINES[0], LINES[2]], "publications-edited", 1),
        ([*LINES, LINES[2]], "publications-edited", 4),
    ],
)
def test_a_line_that_is_gone_moved_or_repeated_is_found(lines, code, line):
    assert told(lines) == [(code, line)]


def test_two_branches_that_both_published_are_told_in_whatever_order_git_left_them():
    ours = ledger(row(1), row(2), row(3))
    theirs = ledger(row(1), row(2, sums="ab" * 32), row(3, sums="ab" * 32))
    ours, theirs = (ledger_file(each).decode().splitlines() for each in (ours, theirs))
    assert told([*ours, *theirs[1:]]) == [("publications-edited", 4)]
    assert told([ours[0], ours[1], theirs[1], ours[2], theirs[2]]) == [("publications-edited", 3)]
    conflict = [ours[0], "<<<<<<< ours", *ours[1:], "=======", *theirs[1:], ">>>>>>> theirs"]
    assert ("table-line", 2) in told(conflict)


def test_the_table_of_another_archive_is_recognised():
    assert told(LINES, "other.example,2026") == [("another-archive", 0)]
    assert told(LINES[:1], "other.example,2026") == [("another-archive", 0)]


@pytest.mark.parametrize(
    "changed",
    [
        LINES[0].rpartition("\t")[0],
        LINES[0] + "\tx",
        LINES[0].replace("1\t", "one\t", 1),
        LINES[0].replace("1\t", "01\t", 1),
        LINES[0].replace("1\t", "0\t", 1),
        LINES[0].replace("1\t", "-1\t", 1),
        LINES[0].replace("2026-11-26", "26.11.2026"),
        LINES[0].replace("0123abcd", "words"),
        "",
    ],
)
def test_a_line_that_is_none_is_told_as_in_other_tables(changed):
    assert told([changed, *LINES[1:]])[0] == ("table-line", 1)


def test_a_check_depends_on_what_came_before():
    assert with_row(THREE[:1], row(2), OWN) == THREE[:2]
    assert with_row((), row(2), OWN)[0].check != THREE[1].check
