"""The listing of each year, and the page of all years."""

import datetime as dt

import msgspec

from newsarchive.model.fields import Correction
from newsarchive.model.pages import Alternate, PageLink
from newsarchive.pages.listings import year_plans
from tests.newsarchive.editions import briefing, edition_of, small_edition, words


def pages_of(edition, language="en"):
    return {page.address: page for plan in year_plans(edition, language) for page in plan.make()}


def test_there_is_a_page_of_all_years_and_one_for_each():
    pages = pages_of(small_edition())
    assert list(pages) == ["en/archive/", "en/2021/", "en/2023/"]
    assert {page.template for page in pages.values()} == {"archive.html", "year.html"}


def test_a_year_lists_all_languages_newest_event_first():
    view = pages_of(small_edition())["en/2023/"].view
    assert [each.address for each in view["entries"]] == ["en/2023/second/", "en/2023/third/"][::-1]
    assert (view["total"], view["older"], view["newer"]) == (2, None, None)
    assert view["order_key"] == "listing.by-date"


def test_a_year_knows_its_neighbours():
    pages = pages_of(small_edition())
    assert (pages["en/2021/"].view["earlier"], pages["en/2021/"].view["later"]) == (None, 2023)
    assert (pages["en/2023/"].view["earlier"], pages["en/2023/"].view["later"]) == (2021, None)
    assert pages["en/2021/"].view["year_addresses"] == {2021: "en/2021/", 2023: "en/2023/"}


def test_a_year_is_described_in_its_own_language():
    page = pages_of(small_edition(), "az")["az/2023/"]
    assert page.title == words()("az", "year.title", year="2023-cü")
    assert page.description == words()("az", "year.description", 2, year="2023-cü")
    assert page.alternates == tuple(Alternate(tag, f"{tag}/2023/") for tag in ("az", "en", "ru"))
    assert page.default_alternate == "en/2023/"


def test_a_long_year_is_numbered_from_the_oldest():
    works = [briefing(f"b{number}", f"2023-01-0{number}") for number in range(1, 6)]
    pages = pages_of(edition_of(*works, page_size=2))
    assert list(pages) == ["en/archive/", "en/2023/", "en/2023/page/1/"]
    front, first = pages["en/2023/"], pages["en/2023/page/1/"]
    assert [each.address for each in first.view["entries"]] == ["en/2023/b2/", "en/2023/b1/"]
    assert (front.view["older"], first.view["newer"], first.view["older"]) == ("en/2023/page/1/", "en/2023/", None)
    assert first.title == words()("en", "listing.numbered", title=front.title, page=1)
    assert first.view["heading"] == front.title
    assert [each.address for each in first.alternates] == ["az/2023/page/1/", "en/2023/page/1/", "ru/2023/page/1/"]
    assert first.default_alternate == "en/2023/page/1/"
    assert (str(first.changed), str(front.changed)) == ("2023-01-02", "2023-01-05")
    assert {each.view["order_key"] for each in (front, first)} == {"listing.by-date"}


def test_a_list_says_if_its_pages_do_not_follow_the_order_of_its_dates():
    """A page is sorted by the date of events, but what is on it depends on when it was published."""
    works = [briefing(f"b{number}", f"2023-01-0{number}") for number in range(2, 6)]
    late = briefing("late", "2023-01-01", published=dt.date(2024, 1, 1))
    pages = pages_of(edition_of(*works, late, page_size=2))
    orders = {page.view["order_key"] for address, page in pages.items() if address != "en/archive/"}
    assert orders == {"listing.by-date-paged"}


def test_the_archive_shows_the_years_newest_first_with_their_latest():
    works = [briefing(f"b{number}", f"2023-01-0{number}") for number in range(1, 10)]
    page = pages_of(edition_of(briefing("old", "2020"), *works))["en/archive/"]
    newest, oldest = page.view["years"]
    assert (newest["year"], newest["count"], newest["more"], newest["address"]) == (2023, 9, 4, "en/2023/")
    assert [each.address for each in newest["entries"]] == [f"en/2023/b{number}/" for number in (9, 8, 7, 6, 5)]
    assert (oldest["year"], oldest["count"], len(oldest["entries"])) == (2020, 1, 1)
    assert oldest["more"] <= 0
    assert page.description == words()("en", "archive.description", 10)
    assert (page.view["added"], page.view["order_key"]) == ("9 January 2023", "listing.by-date")


def test_the_archive_names_no_rest_of_three_or_fewer():
    works = [briefing(f"b{number}", f"2023-01-0{number}") for number in range(1, 9)]
    (year,) = pages_of(edition_of(*works))["en/archive/"].view["years"]
    assert (year["more"], len(year["entries"])) == (0, 8)


def test_an_empty_archive_has_its_page_and_no_years():
    pages = pages_of(edition_of())
    assert list(pages) == ["en/archive/"]
    assert (pages["en/archive/"].view["years"], pages["en/archive/"].view["chart"]) == ([], None)


def test_hidden_briefings_make_no_year():
    assert list(pages_of(edition_of(briefing("a", status="hidden")))) == ["en/archive/"]


def test_a_year_lies_under_the_archive_and_its_numbered_pages_under_it():
    works = [briefing(f"b{number}", f"2023-01-0{number}") for number in range(1, 6)]
    pages = pages_of(edition_of(*works, page_size=2))
    archive = PageLink(words()("en", "archive.title"), "en/archive/")
    assert {page.kind for page in pages.values()} == {"collection"}
    assert pages["en/archive/"].trail == ()
    assert pages["en/2023/"].trail == (archive,)
    assert pages["en/2023/page/1/"].trail == (archive, PageLink(words()("en", "year.title", year=2023), "en/2023/"))


def test_a_list_changed_when_one_of_its_texts_came_from_another_site_or_changed_last():
    """Crawlers come again for what the sitemap says has changed: a list prints titles, summaries and marks."""
    day = {"published": dt.date(2020, 5, 1), "brought_from": "https://old.example/a"}
    brought = msgspec.structs.replace(briefing("a", "2020", **day), added={"en": dt.date(2024, 3, 2)})
    corrected = briefing("b", "2021", corrections=(Correction(dt.date(2024, 4, 5), "Wrong."),))
    pages = pages_of(edition_of(brought, corrected, briefing("c", "2022", modified=dt.date(2024, 5, 6))))
    assert [str(pages[f"en/{year}/"].changed) for year in (2020, 2021, 2022)] == [
        *("2024-03-02", "2024-04-05", "2024-05-06"),
    ]
