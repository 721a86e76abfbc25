"""Texts into works, and what a folder itself gets wrong."""

import datetime as dt

import pytest

from newsarchive.content.translations import assemble
from newsarchive.model.fields import Correction, Withdrawal
from tests.newsarchive.editions import DAY, codes, site_with, text

A = "briefings/2023/a"
TOMORROW = DAY + dt.timedelta(days=1)


def original(folder=A, language="en", **fields):
    return text(folder, language, **{"date": "2023-10-12", **fields})


def translation(folder=A, language="az", translates="en", **fields):
    return text(folder, language, translates=translates, **fields)


def assembled(*texts, **site):
    return assemble(texts, site_with(**site))


def test_a_folder_is_one_work_with_its_languages_in_the_sites_order():
    works, faults = assembled(translation(language="ru"), original(), translation())
    assert faults == []
    (briefing,) = works.briefings
    assert (briefing.slug, briefing.folder, briefing.original.language) == ("a", A, "en")
    assert list(briefing.texts) == ["az", "en", "ru"]


def test_each_kind_of_folder_makes_its_kind_of_work():
    works, faults = assembled(original(), text("pages/about"), text("notices/climate"))
    assert faults == []
    assert [each.slug for each in works.briefings] == ["a"]
    assert [each.slug for each in works.standing] == ["about"]
    assert [each.slug for each in works.notices] == ["climate"]


def test_briefings_are_in_order_of_date_then_slug():
    works, _ = assembled(
        original("briefings/2023/b", date="2023-10-12"),
        original("briefings/2023/a", date="2023-10-12"),
        original("briefings/2023/c", date="2023"),
        original("briefings/2022/d", date="2022-12-31"),
    )
    assert [each.slug for each in works.briefings] == ["d", "c", "a", "b"]


FOLDERS = [
    pytest.param(
        [original(), original(language="az")],
        [("originals", f"{A}/az.md", "en, az")],
        id="two originals",
    ),
    pytest.param([translation()], [("translates-chain", f"{A}/az.md", "en")], id="no original"),
    pytest.param(
        [translation(), translation(language="ru")],
        [("translates-chain", f"{A}/az.md", "en")],
        id="two translations without their original",
    ),
    pytest.param(
        [translation(translates="ru"), translation(language="ru", translates="az")],
        [("translates-chain", f"{A}/az.md", "az")],
        id="two translations of each other",
    ),
    pytest.param(
        [original(), translation(translates="az")],
        [("translates-chain", f"{A}/az.md", "az")],
        id="a translation of itself",
    ),
    pytest.param(
        [original(), translation(translates="ru"), translation(language="ru", translates="az")],
        [("translates-chain", f"{A}/az.md", "az"), ("translates-chain", f"{A}/ru.md", "ru")],
        id="a circle beside an original",
    ),
    pytest.param(
        [original(), translation(translates="ru")],
        [("translates-chain", f"{A}/az.md", "ru")],
        id="a translation of a text that is not there",
    ),
    pytest.param([original("briefings/2023/A_b")], [("slug", "briefings/2023/A_b/en.md", "A_b")], id="no slug"),
    pytest.param([original("briefings/2023/ə")], [("slug", "briefings/2023/ə/en.md", "ə")], id="a slug beyond ASCII"),
    *(
        pytest.param(
            [original(f"briefings/2023/{slug}")],
            [("slug", f"briefings/2023/{slug}/en.md", slug)],
            id=f"the reserved slug {slug}",
        )
        for slug in ("page", "tags", "archive", "2023", "az", "pictures")
    ),
    pytest.param([text("pages/feed")], [("slug", "pages/feed/en.md", "feed")], id="a reserved page"),
]


@pytest.mark.parametrize(("texts", "expected"), FOLDERS)
def test_a_folder_at_fault_is_named_and_makes_no_work(texts, expected):
    works, faults = assembled(*texts)
    assert [(each.code, each.path, dict(each.values)["found"]) for each in faults] == expected
    assert (works.briefings, works.standing, works.notices) == ((), (), ())


def test_a_folder_of_another_year_than_the_date_is_a_fault():
    works, faults = assembled(original(date="2022-12-31"))
    assert [(each.code, each.path, each.values) for each in faults] == [
        ("folder-year", f"{A}/en.md", (("folder", "2023"), ("year", "2022")))
    ]
    assert works.briefings == ()


def test_a_translation_may_be_made_from_a_translation():
    works, faults = assembled(
        original(language="az"),
        translation(language="en", translates="az"),
        translation(language="ru", translates="en"),
    )
    assert faults == []
    assert works.briefings[0].original.language == "az"


def test_a_draft_waits_with_all_its_translations():
    works, faults = assembled(original(status="draft"), translation())
    assert faults == []
    assert (works.briefings, works.waiting) == ((), ())
    assert works.drafts == (f"{A}/az.md", f"{A}/en.md")


def test_a_draft_translation_waits_alone():
    works, _ = assembled(original(), translation(status="draft"))
    assert list(works.briefings[0].texts) == ["en"]
    assert works.drafts == (f"{A}/az.md",)


def test_a_preview_shows_drafts_and_what_waits():
    works, _ = assembled(original(status="draft", published=TOMORROW), translation(status="draft"), drafts=True)
    assert list(works.briefings[0].texts) == ["az", "en"]
    assert (works.drafts, works.waiting) == ((), ())


@pytest.mark.parametrize(("published", "built"), [(DAY, True), (TOMORROW, False), (None, True)])
def test_an_embargo_ends_with_its_day(published, built):
    works, _ = assembled(original(published=published), translation())
    assert bool(works.briefings) is built
    assert works.waiting == (() if built else (f"{A}/az.md", f"{A}/en.md"))


def test_a_translation_may_wait_for_a_later_day_than_its_original():
    works, _ = assembled(original(published=DAY), translation(published=TOMORROW))
    assert (list(works.briefings[0].texts), works.waiting) == (["en"], (f"{A}/az.md",))
    works, _ = assembled(original(published=TOMORROW), translation(published=DAY))
    assert (works.briefings, works.waiting) == ((), (f"{A}/az.md", f"{A}/en.md"))


def test_a_date_in_the_future_is_a_fault_and_holds_nothing_back():
    later = dt.date(2027, 1, 1)
    assert codes(assembled(original("briefings/2027/a", date="2027"))[1]) == ["date-in-future"]
    assert codes(assembled(original("briefings/2027/a", date="2027", published=later))[1]) == []
    assert codes(assembled(original("briefings/2027/a", date="2027", status="draft"))[1]) == []
    assert codes(assembled(original("briefings/2026/a", date="2026"))[1]) == []


@pytest.mark.parametrize("status", ["hidden", "withdrawn"])
def test_hidden_and_withdrawn_briefings_are_built(status):
    withdrawal = Withdrawal(dt.date(2024, 1, 1), "error") if status == "withdrawn" else None
    works, faults = assembled(original(status=status, withdrawal=withdrawal))
    assert [each.front.status for each in works.briefings] == [status]
    assert [each.code for each in faults] == (["withdrawn-words"] if status == "withdrawn" else [])


def test_a_withdrawn_briefing_needs_a_reason_and_its_translations_do_not():
    reason = Withdrawal(dt.date(2024, 1, 1), "court order")
    gone = {"status": "withdrawn", "html": ""}
    assert codes(assembled(original(**gone), translation(html=""))[1]) == ["missing-field", "missing-field"]
    works, faults = assembled(original(**gone, withdrawal=reason), translation(**gone))
    assert (faults, [sorted(each.texts) for each in works.briefings]) == ([], [["az", "en"]])
    assert codes(assembled(original(), translation(**gone))[1]) == ["missing-field"]
    assert codes(assembled(original(), translation(**gone, withdrawal=reason))[1]) == []


def test_a_text_without_words_has_a_fault_and_a_draft_a_warning():
    for fields, warning in (({}, False), ({"status": "draft"}, True)):
        found = assembled(original(html="", **fields))[1]
        assert [(each.code, each.warning) for each in found] == [("empty-text", warning)]


def test_nothing_was_changed_or_corrected_after_today():
    later, today = DAY + dt.timedelta(days=1), DAY
    assert codes(assembled(original(modified=later))[1]) == ["in-future"]
    assert codes(assembled(original(corrections=(Correction(later, "x"),)))[1]) == ["in-future"]
    assert codes(assembled(original(modified=today, corrections=(Correction(today, "x"),)))[1]) == []


def test_a_text_with_a_fault_of_its_own_is_weighed_but_not_built():
    works, faults = assembled(original(sound=False, date="2022"))
    assert (works.briefings, codes(faults)) == ((), ["folder-year"])


def test_a_folder_with_an_unread_file_is_not_blamed_for_it():
    works, faults = assemble([translation()], site_with(), frozenset({A}))
    assert codes(faults) == []
    assert works.briefings == ()
