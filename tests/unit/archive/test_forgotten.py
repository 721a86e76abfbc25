"""Marks of forgotten sources: they match an address, and are no proof of one."""

from newsarchive.archive.forgotten import is_forgotten, is_mark, mark_of
from newsarchive.archive.kept import counted_attempts, forgotten_marks, kept_file, parse_kept
from tests.unit.attempts import A, B, copy_of, failure


def test_a_mark_matches_its_address_and_none_that_is_known() -> None:
    others = [f"https://source.test/{number}" for number in range(20_000)]
    mark = mark_of(A, [A, *others])
    assert is_mark(mark)
    assert is_forgotten(A, [mark])
    assert not any(is_forgotten(other, [mark]) for other in others)


def test_a_mark_is_no_proof() -> None:
    """Whoever has the table and lists the addresses of a site finds others that match as well."""
    mark = mark_of(A, ())
    assert mark != mark_of(A, ())
    assert sum(is_forgotten(f"https://source.test/{number}", [mark]) for number in range(100_000)) > 1


def test_lines_of_forgotten_sources_do_not_count() -> None:
    marks = [mark_of(address, [A, B]) for address in (A, "https://other.test/")]
    both = kept_file([copy_of(A, 12), copy_of(A, 13), failure(B, 3)]).decode()
    # a merge puts lines together in any order
    table = both + kept_file([], marks).decode()
    attempts, faults = counted_attempts(table)
    assert [each.address for each in attempts] == [B]
    assert [(each.code, each.path, each.line, each.warning) for each in faults] == [
        ("kept-forgotten", "kept.tsv", 2, True)
    ]
    assert {each.address for each in parse_kept(table)[0]} == {A, B}
    assert forgotten_marks(table) == {*marks}
    assert forgotten_marks(kept_file(attempts, marks).decode()) == {*marks}


def test_the_mark_of_a_source_that_was_kept_anew_goes() -> None:
    marks = [mark_of(address, [A, B]) for address in (A, B)]
    assert forgotten_marks(kept_file([copy_of(A, 12)], marks).decode()) == {marks[1]}


def test_a_malformed_mark_is_refused() -> None:
    line = kept_file([], [mark_of(A, ())]).decode()
    for wrong in (line.replace("-\t-\tforgotten", f"{A}\t-\tforgotten"), line.replace("forgotten\t", "forgotten\tx")):
        assert [each.code for each in parse_kept(wrong)[1]] == ["table-line"]
