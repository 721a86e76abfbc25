"""The language gateway and the page for missing addresses."""

from newsarchive.model.pages import Alternate
from newsarchive.pages.gateway import gateway_page, missing_page, root_pages
from tests.newsarchive.editions import briefing, edition_of, small_edition, words


def test_the_gateway_has_a_door_for_every_language():
    doors = gateway_page(small_edition()).view["doors"]
    assert [(each["tag"], each["name"], each["address"]) for each in doors] == [
        ("az", "Azərbaycanca", "az/"),
        ("en", "English", "en/"),
        ("ru", "Русский", "ru/"),
    ]


def test_a_door_shows_the_newest_text_in_its_language_with_the_day_on_which_it_went_online():
    works = (briefing("old", "2021-01-02", "en az"), briefing("new", "2023-01-02", "en"))
    doors = {each["tag"]: each["newest"] for each in gateway_page(edition_of(*works)).view["doors"]}
    assert (doors["en"].address, doors["en"].date_iso) == ("en/2023/new/", "2023-01-02")
    assert (doors["az"].address, doors["az"].date_iso) == ("az/2021/old/", "2021-01-02")
    assert doors["ru"] is None


def test_the_gateway_is_the_root_and_sends_nobody_on():
    page = gateway_page(small_edition())
    assert (page.address, page.language, page.template, page.refresh) == ("", "en", "gateway.html", "")
    assert page.alternates == (Alternate("az", "az/"), Alternate("en", "en/"), Alternate("ru", "ru/"))
    assert page.default_alternate == ""
    assert page.listed


def test_the_missing_page_is_not_listed_and_has_no_alternates():
    page = missing_page(small_edition(default="az"))
    assert (page.address, page.language, page.listed) == ("404.html", "az", False)
    assert (page.alternates, page.feeds) == ((), ())
    assert page.title == words()("az", "missing.title")


def test_the_missing_page_shows_ways_on_in_every_language():
    for door in missing_page(small_edition()).view["doors"]:
        assert [(key, address.removeprefix(door["tag"])) for key, address in door["ways"]] == [
            ("missing.home", "/"),
            ("missing.archive", "/archive/"),
            ("search.label", "/search/"),
        ]


def test_the_root_has_two_pages():
    assert [page.address for page in root_pages(small_edition())] == ["", "404.html"]
