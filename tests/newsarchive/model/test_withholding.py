"""Words that a correction withholds are looked for in the rest of a briefing."""

import datetime as dt

import pytest

from newsarchive.model.fields import Correction
from newsarchive.model.models import Revision
from newsarchive.model.revisions import withheld
from newsarchive.model.withholding import unwithheld
from tests.newsarchive.editions import briefing_of, edition_of, letter, text

A = "briefings/2023/a"
FIRST, SECOND, TODAY = dt.date(2024, 1, 1), dt.date(2024, 2, 1), dt.date(2024, 3, 1)
NAMED = Correction(SECOND, "A name.", withhold=True)


def asked_of(briefing, recorded=None, *letters):
    archive = edition_of(briefing, letters=letters).archive
    return list(unwithheld(archive, briefing, recorded or {}, TODAY, stops=True))


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        pytest.param({}, True, id="as it was"),
        pytest.param({"modified": FIRST}, True, id="changed before"),
        pytest.param({"modified": SECOND}, False, id="changed since"),
        pytest.param({"corrections": (Correction(SECOND, "Wrong."),)}, False, id="corrected"),
        pytest.param({"translated_revision": "0" * 12}, True, id="confirmed as a translation of other words"),
        pytest.param({"translated_revision": "1" * 12}, False, id="confirmed"),
        pytest.param({"status": "hidden"}, True, id="hidden, so that some readers have it"),
        pytest.param({"status": "withdrawn"}, False, id="withdrawn"),
    ],
)
def test_words_that_are_withheld_in_one_language_are_looked_for_in_the_others(fields, asked) -> None:
    original = text(A, date="2023-10-12", corrections=(NAMED,), revision="1" * 12)
    briefing = briefing_of(original, text(A, "az", translates="en", **fields))
    assert [(each.code, each.path) for each in asked_of(briefing)] == (
        [("withheld-words", f"{A}/az.md")] if asked else []
    )


def test_a_translation_of_a_translation_is_confirmed_by_both() -> None:
    original = text(A, date="2023-10-12", corrections=(NAMED,), revision="1" * 12)
    middle = text(A, "az", translates="en", revision="2" * 12)
    last = text(A, "ru", translates="az", translated_revision="2" * 12)
    asked = [each.path for each in asked_of(briefing_of(original, middle, last))]
    assert asked == [f"{A}/az.md", f"{A}/ru.md"]


BACK = Correction(FIRST, "A name.", withhold=True)
"""Published without `withhold` at first."""


@pytest.mark.parametrize(
    ("changed", "last", "since"),
    [
        pytest.param(SECOND, Revision(SECOND, "2" * 12, "minor", 0), "2024-02-02", id="as it was published since"),
        pytest.param(SECOND, Revision(FIRST, "2" * 12, "first", 0), "", id="changed after it was published"),
        pytest.param(SECOND, Revision(SECOND, "3" * 12, "minor", 0), "", id="other words than were published"),
        pytest.param(TODAY, Revision(TODAY, "2" * 12, "minor", 0), "", id="published today"),
    ],
)
def test_a_correction_that_withholds_later_is_not_answered_by_what_was_published_before(changed, last, since) -> None:
    original = text(A, date="2023-10-12", corrections=(BACK,), revision="1" * 12)
    briefing = briefing_of(original, text(A, "az", translates="en", revision="2" * 12, modified=changed))
    recorded = {("a", "en"): (Revision(FIRST, "1" * 12, "correction", 1),), ("a", "az"): (last,)}
    assert [dict(each.values)["date"] for each in asked_of(briefing, recorded)] == ([since] if since else [])
    # nobody is asked again once it is published
    done = {key: withheld(revisions) for key, revisions in recorded.items()}
    assert asked_of(briefing, done) == []


@pytest.mark.parametrize(
    ("number", "fields", "asked"),
    [
        pytest.param(1, {}, True, id="the one that was published today"),
        pytest.param(2, {}, False, id="another one since"),
        pytest.param(1, {"revision": "3" * 12}, False, id="other words since"),
        pytest.param(1, {"modified": TODAY}, False, id="a change since"),
    ],
)
def test_a_correction_of_the_same_day_that_was_published_is_no_answer(number, fields, asked) -> None:
    original = text(A, date="2023-10-12", corrections=(Correction(TODAY, "A name.", withhold=True),))
    other = text(
        A,
        "az",
        translates="en",
        corrections=tuple(Correction(TODAY, f"Error {each}.") for each in range(number)),
        **{"revision": "2" * 12, **fields},
    )
    recorded = {("a", "az"): (Revision(TODAY, "2" * 12, "correction", 1),)}
    assert bool(asked_of(briefing_of(original, other), recorded)) == asked


@pytest.mark.parametrize(
    ("stem", "fields", "asked"),
    [
        pytest.param("2024-01-31-reader", {}, True, id="from before"),
        pytest.param("2024-01-31-reader", {"modified": FIRST}, True, id="read before"),
        pytest.param("2024-01-31-reader", {"modified": SECOND}, False, id="read since"),
        pytest.param("2024-02-01-reader", {}, False, id="of that day or later"),
    ],
)
@pytest.mark.parametrize("status", ["published", "hidden"])
def test_words_that_are_withheld_are_looked_for_in_the_letters_that_are_shown(stem, fields, asked, status) -> None:
    briefing = briefing_of(text(A, date="2023-10-12", corrections=(NAMED,), status=status))
    found = asked_of(briefing, {}, letter(A, stem, **fields))
    assert [(each.code, each.path) for each in found] == (
        [("withheld-words", f"{A}/replies/{stem}.md")] if asked and status == "published" else []
    )


def test_names_under_which_a_briefing_is_listed_are_told_until_the_correction_is_published() -> None:
    named = text(A, date="2023-10-12", corrections=(NAMED,), people=("ali", "eldar"), tags=("privacy",))
    (found,) = asked_of(briefing_of(named))
    assert (found.code, found.warning, dict(found.values)) == (
        "withheld-words",
        True,
        {"field": "people", "found": "ali, eldar", "hint": "listed"},
    )
    done = {("a", "en"): withheld((Revision(SECOND, "0" * 12, "correction", 1),))}
    assert asked_of(briefing_of(named), done) == []
