"""The day on which a text first went online: the ledger's, the build's, or one that it waits for."""

import datetime as dt

import pytest

from newsarchive.model.fields import Withdrawal
from newsarchive.model.models import Revision
from newsarchive.model.revisions import LATE, contradicted_days, goes_online, published, taken_offline, with_first_days
from tests.newsarchive import editions as make
from tests.newsarchive.editions import briefing_of

A = "briefings/2025/a"
TODAY = dt.date(2026, 11, 26)
BEFORE, FIRST, LATER = dt.date(2025, 11, 3), dt.date(2026, 11, 20), dt.date(2026, 12, 1)
LEDGER = {("a", "en"): (Revision(FIRST, "0" * 12, "first", 0), Revision(TODAY, "1" * 12, "minor", 0))}
ELSEWHERE = {"published": BEFORE, "brought_from": "https://old.example/a"}


def days(original: dict[str, object], translation: dict[str, object], recorded=LEDGER) -> list[dt.date]:
    texts = (
        make.text(A, date="2025-11-03", **original),
        make.text(A, "az", translates="en", **translation),
    )
    return list(with_first_days(briefing_of(*texts), recorded, TODAY).days.values())


@pytest.mark.parametrize(
    ("original", "translation", "recorded", "expected"),
    [
        pytest.param({}, {}, {}, [TODAY, TODAY], id="never published"),
        pytest.param({}, {}, LEDGER, [FIRST, TODAY], id="a translation comes later"),
        pytest.param({"published": BEFORE}, {}, LEDGER, [FIRST, TODAY], id="a false claim is not believed"),
        pytest.param({"published": BEFORE}, {}, {}, [TODAY, TODAY], id="nor is one of a text nobody published"),
        pytest.param({"published": TODAY}, {}, LEDGER, [TODAY, TODAY], id="a hidden text that became news"),
        pytest.param({}, {"published": LATER}, LEDGER, [FIRST, LATER], id="a translation waits"),
        pytest.param({"published": LATER}, {}, {}, [LATER, LATER], id="a translation waits with its original"),
        pytest.param(ELSEWHERE, {}, LEDGER, [BEFORE, TODAY], id="brought from elsewhere"),
        pytest.param(ELSEWHERE, ELSEWHERE, {}, [BEFORE, BEFORE], id="brought with its translation"),
    ],
)
def test_a_text_has_the_day_that_the_ledger_knows_or_else_the_builds(original, translation, recorded, expected):
    assert days(original, translation, recorded) == expected


def test_a_text_from_another_site_was_added_on_the_day_on_which_it_came_here():
    work = with_first_days(briefing_of(make.text(A, date="2025-11-03", **ELSEWHERE)), LEDGER, TODAY)
    assert (work.days, work.added) == ({"en": BEFORE}, {"en": FIRST})


def test_a_hidden_text_that_became_news_was_added_on_the_day_that_it_names():
    """Letters and the front page tell of it then; before, nobody could find it."""
    hidden = {("a", "en"): (Revision(FIRST, "0" * 12, "first", 0),)}
    work = with_first_days(briefing_of(make.text(A, date="2025-11-03", published=TODAY)), hidden, TODAY)
    assert (work.days, work.added) == ({"en": TODAY}, {"en": TODAY})


def test_a_renamed_briefing_keeps_its_days():
    old = {("earlier", "en"): LEDGER["a", "en"]}
    assert days({"redirect_from": ("en/2024/earlier", "earlier")}, {}, old) == [FIRST, TODAY]


@pytest.mark.parametrize(("hidden", "unlisted"), [([True], {"en"}), ([True, False], set()), ([False, True], set())])
def test_a_text_that_was_never_listed_is_told_nowhere_once_it_is_withdrawn(hidden, unlisted):
    ledger = {("a", "en"): tuple(Revision(FIRST, "0" * 12, "first", 0, hidden=each) for each in hidden)}
    gone = {"status": "withdrawn", "withdrawal": Withdrawal(TODAY, "error")}
    texts = make.text(A, date="2025-11-03", **gone), make.text(A, "az", translates="en")
    work = with_first_days(briefing_of(*texts), ledger, TODAY)
    assert work.unlisted == unlisted
    assert work.is_untold("en") == bool(unlisted)


def test_nothing_holds_back_a_text_without_a_day_whatever_its_date():
    work = briefing_of(make.text(A, date="2999"), make.text(A, "az", translates="en", published=LATER))
    assert [goes_online(text, work) for text in work.texts.values()] == [dt.date.min, LATER]


@pytest.mark.parametrize(
    ("front", "codes"),
    [
        ({"published": BEFORE}, ["published-unrecorded"]),
        ({"published": BEFORE, "modified": BEFORE}, ["published-unrecorded", "days-disagree"]),
        ({"modified": BEFORE}, ["days-disagree"]),
        ({"modified": FIRST, "published": FIRST}, []),
        ({"published": LATER}, []),
        (ELSEWHERE, []),
        ({**ELSEWHERE, "modified": BEFORE}, []),
    ],
)
def test_a_day_before_the_first_publication_that_the_ledger_knows_is_a_fault(front, codes):
    work = briefing_of(make.text(A, date="2025-11-03", **front))
    found = list(contradicted_days(work, LEDGER, TODAY, stops=False))
    assert [each.code for each in found] == codes
    assert not any(each.warning for each in found)


@pytest.mark.parametrize("days", [1, LATE.days])
def test_a_text_that_went_online_a_few_days_late_is_in_order(days):
    waited = make.text(A, date="2025-11-03", published=TODAY - dt.timedelta(days))
    recorded = {("a", "en"): published(waited, (), TODAY)}
    assert recorded["a", "en"][0].kind == "late"
    later = TODAY + dt.timedelta(1)
    assert list(contradicted_days(briefing_of(waited), recorded, later, stops=True)) == []
    assert with_first_days(briefing_of(waited), recorded, later).days == {"en": TODAY}
    assert list(contradicted_days(briefing_of(waited), {}, TODAY, stops=True)) == []


@pytest.mark.parametrize(
    ("front", "codes"),
    [
        ({"published": BEFORE}, ["published-unrecorded"]),
        ({"published": TODAY}, []),
        ({"published": BEFORE, "status": "draft"}, []),
        (ELSEWHERE, []),
    ],
)
def test_a_new_text_may_not_claim_a_day_long_gone(front, codes):
    work = briefing_of(make.text(A, date="2025-11-03", **front))
    for stops in (True, False):
        found = list(contradicted_days(work, {}, TODAY, stops=stops))
        assert [(each.code, each.warning) for each in found] == [(code, not stops) for code in codes]


def test_a_text_that_is_online_is_not_taken_offline_by_a_later_day():
    text, other = make.text(A, published=LATER), make.text("briefings/2025/b", published=LATER)
    (found,) = taken_offline([text, other], [text.path, other.path], [], LEDGER)
    assert (found.code, found.path) == ("offline", text.path)
    assert list(taken_offline([text], [], [], LEDGER)) == []


def test_a_text_that_is_online_is_not_taken_offline_by_its_status():
    text, other = make.text(A, status="draft"), make.text("briefings/2025/b", status="draft")
    translation = make.text(A, "az", translates="en")
    drafts = [text.path, other.path, translation.path]
    (found,) = taken_offline([text, other, translation], [], drafts, LEDGER)
    assert (found.code, found.path) == ("offline", text.path)
    assert list(taken_offline([text], [], [], LEDGER)) == []
