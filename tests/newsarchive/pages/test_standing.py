"""Standing pages, and which pages all texts have."""

import datetime as dt

from newsarchive.model.fields import Withdrawal
from newsarchive.model.pages import Alternate
from newsarchive.pages import text_pages
from newsarchive.pages.standing import standing_page, unbroken
from tests.newsarchive.editions import briefing, briefing_of, edition_of, notice, small_edition, standing, text


def test_a_standing_page_has_its_address_words_and_alternates():
    about = standing("about", "en az", modified=dt.date(2026, 1, 2))
    page = standing_page(about, edition_of(about), "en")
    assert (page.address, page.template, page.title) == ("en/about/", "standing.html", "about in en")
    assert page.alternates == (Alternate("az", "az/about/"), Alternate("en", "en/about/"))
    assert page.default_alternate == "en/about/"
    assert (page.view["modified"], page.changed) == ("2 January 2026", dt.date(2026, 1, 2))
    assert (page.view["body"], page.view["stale"], page.listed) == ("<p>Words.</p>", None, True)


def test_a_page_that_says_nothing_of_its_day_has_none():
    about = standing("about")
    page = standing_page(about, edition_of(about), "en")
    assert (page.view["modified"], page.changed) == (None, None)


def test_a_hidden_page_is_built_and_not_listed():
    about = standing("about", status="hidden")
    assert standing_page(about, edition_of(about), "en").listed is False


def test_every_text_has_a_page_in_its_language_and_in_no_other():
    edition = edition_of(
        *small_edition().archive.briefings, standing("about", "en az"), notice("n", "2026-01-01", "2026-12-31")
    )
    assert sorted(page.address for page in text_pages(edition)) == [
        "az/2021/first/",
        "az/2023/second/",
        "az/about/",
        "en/2023/second/",
        "en/2023/third/",
        "en/about/",
        "ru/2023/second/",
        "ru/2023/third/",
    ]


def test_a_withdrawn_briefing_shows_no_text_in_any_language():
    withdrawal = Withdrawal(dt.date(2024, 1, 2), "error")
    edition = edition_of(briefing("a", languages="en az", status="withdrawn", withdrawal=withdrawal))
    assert {(page.address, page.template) for plan in text_pages(edition) for page in plan.make()} == {
        ("en/2023/a/", "withdrawn.html"),
        ("az/2023/a/", "withdrawn.html"),
    }


def test_a_withdrawn_translation_leaves_the_original():
    folder = "briefings/2023/a"
    work = briefing_of(
        text(folder, date="2023", tags=("privacy",)), text(folder, "az", translates="en", status="withdrawn")
    )
    assert {(page.address, page.template) for plan in text_pages(edition_of(work)) for page in plan.make()} == {
        ("en/2023/a/", "briefing.html"),
        ("az/2023/a/", "withdrawn.html"),
    }


def test_hidden_briefings_are_built():
    assert [page.address for page in text_pages(edition_of(briefing("a", status="hidden")))] == ["en/2023/a/"]


def test_a_draft_of_a_page_or_of_its_translation_says_so():
    whole, begun = standing("about", "en az", status="draft"), standing("about")
    assert [standing_page(whole, edition_of(whole), tag).view["draft"] for tag in ("en", "az")] == [True, True]
    assert standing_page(begun, edition_of(begun), "en").view["draft"] is False


def test_a_short_word_with_a_hyphen_stays_whole_in_code_alone():
    html = "a-b <code>make -C list-timers a_b</code>, c-d <code>a-word-too-long-for-us</code>"
    kept = "a-b <code>make <span>-C</span> <span>list-timers</span> a_b</code>, c-d <code>a-word-too-long-for-us</code>"
    assert unbroken(html) == kept
