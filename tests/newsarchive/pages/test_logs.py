"""The pages of all corrections and of all withdrawals."""

import datetime as dt

import pytest

from newsarchive.model.fields import Correction, Withdrawal
from newsarchive.pages.logs import log_plans
from tests.newsarchive.editions import briefing, briefing_of, edition_of, text, words


def corrected(slug, *days, **fields):
    notes = tuple(Correction(dt.date(2024, 1, day), f"{slug}{day}") for day in days)
    return briefing(slug, corrections=notes, **fields)


def pages(edition, language="en"):
    corrections, _ = log_plans(edition, language)
    return list(corrections.make())


def test_corrections_stand_newest_first_and_lead_to_where_the_text_prints_them():
    (page,) = pages(edition_of(corrected("a", 1, 3), corrected("b", 2)), "ru")
    assert [(each["text"], each["address"]) for each in page.view["corrections"]] == [
        ("a3", "en/2023/a/#p_corrections"),
        ("b2", "en/2023/b/#p_corrections"),
        ("a1", "en/2023/a/#p_corrections"),
    ]
    assert {(each["language"], each["entry"].language) for each in page.view["corrections"]} == {("en", "en")}
    assert (page.address, page.changed) == ("ru/corrections/", dt.date(2024, 1, 3))
    assert [each.address for each in page.feeds] == ["ru/corrections/feed.xml"]


def test_full_pages_of_corrections_never_change_again():
    site = {"page_size": 2}
    before = pages(edition_of(corrected("a", 1, 2, 3, 4, 5, 6), **site))
    after = pages(edition_of(corrected("a", 1, 2, 3, 4, 5, 6), corrected("b", 7), **site))
    assert [page.address for page in after] == ["en/corrections/", "en/corrections/page/2/", "en/corrections/page/1/"]
    assert before[-1] == after[-1]


def test_an_archive_without_corrections_says_so():
    (page,) = pages(edition_of(briefing("a")))
    assert page.view["corrections"] == []


def withdrawn(slug, day, reason, languages="en az"):
    gone = Withdrawal(dt.date(2024, 1, day), reason)
    return briefing(slug, languages=languages, html="", status="withdrawn", withdrawal=gone)


def logged(edition, language="az"):
    _, plan = log_plans(edition, language)
    (page,) = plan.make()
    return {
        kind: [(each["iso"], each["address"], each["only"]) for each in withdrawals]
        for kind, withdrawals in page.view["kinds"].items()
    }


def test_withdrawals_stand_by_kind_and_name_no_address_where_a_person_is_protected():
    works = (
        withdrawn("a", 1, "court order"),
        withdrawn("b", 2, "court order", "en"),
        withdrawn("c", 3, "safety of a person"),
        withdrawn("d", 4, "error"),
    )
    assert logged(edition_of(*works)) == {
        "court-order": [("2024-01-02", "en/2023/b/", ""), ("2024-01-01", "az/2023/a/", "")],
        "safety-of-a-person": [("2024-01-03", "", "")],
        "error": [("2024-01-04", "az/2023/d/", "")],
    }


def test_a_text_that_is_withdrawn_alone_is_logged_with_its_language():
    gone = {"status": "withdrawn", "withdrawal": Withdrawal(dt.date(2024, 1, 1), "error")}
    folder = "briefings/2023/a"
    first = text(folder, "en", date="2023-10-12", tags=("privacy",))
    work = briefing_of(first, text(folder, "ru", html="", translates="en", **gone))
    assert logged(edition_of(work))["error"] == [("2024-01-01", "ru/2023/a/", "Русский")]


def test_a_withdrawal_tells_no_address_that_was_hidden_or_silent_before():
    gone = {"status": "withdrawn", "withdrawal": Withdrawal(dt.date(2024, 1, 1), "error")}
    safe = {"status": "withdrawn", "withdrawal": Withdrawal(dt.date(2024, 1, 1), "safety of a person")}
    hidden = text("briefings/2023/a", "en", date="2023-10-12", status="hidden")
    whole = text("briefings/2023/b", "en", html="", date="2023-10-12", **gone)
    edition = edition_of(
        briefing_of(hidden, text("briefings/2023/a", "az", html="", translates="en", **gone)),
        briefing_of(whole, text("briefings/2023/b", "az", html="", translates="en", **safe)),
    )
    # the reader's own text was withdrawn for another reason before the rest
    assert logged(edition)["error"] == [("2024-01-01", "en/2023/b/", ""), ("2024-01-01", "", "Azərbaycanca")]


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_every_kind_is_explained_whether_it_happened_or_not(language):
    _, plan = log_plans(edition_of(briefing("a")), language)
    (page,) = plan.make()
    assert list(page.view["kinds"].values()) == [[], [], []]
    keys = [key for kind in page.view["kinds"] for key in (f"withdrawals.{kind}", f"withdrawals.{kind}.meaning")]
    assert {words().spoken(language, key) for key in keys} == {language}
    assert page.changed is None
