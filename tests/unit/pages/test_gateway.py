"""The language gateway and the page for missing addresses."""

from newsarchive.archive.pages import Alternate
from newsarchive.pages.gateway import gateway_page, missing_page, root_pages
from tests.unit.editions import briefing, edition_of, small_edition, words


def test_the_gateway_has_a_door_for_every_language_in_its_own_words():
    doors = gateway_page(small_edition()).view["doors"]
    assert [(each["tag"], each["name"], each["address"]) for each in doors] == [
        ("az", "Azərbaycanca", "az/"),
        ("en", "English", "en/"),
        ("ru", "Русский", "ru/"),
    ]
    for door in doors:
        assert door["site"] == words()(door["tag"], "site.name")
        assert door["description"] == words()(door["tag"], "site.description")


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


def test_the_missing_page_speaks_every_language():
    for door in missing_page(small_edition()).view["doors"]:
        assert door["missing"] == words()(door["tag"], "missing.title")
        assert [address.removeprefix(door["tag"]) for _, address in door["ways"]] == ["/", "/archive/", "/search/"]
        assert door["ways"][0][0] == words()(door["tag"], "missing.home")


def test_the_root_has_two_pages():
    assert [page.address for page in root_pages(small_edition())] == ["", "404.html"]
