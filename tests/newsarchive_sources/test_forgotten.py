"""Marks of forgotten sources: they match an address, and are no proof of one."""

import pytest

from newsarchive.digests import digest
from newsarchive_sources.forgotten import is_forgotten, is_mark, mark_of
from newsarchive_sources.kept import counted_attempts, forgotten_marks, kept_file, parse_kept
from tests.newsarchive.attempts import A, B, copy_of, failure


def test_a_mark_matches_its_address_and_none_that_is_known() -> None:
    others = [f"https://source.test/{number}" for number in range(20_000)]
    mark = mark_of(A, [A, *others])
    assert is_mark(mark)
    assert is_forgotten(A, [mark])
    assert not any(is_forgotten(other, [mark]) for other in others)


@pytest.mark.parametrize(
    "other",
    [
        "https://source.test/a%20b?x=1#part", "http://source.test/a%20b?x=1", "HTTPS://WWW.Source.test./a b/?x=%31",
        "https://source.test:443/a%20b?x=1",
    ],
)  # fmt: skip
def test_a_mark_matches_other_forms_of_its_address(other: str) -> None:
    """A page came back if another text named it with a fragment, or with `http:`."""
    address = "https://source.test/a%20b?x=1"
    for one, two in ((address, other), (other, address)):
        assert is_forgotten(two, [mark_of(one, [address, other, B])])
    others = ("https://source.test/a", "https://source.test:8443/a%20b?x=1", "https://source.test/a%20b?x=2")
    assert not any(is_forgotten(each, [mark_of(address, others)]) for each in others)


def test_a_mark_of_the_first_version_matches_the_address_as_it_was() -> None:
    salt = "0123456789abcdef"
    mark = salt + digest(f"{salt} http://www.source.test/a/#b".encode()).hex()[:12]
    assert is_forgotten("http://www.source.test/a/#b", [mark])


def test_a_mark_is_no_proof() -> None:
    """Whoever has the table and lists the addresses of a site finds others that match as well."""
    mark = mark_of(A, ())
    assert mark != mark_of(A, ())
    assert sum(is_forgotten(f"https://source.test/{number}", [mark]) for number in range(100_000)) > 1


def test_lines_of_forgotten_sources_do_not_count() -> None:
    marks = {mark_of(address, [A, B]): "" for address in (A, "https://other.test/")}
    both = kept_file([copy_of(A, 12), copy_of(A, 13), failure(B, 3)]).decode()
    # a merge puts lines together in any order
    table = both + kept_file([], marks).decode()
    attempts, faults = counted_attempts(table)
    assert [each.address for each in attempts] == [B]
    assert [(each.code, each.path, each.line, each.warning) for each in faults] == [
        ("kept-forgotten", "kept.tsv", 2, True)
    ]
    assert {each.address for each in parse_kept(table)[0]} == {A, B}
    assert forgotten_marks(table) == marks
    assert forgotten_marks(kept_file(attempts, marks).decode()) == marks


def test_the_lines_of_a_source_that_was_kept_anew_count_from_then_on() -> None:
    """The mark went, and a merge brought back the copy that was forgotten: the earliest copy is the one that counts."""
    (mark, other), old = (mark_of(address, [A, B]) for address in (A, B)), [copy_of(A, 11), copy_of(A, 12)]
    anew = kept_file([copy_of(A, 14), copy_of(A, 13)], {mark: "", other: ""}).decode()
    assert forgotten_marks(anew) == {mark: "2026-03-13", other: ""}
    # also where the merge left the mark as it was before
    lines = kept_file(old).decode() + anew
    for merged in (lines, kept_file([], {mark: ""}).decode() + lines):
        attempts, faults = counted_attempts(merged)
        assert ([each.day.day for each in attempts], faults) == ([13, 14], [])
        # the next attempt removes them
        assert kept_file(attempts, forgotten_marks(merged), parse_kept(merged)[0]).decode() == anew


def test_a_copy_from_before_the_one_that_was_kept_anew_counts() -> None:
    """An editor brings the file that they saved before the page changed."""
    mark = mark_of(A, [A, B])
    earlier = kept_file([copy_of(A, 9, "brought"), copy_of(A, 13)], {mark: "2026-03-13T10:20:30Z"}).decode()
    assert [each.day.day for each in counted_attempts(earlier)[0]] == [9, 13]
    assert forgotten_marks(earlier) == {mark: "2026-03-09"}


def test_a_malformed_mark_is_refused() -> None:
    line = kept_file([], {mark_of(A, ()): ""}).decode()
    for old, new in (
        ("-\t-\tforgotten", f"{A}\t-\tforgotten"),
        ("forgotten\t", "forgotten\tx"),
        ("-\tforg", "x\tforg"),
    ):
        wrong = line.replace(old, new)
        assert [each.code for each in parse_kept(wrong)[1]] == ["table-line"]
