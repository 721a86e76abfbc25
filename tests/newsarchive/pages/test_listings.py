"""The front page of a language."""

import datetime as dt

import msgspec
import pytest

from newsarchive.model.pages import Alternate, PageLink
from newsarchive.model.vocabularies import Term
from newsarchive.pages.listings import NEWS_LINE, SUMMARISED, TOPICS, home_page
from tests.newsarchive.editions import TERMS, briefing, briefing_of, edition_of, small_edition, text, words


def test_a_front_page_has_its_frame():
    page = home_page(small_edition(), "az")
    assert (page.address, page.language, page.template) == ("az/", "az", "home.html")
    assert page.title == words()("az", "site.name")
    assert page.description == words()("az", "site.description")
    assert page.alternates == (Alternate("az", "az/"), Alternate("en", "en/"), Alternate("ru", "ru/"))
    assert page.default_alternate == ""
    assert page.feeds == (PageLink(words()("az", "site.name"), "az/feed.xml"),)
    assert page.changed == dt.date(2023, 10, 1)
    assert page.listed


@pytest.mark.parametrize(
    ("language", "lead", "news"),
    [
        ("en", "en/2023/third/", ["en/2023/second/", "az/2021/first/"]),
        ("az", "az/2023/second/", ["ru/2023/third/", "az/2021/first/"]),
    ],
)
def test_the_lead_is_the_newest_in_the_language_and_the_rest_is_news(language, lead, news):
    view = home_page(small_edition(), language).view
    assert view["lead"].address == lead
    assert [each.address for each in view["newest"]] == news


def test_a_language_without_texts_is_led_by_the_newest_of_all():
    view = home_page(edition_of(briefing("a", languages="az"), briefing("b", "2022", "az")), "ru").view
    assert view["lead"].address == "az/2023/a/"
    assert view["lead"].label == words()("ru", "listing.only-in", language="азербайджанский")


def test_an_empty_archive_has_a_front_page():
    page = home_page(edition_of(), "en")
    assert page.view["lead"] is None
    assert (page.view["newest"], page.view["news"], page.view["topics"], page.view["chart"]) == ([], [], [], None)
    assert (page.view["lead_days"], page.view["added"], page.view["total"]) == ([], None, 0)
    assert page.changed is None


def test_the_news_line_is_in_order_of_publication_not_of_events():
    old = briefing("old-event", "2001", published=dt.date(2024, 1, 1))
    view = home_page(edition_of(old, briefing("new-event", "2023")), "en").view
    assert view["lead"].address == "en/2001/old-event/"
    assert [(each["label"], each["iso"], each["date"]) for each in view["lead_days"]] == [
        (words()("en", "briefing.published"), "2024-01-01", "1 January 2024"),
        (words()("en", "briefing.date"), "2001", "2001"),
    ]


def test_a_text_from_another_site_says_when_it_was_published_there_but_was_added_here():
    day = {"published": dt.date(2020, 5, 1), "brought_from": "https://old.example/a"}
    work = msgspec.structs.replace(briefing("a", "2020", **day), added={"en": dt.date(2024, 3, 2)})
    page = home_page(edition_of(work, briefing("b", "2021")), "en")
    assert (page.view["added"], page.changed) == ("2 March 2024", dt.date(2024, 3, 2))
    alone = home_page(edition_of(work), "en")
    assert alone.view["lead_days"][0] == {
        "label": words()("en", "briefing.first-published"),
        "iso": "2020-05-01",
        "date": "1 May 2020",
    }


def test_what_is_not_online_yet_is_no_addition():
    works = [briefing("a", "2021"), briefing("b", published=dt.date(2030, 1, 1)), briefing("c", status="draft")]
    assert home_page(edition_of(*works), "en").view["added"] == "1 January 2021"


def test_the_news_line_has_an_end():
    many = [briefing(f"b{number:02}", f"2023-01-{number + 1:02}") for number in range(NEWS_LINE + 5)]
    view = home_page(edition_of(*many), "en").view
    assert (len(view["newest"]), len(view["news"])) == (SUMMARISED, NEWS_LINE - SUMMARISED)
    listed = [view["lead"], *view["newest"], *view["news"]]
    assert [each.date_iso for each in listed] == sorted((each.date_iso for each in listed), reverse=True)
    assert len({each.address for each in listed}) == NEWS_LINE + 1
    assert view["total"] == NEWS_LINE + 5


@pytest.mark.parametrize("status", ["hidden", "withdrawn"])
def test_what_is_not_listed_is_not_on_the_front_page(status):
    view = home_page(edition_of(briefing("a", status=status), briefing("b", "2022")), "en").view
    assert view["lead"].address == "en/2022/b/"
    assert (view["newest"], view["total"], view["chart"]) == ([], 1, None)


@pytest.mark.parametrize("status", ["hidden", "withdrawn"])
def test_a_translation_that_is_not_shown_does_not_stand_for_its_briefing(status):
    folder = "briefings/2023/a"
    original = text(folder, "en", date="2023", tags=("privacy",))
    gone = text(folder, "az", translates="en", status=status, title="")
    view = home_page(edition_of(briefing_of(original, gone)), "az").view
    assert (view["lead"].title, view["lead"].address) == ("a in en", "en/2023/a/")


def test_topics_are_named_and_ordered_in_the_language():
    assert home_page(small_edition(), "en").view["topics"] == [
        {"name": "Courts", "language": "en", "address": "en/tags/courts/", "count": 2},
        {"name": "Privacy", "language": "en", "address": "en/tags/privacy/", "count": 2},
    ]
    assert [(each["name"], each["language"]) for each in home_page(small_edition(), "az").view["topics"]] == [
        ("Courts", "en"),
        ("Şəxsi həyat", "az"),
    ]


def test_only_the_topics_with_most_briefings_are_shown():
    ids = [f"t{number:02}" for number in range(TOPICS + 1)]
    terms = {**TERMS, "tags": {each: Term(each, {"en": each}) for each in ids}}
    works = [briefing(f"b{place}", tags=tuple(ids[place : place + 2])) for place in range(TOPICS)]
    topics = home_page(edition_of(*works, terms=terms), "en").view["topics"]
    assert len(topics) == TOPICS
    # the first and the last have one briefing each; of equals the first by id stays
    assert {each["name"] for each in topics} == set(ids[:-1])


def test_the_archive_at_a_glance_links_its_years():
    works = [briefing(f"b{number}", str(2020 + number % 4)) for number in range(8)]
    hidden = briefing("hidden", "2010", status="hidden")
    view = home_page(edition_of(*works, hidden), "ru").view
    assert view["chart"]["title"] == words()("ru", "chart.title")
    assert [(row["address"], row["count"]) for row in view["chart"]["rows"]] == [
        (f"ru/{year}/", 2) for year in (2023, 2022, 2021, 2020)
    ]
    assert view["archive_address"] == "ru/archive/"
