"""The tables about sources: what has a copy, and what is no longer online."""

import datetime as dt
import random
import subprocess
from pathlib import Path

import pytest

from newsarchive.content.tree import KEPT
from newsarchive.model.source_notes import NO_COPY_REASONS, SourceNote
from newsarchive_sources.kept import (
    Attempt,
    Failing,
    kept_file,
    kept_sources,
    lines_in_future,
    links_file,
    parse_kept,
    parse_links,
    unnamed_sources,
    with_attempt,
    with_memento,
)
from newsarchive_start.wheel import shipped
from tests.newsarchive.attempts import FILE, WAYBACK, A, B, at, copy_of, dead, failure, source
from tests.newsarchive.editions import text


def test_the_file_is_read_as_it_was_written_and_is_sorted() -> None:
    lines = [failure(A, 11, "asked", WAYBACK), copy_of(A, 12, token="d" * 64)]
    lines.append(copy_of(B, 1, "brought", memento=WAYBACK))
    written = kept_file(reversed(lines))
    assert written.decode().splitlines()[1].split("\t") == [
        A,
        "2026-03-12",
        "fetched",
        "-",
        "-",
        FILE,
        "-",
        "-",
        "d" * 64,
    ]
    read, faults = parse_kept(written.decode())
    assert faults == []
    assert kept_file(read) == written
    assert [each.line for each in read] == [1, 2, 3]
    assert [each.is_copy for each in read] == [False, True, True]
    assert [each.digest for each in read] == ["", "c" * 64, "c" * 64]


def test_moments_of_earlier_versions_are_read_as_days_in_their_order() -> None:
    """With digests of the page, by which its site could tell to whom it sent it."""
    earlier, later = (FILE.replace("c" * 64, letter * 64) for letter in "fc")
    lines = [copy_of(A, 12, file=earlier), copy_of(A, 12, file=later)]
    now = kept_file(lines).decode()
    moments = [f"2026-03-12T0{hour}:20:30Z" for hour in (1, 2)]
    old = "".join(
        line.replace("2026-03-12", moment) for line, moment in zip(now.splitlines(True), moments, strict=True)
    )
    for table in (now, old, "".join(reversed(old.splitlines(True)))):
        read, faults = parse_kept(table)
        assert ([each.file for each in read], faults) == ([earlier, later], [])
        assert kept_file(read).decode() == now
    for outcome in ("brought", "fetched"):
        columns = (B, moments[0], outcome, "a" * 64, "b" * 64, FILE, "52100", "-", "-")
        told = kept_file(parse_kept("\t".join(columns) + "\n")[0]).decode()
        assert told == "\t".join((B, "2026-03-12", outcome, "-", "-", FILE, "-", "-", "-")) + "\n"


@pytest.mark.parametrize("reason", NO_COPY_REASONS)
def test_each_reason_is_read_as_it_was_written(reason: str) -> None:
    assert parse_kept(kept_file([failure(A, 3, reason)]).decode()) == ((failure(A, 3, reason),), [])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (0, "ftp://source.test/a"),
        (0, "source.test/a"),
        (1, "2026-03"),
        (1, "2026-02-30"),
        (1, "2026-3-12T10:20:30Z"),
        (1, "2026-03-12T10:20:30+04:00"),
        (2, "kept"),
        (2, "robots"),
        (2, "asked"),
        (5, "-"),
        (5, f"../20260312-{'c' * 64}.wacz"),
        (5, f"source.test/x/20260312-{'c' * 64}.wacz"),
        (5, f"source.test/20260312-{'c' * 64}.pdf"),
        (7, "web.archive.org/web/2026/x"),
        (8, "token"),
    ],
)
def test_a_malformed_line_is_refused(column: int, value: str) -> None:
    columns = kept_file([copy_of(A, 12)]).decode().rstrip("\n").split("\t")
    columns[column] = value
    attempts, faults = parse_kept("\t".join(columns) + "\n")
    assert (attempts, [(each.code, each.line) for each in faults]) == ((), [("table-line", 1)])


@pytest.mark.parametrize("column", [3, 4, 5, 6, 8])
def test_without_a_copy_there_is_no_digest_file_or_token(column: int) -> None:
    columns = kept_file([failure(A, 12)]).decode().rstrip("\n").split("\t")
    columns[column] = {5: FILE, 6: "12"}.get(column, "a" * 64)
    assert [each.code for each in parse_kept("\t".join(columns) + "\n")[1]] == ["table-line"]


def test_a_line_that_is_there_twice_counts_once() -> None:
    lines = kept_file([copy_of(A, 12), copy_of(A, 13)]).decode()
    assert parse_kept(lines * 2) == parse_kept(lines)
    assert kept_file([copy_of(A, 12), copy_of(A, 12)]) == kept_file([copy_of(A, 12)])


def test_lines_of_two_branches_say_the_same_in_any_order() -> None:
    lines = [copy_of(A, 14), copy_of(A, 12), failure(A, 11, "gone"), failure(B, 2, "large"), failure(B, 9, "refused")]
    found = kept_sources(lines, {})
    assert found[A] == SourceNote(at(12).date(), "fetched")  # nearest to what the editor read
    assert found[B] == SourceNote(at(9).date(), "refused")  # the newest
    for _ in range(10):
        random.shuffle(lines)
        assert kept_sources(parse_kept(b"".join(kept_file([each]) for each in lines).decode())[0], {}).keys() == {A, B}
        assert kept_sources(lines, {}) == found


def test_the_earliest_memento_of_any_line_counts_unless_it_is_dead_itself() -> None:
    other = WAYBACK.replace("11090000", "13090000")
    lines = [failure(A, 11, "asked", WAYBACK), copy_of(A, 12), failure(A, 13, "gone", other)]
    assert kept_sources(lines, {})[A].memento == WAYBACK
    assert kept_sources(lines, {WAYBACK: dead(WAYBACK)})[A].memento == other


def test_asking_an_archive_is_no_reason() -> None:
    lines = [failure(A, 11, "robots"), failure(A, 12, "asked", WAYBACK)]
    assert kept_sources(lines, {}) == {A: SourceNote(at(11).date(), "robots", WAYBACK)}
    assert kept_sources(lines[1:], {}) == {A: SourceNote(at(12).date(), "asked", WAYBACK)}


def test_a_source_is_dead_after_runs_on_two_days() -> None:
    """A server that is moved for an hour answers 404 to everybody, and editors run a command again at once."""
    first, last = dt.date(2026, 3, 12), dt.date(2026, 3, 13)
    for runs in (1, 2, 5):
        assert kept_sources((), {A: Failing(A, 404, first, first, runs)}) == {}
    assert kept_sources((), {A: Failing(A, 404, first, last, 2)}) == {A: SourceNote(dead_since=first)}


def test_a_new_copy_replaces_lines_without_one_and_takes_their_memento() -> None:
    known = [failure(A, 10, "robots", WAYBACK), failure(A, 11, "gone"), failure(B, 1)]
    after = with_attempt(known, copy_of(A, 12))
    assert after == (copy_of(A, 12, memento=WAYBACK), failure(B, 1))
    assert with_attempt(after, copy_of(A, 13)) == (after[0], copy_of(A, 13), after[1])


def test_a_failure_replaces_earlier_ones_but_never_a_copy() -> None:
    assert with_attempt([failure(A, 10, "gone")], failure(A, 12)) == (failure(A, 12),)
    assert with_attempt([copy_of(A, 10)], failure(A, 12)) == (copy_of(A, 10),)
    found = failure(A, 12, "gone", WAYBACK)
    assert with_attempt([copy_of(A, 10)], found) == (copy_of(A, 10), found)


def test_a_memento_is_added_to_the_newest_line_or_to_one_of_its_own() -> None:
    assert with_memento((), A, WAYBACK, at(12).date()) == (failure(A, 12, "asked", WAYBACK),)
    known = (copy_of(A, 10), failure(A, 11), failure(B, 1))
    assert with_memento(known, A, WAYBACK, at(12).date()) == (known[0], failure(A, 11, memento=WAYBACK), known[2])


def test_the_table_of_links_is_read_as_it_was_written_and_sorted() -> None:
    first, last = dt.date(2026, 3, 12), dt.date(2026, 3, 13)
    lines = [Failing(B, 410, first, first, 1, 2), Failing(A, 404, first, last, 2, 1)]
    written = links_file(lines).decode()
    assert written.splitlines() == [f"{A}\t404\t2026-03-12\t2026-03-13\t2", f"{B}\t410\t2026-03-12\t2026-03-12\t1"]
    assert parse_links(written) == ({each.address: each for each in lines}, [])
    # a merge may leave two lines for an address
    older = links_file([Failing(A, 404, first, first, 1)]).decode()
    for both in (written + older, older + written):
        read, faults = parse_links(both)
        assert (read[A].runs, read[A].last, faults) == (2, last, [])
    # on one branch the page was there again, before it was missing on the same day as on the other branch
    anew = links_file([Failing(A, 404, last, last, 1)]).decode()
    assert [parse_links(both)[0][A].is_dead for both in (written + anew, anew + written)] == [False, False]


@pytest.mark.parametrize(
    "line",
    [
        f"{A}\t403\t2026-03-12\t2026-03-13\t2",
        f"{A}\t404\t2026-03-13\t2026-03-12\t2",
        f"{A}\t404\t2026-03\t2026-03-12\t2",
        f"{A}\t404\t2026-03-12\t2026-03-13\t0",
        "a\t404\t2026-03-12\t2026-03-13\t2",
        f"{A}\t404\t2026-03-12\t2026-03-13",
    ],
)
def test_a_malformed_line_of_links_is_refused(line: str) -> None:
    assert [each.code for each in parse_links(f"{line}\n")[1]] == ["table-line"]


def test_an_address_that_no_text_names_is_a_warning_with_the_command_that_removes_it() -> None:
    attempts, _ = parse_kept(kept_file([copy_of(A, 12), copy_of(A, 13), copy_of(B, 12)]).decode())
    (warning,) = unnamed_sources(attempts, [], [text(sources=(source(B),))])
    assert (warning.code, warning.path, warning.warning) == ("kept-unnamed", "kept.tsv", True)
    assert dict(warning.values)["command"] == "./newsarchive keep 'https://source.test/a?x=1&y=$2' --forget"
    assert [*unnamed_sources(attempts, [], [text(sources=(source(A), source(B)))])] == []


def test_a_dead_address_that_no_text_names_is_a_warning_unless_it_is_a_copy_of_a_source() -> None:
    archived, other = "https://archived.test/b", "https://source.test/c"
    attempts = [failure(A, 11, "asked", WAYBACK)]
    failing, _ = parse_links(links_file(map(dead, (A, B, WAYBACK, archived, other))).decode())
    texts = [text(sources=(source(B, archived=archived),))]
    found = [
        (each.code, each.path, each.line, each.warning) for each in unnamed_sources(attempts, failing.values(), texts)
    ]
    # one command removes the lines of the source and of its copy
    assert found == [("kept-unnamed", "kept.tsv", 1, True), ("links-unnamed", "links.tsv", 4, True)]


def test_branches_that_kept_other_sources_or_the_same_one_are_merged_by_git(tmp_path: Path) -> None:
    def git(*command: str) -> None:
        names = ("-c", "user.name=x", "-c", "user.email=x@x.test")
        subprocess.run(["git", "-C", tmp_path, *names, *command], check=True, capture_output=True)

    def write(*lines: Attempt) -> None:
        (tmp_path / "content").mkdir(exist_ok=True)
        (tmp_path / "content" / KEPT).write_bytes(kept_file(lines))
        git("add", ".")
        git("commit", "-qm", "x")

    (tmp_path / ".gitattributes").write_text(shipped("gitattributes"), "utf-8")
    refused, others = failure(B, 1, "refused"), [copy_of(f"https://source.test/{each}", 5) for each in "cdef"]
    git("init", "-qb", "main")
    write(refused)
    git("checkout", "-qb", "other")
    # two editors keep the same source, one of them the one that had no copy
    write(copy_of(A, 12), copy_of(B, 13), others[0], others[2])
    git("checkout", "-q", "main")
    write(copy_of(A, 11), refused, others[1], others[3])
    git("merge", "-q", "other", "-m", "both")
    merged, faults = parse_kept((tmp_path / "content" / KEPT).read_text("utf-8"))
    assert faults == []
    assert {each.address for each in merged if each.is_copy} == {A, B, *(each.address for each in others)}
    found = kept_sources(merged, {})
    assert [found[each].kept for each in (A, B)] == [at(11).date(), at(13).date()]
    assert [each.day for each in merged if each.address == A] == [at(11).date(), at(12).date()]


@pytest.mark.parametrize(
    "memento",
    [
        "https://web.archive.org@evil.example/web/20260311000000/https://a.example/",
        "https://web.archive.org\\@evil.example/",
        "https://web.archive.org/web/\u202e20260311000000/",
        "https://web.arсhive.org/web/20260311000000/",  # a Cyrillic letter
        "https://web.archive.org:99999/",
        "https://web.archive.org/\x1b[2J",
        "javascript:alert(1)",
    ],
)
def test_a_memento_that_make_keep_cannot_have_found_is_refused(memento: str) -> None:
    attempts, faults = parse_kept(kept_file([copy_of(A, 12, memento=memento)]).decode())
    assert (attempts, [each.code for each in faults]) == ((), ["table-line"])


def test_an_address_has_nothing_that_a_terminal_obeys() -> None:
    """`newsarchive keep` prints the addresses of this table, which no text names any more, as they are."""
    for address in ("https://a.example/\x1b[2J", "https://a.example/\x9b2J", "https://a.example/\x07"):
        assert [each.code for each in parse_kept(kept_file([failure(address, 3)]).decode())[1]] == ["table-line"]
        assert [each.code for each in parse_links(f"{address}\t404\t2026-03-01\t2026-03-02\t2\n")[1]] == ["table-line"]


def test_no_day_is_in_the_future() -> None:
    """Pages print these days. Tomorrow is today somewhere."""
    today = at(12).date()
    sound = [copy_of(A, 13), copy_of(B, 12, memento=WAYBACK)]
    assert list(lines_in_future(sound, [dead(A, 12)], today)) == []
    wrong = [copy_of(A, 14), copy_of(B, 12, memento="https://web.archive.org/web/20990101000000/https://b.example/")]
    found = list(lines_in_future(wrong, [dead(A, 20)], today))
    assert [(each.code, each.path, dict(each.values)["found"]) for each in found] == [
        ("in-future", "kept.tsv", "2026-03-14"),
        ("in-future", "kept.tsv", "2099-01-01"),
        ("in-future", "links.tsv", "2026-03-21"),
    ]
