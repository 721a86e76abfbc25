"""The page of a text's history."""

import datetime as dt

import msgspec
from msgspec.structs import replace

from newsarchive.model.models import NO_DIGEST, Revision, State
from newsarchive.model.revisions import withheld
from newsarchive.pages import history_pages
from newsarchive.pages.history import MOST_LETTERS, history_page, printed_revisions
from tests.newsarchive.editions import briefing_of, edition_of, text
from tests.timing import within

A = "briefings/2023/a"
OLD = ("A title", "One two three.")


def state(day, *words, kind="minor"):
    return State(Revision(dt.date(2024, 1, day), f"{day}" * 12, kind, 0), words or None)


def edition(*states):
    first = text(A, "en", date="2023-10-12", tags=("privacy",), title="A title")
    work = briefing_of(first, text(A, "az", translates="en"))
    return replace(edition_of(work), histories={f"{A}/en.md": states}), work


def test_each_revision_is_printed_newest_first_with_what_changed():
    found = list(printed_revisions((state(1, *OLD, kind="first"), state(2, "A title", "One 2 three.")), "en"))
    assert [(each["number"], each["iso"], each["kind"]) for each in found] == [
        (2, "2024-01-02", "minor"),
        (1, "2024-01-01", "first"),
    ]
    assert found[0]["date"] == "2 January 2024"
    assert found[0]["differences"] == [[("same", "One"), ("removed", "two"), ("added", "2"), ("same", "three.")]]
    assert (found[1]["differences"], found[1]["lost"]) == (None, False)


def test_words_that_are_lost_are_said_to_be():
    found = list(printed_revisions((state(1), state(2, *OLD), state(3, "A title", "Other.")), "en"))
    assert [(each["lost"], each["differences"] is None) for each in found] == [
        (False, False),
        (True, True),
        (False, True),
    ]


def test_what_stood_before_a_withdrawal_is_not_said_to_be_lost():
    gone = State(msgspec.structs.replace(state(1).revision, digest=NO_DIGEST, kind="first"), None)
    found = list(printed_revisions((gone, state(2, *OLD, kind="restored")), "en"))
    assert [(each["lost"], each["kind"]) for each in found] == [(False, "restored"), (False, "first")]


def test_differences_that_are_too_long_are_left_out_and_later_ones_shown():
    long = tuple(f"{'x' * 50}{number}" for number in range(MOST_LETTERS // 50))
    found = list(printed_revisions((state(1, *OLD), state(2, *long), state(3, *long, "More.")), "en"))
    assert [(each["long"], each["differences"] is None) for each in found] == [
        (False, False),
        (True, True),
        (False, True),
    ]


def test_the_page_stands_under_its_text_and_no_list_leads_to_it():
    made, work = edition(state(1, *OLD), state(2, "A title", "Other."))
    (plan,) = history_pages(made)
    (page,) = plan.make()
    assert (plan.address, page.address) == ("en/2023/a/history/",) * 2
    assert (page.listed, page.template, page.title) == (False, "history.html", "History: A title")
    assert page.view["text_address"] == "en/2023/a/"
    assert page == history_page(work, made, "en")


def test_a_correction_that_withholds_is_told():
    known = (state(1).revision, state(2).revision)
    for told, revisions in ((False, known), (True, withheld(known))):
        made, work = edition(*(State(each, None) for each in revisions))
        assert history_page(work, made, "en").view["withheld"] is told


def test_an_archive_in_which_nothing_changed_has_no_histories():
    assert list(history_pages(edition_of())) == []


def test_the_tags_of_differences_take_room_on_the_page_too():
    old = [f"w{number}" for number in range(2000)]
    new = [f"{word} x" for word in old]
    first, _ = printed_revisions((state(1, " ".join(old)), state(2, " ".join(new))), "en")
    assert sum(map(len, new)) < MOST_LETTERS
    assert first["long"]


def test_a_page_is_made_quickly_whatever_its_words():
    """Words that come once, each with another: difflib takes the longest for these."""
    states = [" ".join(f"w{number}{' x' * (turn % 2)}" for number in range(2400)) for turn in range(12)]
    with within(5):
        assert len(list(printed_revisions([state(turn + 1, words) for turn, words in enumerate(states)], "en"))) == 12
