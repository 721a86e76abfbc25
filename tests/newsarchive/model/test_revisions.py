"""Published revisions, and changes that nothing owns up to."""

import datetime as dt

import pytest

from newsarchive.model.fields import Correction, Withdrawal
from newsarchive.model.models import NO_DIGEST, Revision
from newsarchive.model.revisions import (
    listed,
    parse_revisions,
    published,
    recorded_of,
    revisions_file,
    silenced,
    unexplained,
    with_published,
    withheld,
    withholds,
)
from tests.newsarchive.editions import briefing_of, edition_of, letter, text

A = "briefings/2023/a"
FIRST, SECOND = dt.date(2024, 1, 1), dt.date(2024, 2, 1)
OLD, NEW = "a" * 12, "b" * 12
WRONG = Correction(dt.date(2024, 1, 20), "Six, not seven.")
NAMED = Correction(SECOND, "A name.", withhold=True)
KNOWN = {("a", "en"): (Revision(FIRST, OLD, "first", 0),)}


def work(revision=NEW, folder=A, **fields):
    return briefing_of(text(folder, revision=revision, **{"date": "2023-10-12", "tags": ("privacy",), **fields}))


def recorded(briefing, before=KNOWN, day=SECOND):
    return with_published(edition_of(briefing).archive, before, day)


def test_the_first_revision_of_a_text_is_recorded_with_its_day() -> None:
    assert recorded(work(), {}) == {("a", "en"): (Revision(SECOND, NEW, "first", 0),)}


def test_nothing_is_recorded_of_a_text_that_did_not_change() -> None:
    assert recorded(work(OLD)) == KNOWN


@pytest.mark.parametrize(
    ("fields", "kind", "corrections"),
    [({"corrections": (WRONG,)}, "correction", 1), ({"minor": NEW}, "minor", 0)],
)
def test_a_change_is_recorded_as_what_it_says_it_is(fields, kind, corrections) -> None:
    assert recorded(work(**fields))["a", "en"] == (*KNOWN["a", "en"], Revision(SECOND, NEW, kind, corrections))


@pytest.mark.parametrize("stops", [True, False])
def test_a_change_without_a_correction_stops_a_publication_and_warns_before(stops) -> None:
    (found,) = unexplained(work(), KNOWN, stops=stops)
    assert (found.code, found.path, found.warning) == ("words-changed", f"{A}/en.md", not stops)
    assert dict(found.values) == {"date": "2024-01-01", "revision": OLD, "present": NEW}


@pytest.mark.parametrize(
    "fields",
    [
        {"corrections": (WRONG,)},
        {"minor": NEW},
        {"revision": OLD},
        {"status": "draft"},
        {"status": "withdrawn", "withdrawal": Withdrawal(SECOND, "error")},
    ],
)
def test_a_change_that_is_owned_up_to_passes(fields) -> None:
    assert list(unexplained(work(**fields), KNOWN, stops=True)) == []


def test_an_old_correction_does_not_explain_a_new_change() -> None:
    known = {("a", "en"): (Revision(FIRST, OLD, "first", 1),)}
    assert [each.code for each in unexplained(work(corrections=(WRONG,)), known, stops=True)] == ["words-changed"]
    added = (WRONG, Correction(SECOND, "Ten, not six."))
    assert list(unexplained(work(corrections=added), known, stops=True)) == []


def test_a_text_that_was_never_published_may_change_freely() -> None:
    assert list(unexplained(work(), {}, stops=True)) == []


@pytest.mark.parametrize("left", [OLD, "c" * 12, "true"])
def test_a_minor_change_must_not_hide_the_next(left) -> None:
    assert [each.code for each in unexplained(work(minor=left), KNOWN, stops=True)] == ["words-changed"]
    assert list(unexplained(work(OLD, minor=left), KNOWN, stops=True)) == []


def test_a_renamed_briefing_keeps_its_revisions() -> None:
    renamed = work(folder="briefings/2023/b", redirect_from=("a",), corrections=(WRONG,))
    assert recorded_of(renamed, "en", KNOWN) == KNOWN["a", "en"]
    assert len(recorded(renamed)["b", "en"]) == 2


def test_of_a_withdrawn_text_days_and_kinds_alone_are_kept_under_its_own_slug() -> None:
    gone = work(status="withdrawn", withdrawal=Withdrawal(SECOND, "safety of a person"), redirect_from=("b",))
    known = {**KNOWN, ("b", "en"): KNOWN["a", "en"], ("c", "en"): KNOWN["a", "en"]}
    left = (Revision(FIRST, NO_DIGEST, "first", 0),)
    assert recorded(gone, known) == {("a", "en"): left, ("c", "en"): KNOWN["a", "en"]}
    assert recorded(gone, {}) == {}


@pytest.mark.parametrize("revision", [OLD, NEW])
def test_a_text_that_is_restored_needs_no_word_for_it_and_keeps_its_first_day(revision) -> None:
    left = recorded(work(status="withdrawn", withdrawal=Withdrawal(SECOND, "court order")))
    back, later = work(revision), SECOND + dt.timedelta(9)
    assert list(unexplained(back, left, stops=True)) == []
    again = recorded(back, left, later)
    assert again["a", "en"] == (*left["a", "en"], Revision(later, revision, "restored", 0))
    assert parse_revisions(revisions_file(again).decode()) == (again, [])
    assert recorded(back, again, later + dt.timedelta(1)) == again


def test_the_file_is_read_as_it_was_written_sorted_and_numbered() -> None:
    table = {("b", "en"): KNOWN["a", "en"], ("a", "en"): (*KNOWN["a", "en"], Revision(SECOND, NEW, "correction", 2))}
    written = revisions_file(table).decode()
    assert written.splitlines() == [
        f"a\ten\t1\t2024-01-01\t{OLD}\tfirst\t0",
        f"a\ten\t2\t2024-02-01\t{NEW}\tcorrection\t2",
        f"b\ten\t1\t2024-01-01\t{OLD}\tfirst\t0",
    ]
    assert parse_revisions(written) == (table, [])


@pytest.mark.parametrize(
    "line",
    [
        "a\ten",
        f"a\ten\t2\t2024-01-01\t{OLD}\tfirst\t0",
        f"a\ten\t1\t2024-01\t{OLD}\tfirst\t0",
        f"a\ten\t1\t2024-01-01\t{OLD[1:]}\tfirst\t0",
        f"a\ten\t1\t2024-01-01\t{OLD}\tlast\t0",
        f"a\ten\t1\t2024-01-01\t{OLD}\tfirst\t-1",
        f"a\ten\t1\t2024-01-01\t{OLD}\tfirst\t²",
        f"a\ten\t1\t2024-01-01\t{OLD}\tfirst\t0\tshown",
        f"A b\ten\t1\t2024-01-01\t{OLD}\tfirst\t0",
        f"a\t../en\t1\t2024-01-01\t{OLD}\tfirst\t0",
    ],
)
def test_a_line_of_another_form_is_named(line: str) -> None:
    known, faults = parse_revisions(f"{line}\n")
    assert known == {}
    assert [(each.code, each.line) for each in faults] == [("table-line", 1)]


def test_a_text_published_again_on_the_same_day_is_another_revision() -> None:
    text_of = work(corrections=(WRONG,)).original
    assert [each.digest for each in published(text_of, KNOWN["a", "en"], FIRST)] == [OLD, NEW]


def test_a_correction_may_withhold_the_words_before_it() -> None:
    assert not withholds(work(corrections=(WRONG,)), KNOWN)
    assert withholds(work(corrections=(WRONG, NAMED)), KNOWN)


def test_a_correction_in_one_language_withholds_the_words_of_all() -> None:
    translation = text(A, "az", translates="en", corrections=(NAMED,))
    assert withholds(briefing_of(text(A, date="2023-10-12"), translation), KNOWN)


def test_what_is_withheld_once_stays_withheld_whatever_becomes_of_the_correction() -> None:
    translation = text(A, "az", translates="en", revision=NEW, corrections=(NAMED,))
    both = recorded(briefing_of(text(A, revision=OLD, date="2023-10-12"), translation))
    assert all(each.withheld for revisions in both.values() for each in revisions)
    gone = text(A, "az", translates="en", status="withdrawn", withdrawal=Withdrawal(SECOND, "error"))
    without = briefing_of(text(A, revision=OLD, date="2023-10-12"), gone)
    assert withholds(without, both)
    left = recorded(without, both)
    assert left["a", "en"] == both["a", "en"]
    assert [(each.withheld, each.known) for each in left["a", "az"]] == [(True, "")]
    renamed = work(folder="briefings/2023/b", redirect_from=("a",), minor=NEW)
    assert [each.withheld for each in recorded(renamed, both)["b", "en"]] == [True, True]


def test_the_mark_of_withheld_words_is_read_as_it_was_written() -> None:
    table = {("a", "en"): withheld(KNOWN["a", "en"])}
    written = revisions_file(table).decode()
    assert written == f"a\ten\t1\t2024-01-01\t{OLD}\tfirst\t0\twithheld\n"
    assert parse_revisions(written) == (table, [])


def test_former_words_are_kept_nowhere_of_what_is_withdrawn_or_withheld() -> None:
    gone = work(folder="briefings/2023/b", status="withdrawn", withdrawal=Withdrawal(SECOND, "error"))

    def said(*corrections, **fields):
        both = work(folder="briefings/2023/c", corrections=(WRONG, *corrections), **fields)
        return silenced(edition_of(work(), gone, both, letters=[letter("briefings/2023/c")]).archive)

    assert said() == [f"briefings/2023/b/en.md {NEW} "]
    assert said(NAMED) == [
        *said(),
        f"briefings/2023/c/en.md {NEW} ",
        f"briefings/2023/c/replies/2023-11-02-reader.md {'0' * 12} ",
    ]
    # what is taken out later, too, and without another correction
    assert said(NAMED, revision="c" * 12) != said(NAMED)


def test_of_what_is_withheld_no_digest_is_kept_by_which_it_could_be_guessed() -> None:
    first, second = (Revision(FIRST, digest, "first", 0) for digest in (OLD, "f" * 12))
    assert [each.digest for each in withheld((first, second))] == [NO_DIGEST, "f" * 12]


def test_a_hidden_state_is_marked_until_the_same_words_are_listed() -> None:
    hidden = recorded(work(status="hidden"))
    assert [each.hidden for each in hidden["a", "en"]] == [False, True]
    assert revisions_file(hidden).decode().splitlines()[1].endswith("\t0\thidden")
    assert parse_revisions(revisions_file(hidden).decode()) == (hidden, [])
    assert recorded(work(status="hidden"), hidden) == hidden
    assert [each.hidden for each in recorded(work(), hidden)["a", "en"]] == [False, False]
    withholding = recorded(work(corrections=(NAMED,), status="hidden"), hidden)
    assert [(each.withheld, each.hidden) for each in withholding["a", "en"]] == [(True, False), (True, True)]
    assert parse_revisions(revisions_file(withholding).decode()) == (withholding, [])
    other = recorded(work("c" * 12), hidden)["a", "en"]
    assert [each.digest for each in listed(other)] == [OLD, "c" * 12]
