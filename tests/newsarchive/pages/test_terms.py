"""Vocabulary indexes and term pages."""

import datetime as dt

import pytest

from newsarchive.model.pages import Alternate, PageLink
from newsarchive.model.vocabularies import Term
from newsarchive.pages.terms import taxonomy_plans
from tests.newsarchive.editions import TERMS, briefing, edition_of, small_edition, words


def pages_of(edition, language="en"):
    return {page.address: page for plan in taxonomy_plans(edition, language) for page in plan.make()}


def people(language, *names):
    """Return the letters of the index of people with these names, each with its names."""
    terms = {f"p{place}": Term(f"p{place}", {language: name, "en": name}) for place, name in enumerate(names)}
    edition = edition_of(briefing("a", people=tuple(terms)), terms={**TERMS, "people": terms})
    view = pages_of(edition, language)[f"{language}/people/"].view
    return [(each["letter"], [row["given"] + row["family"] for row in each["rows"]]) for each in view["letters"]]


def test_every_vocabulary_has_an_index_and_each_used_term_a_page():
    assert list(pages_of(small_edition())) == [
        "en/tags/",
        "en/tags/privacy/",
        "en/tags/courts/",
        "en/people/",
        "en/people/ali/",
        "en/organisations/",
        "en/places/",
        "en/places/baku/",
    ]


def test_an_index_counts_the_briefings_of_all_languages():
    page = pages_of(small_edition(), "az")["az/tags/"]
    rows = [row for letter in page.view["letters"] for row in letter["rows"]]
    assert [list(row.values()) for row in rows] == [
        ["Courts", "", "en", "az/tags/courts/", "What courts decide.", "en", 2],
        ["Şəxsi həyat", "", "az", "az/tags/privacy/", "", "", 2],
    ]
    assert page.title == words()("az", "tags.title")
    assert page.alternates == tuple(Alternate(tag, f"{tag}/tags/") for tag in ("az", "en", "ru"))


@pytest.mark.parametrize(
    ("language", "names", "expected"),
    [
        ("en", ["Baku", "alma", "2 Live"], [("2", ["2 Live"]), ("A", ["alma"]), ("B", ["Baku"])]),
        ("az", ["Zaur", "Əli", "Elçin", "Faiq"], [("E", ["Elçin"]), ("Ə", ["Əli"]), ("F", ["Faiq"]), ("Z", ["Zaur"])]),
        ("az", ["Iğdır", "idarə", "Xan"], [("X", ["Xan"]), ("I", ["Iğdır"]), ("İ", ["idarə"])]),
        ("ru", ["Яна", "Ёлка", "Ева", "Жан"], [("Е", ["Ева"]), ("Ё", ["Ёлка"]), ("Ж", ["Жан"]), ("Я", ["Яна"])]),
        ("en", ["“Quoted”"], [("Q", ["“Quoted”"])]),
    ],
)
def test_names_stand_under_their_letter_in_the_order_of_the_alphabet(language, names, expected):
    assert people(language, *names) == expected


@pytest.mark.parametrize(
    ("language", "names"),
    [("en", ["Eda", "Élise", "Emil"]), ("ru", ["Иван", "Йозеф", "Игорь"]), ("az", ["Ana", "Ârif", "Azər"])],
)
def test_each_letter_stands_once(language, names):
    letters = [letter for letter, _ in people(language, *names)]
    assert len(letters) == len(set(letters))


@pytest.mark.parametrize(("terms", "described"), [(100, True), (101, False)])
def test_an_index_of_very_many_terms_prints_names_alone(terms, described):
    people = {f"p{each}": Term(f"p{each}", {"en": f"P {each}"}, description={"en": "Who."}) for each in range(terms)}
    edition = edition_of(briefing("a", people=tuple(people)), terms={**TERMS, "people": people})
    (letter,) = pages_of(edition)["en/people/"].view["letters"]
    assert {row["description"] for row in letter["rows"]} == {"Who." if described else ""}
    assert len(letter["rows"]) == terms


def test_a_terms_page_lists_its_briefings_newest_first():
    page = pages_of(small_edition())["en/tags/courts/"]
    assert [each.address for each in page.view["entries"]] == ["en/2023/second/", "az/2021/first/"]
    assert page.description == "What courts decide."
    assert (page.view["intro"], page.view["intro_language"]) == ("What courts decide.", "en")
    title = words()("en", "head.title", page="Courts", site=words()("en", "site.name"))
    assert page.feeds == (PageLink(title, "en/tags/courts/feed.xml"),)


def test_a_term_is_named_in_the_readers_language_and_in_the_others():
    view = pages_of(small_edition(), "az")["az/people/ali/"].view
    page = pages_of(small_edition(), "az")["az/people/ali/"]
    assert (page.title, view["name_language"], view["name_direction"]) == ("Əli", "az", "ltr")
    assert [(each["name"], each["language"], each["address"]) for each in view["names"]] == [
        ("Ali", "en", "en/people/ali/"),
        ("Али", "ru", "ru/people/ali/"),
    ]


def test_a_term_without_a_name_in_the_language_says_which_it_has():
    page = pages_of(small_edition(), "ru")["ru/tags/courts/"]
    assert (page.title, page.view["name_language"], page.view["names"]) == ("Courts", "en", [])


def test_a_term_without_a_description_is_counted():
    page = pages_of(small_edition())["en/places/baku/"]
    assert page.description == words()("en", "term.description", 1, name="Baku")
    assert (page.view["intro"], page.view["intro_language"]) == ("", "")


@pytest.mark.parametrize("address", ["en/people/ali/", "en/places/baku/"])
def test_people_and_places_have_feeds_too(address):
    (feed,) = pages_of(small_edition())[address].feeds
    assert feed.address == f"{address}feed.xml"


def test_all_texts_about_a_person_are_in_order_of_time_across_the_pages_of_the_list():
    """Elsewhere a text stands on the page of its publication, so that full pages never change."""
    days = {"2013": 1, "2020": 2, "2012": 3, "2019": 4}
    works = [briefing(f"b{year}", year, people=("ali",), published=dt.date(2024, 1, day)) for year, day in days.items()]
    pages = pages_of(edition_of(*works, page_size=2))
    found = {
        term: [_years(pages[f"en/{term}{page}"]) for page in ("", "page/1/")]
        for term in ("people/ali/", "tags/privacy/")
    }
    assert found == {
        "people/ali/": [["2020", "2019"], ["2013", "2012"]],
        "tags/privacy/": [["2019", "2012"], ["2020", "2013"]],
    }


def _years(page):
    return [each.date_iso for each in page.view["entries"]]


def test_people_are_in_order_of_the_part_of_the_name_that_the_vocabulary_gives():
    """As readers look them up: Əliyev İlham before Əliyev Mehman, and after Abbasov; under the family name's letter."""
    terms = {
        "a": Term("a", {"az": "Mehman Əliyev", "en": "M"}, sort={"az": "Əliyev"}),
        "b": Term("b", {"az": "İlham Əliyev", "en": "I"}, sort={"az": "Əliyev"}),
        "c": Term("c", {"az": "Zaur Abbasov", "en": "Z"}, sort={"az": "Abbasov", "en": "Nowhere"}),
        "d": Term("d", {"az": "Bəxtiyar", "en": "B"}),
        "e": Term("e", {"en": "Daphne Caruana Galizia"}, sort={"en": "Caruana Galizia"}),
    }
    edition = edition_of(briefing("a", people=tuple(terms)), terms={**TERMS, "people": terms})
    view = pages_of(edition, "az")["az/people/"].view
    assert [(each["letter"], [(row["given"], row["family"]) for row in each["rows"]]) for each in view["letters"]] == [
        ("A", [("Zaur ", "Abbasov")]),
        ("B", [("", "Bəxtiyar")]),
        ("C", [("Daphne ", "Caruana Galizia")]),
        ("Ə", [("İlham ", "Əliyev"), ("Mehman ", "Əliyev")]),
    ]


def test_a_long_term_is_numbered_in_order_of_publication():
    works = [briefing(f"b{number}", f"2023-01-0{number}", tags=("privacy",)) for number in range(1, 5)]
    pages = pages_of(edition_of(*works, page_size=2))
    numbered = pages["en/tags/privacy/page/1/"]
    assert [each.address for each in numbered.view["entries"]] == ["en/2023/b2/", "en/2023/b1/"]
    assert numbered.title == words()("en", "listing.numbered", title="Privacy", page=1)


def test_a_term_of_hidden_briefings_alone_has_no_page():
    pages = pages_of(edition_of(briefing("a", status="hidden", tags=("privacy",))))
    assert "en/tags/privacy/" not in pages
    assert pages["en/tags/"].view["letters"] == []


def test_a_term_lies_under_its_vocabulary():
    pages = pages_of(small_edition(), "az")
    page = pages["az/people/ali/"]
    assert (page.kind, page.term) == ("collection", ("people", "ali"))
    assert page.trail == (PageLink(words()("az", "people.title"), "az/people/"),)
    assert (pages["az/people/"].kind, pages["az/people/"].trail, pages["az/people/"].term) == ("collection", (), None)


@pytest.mark.parametrize(
    ("years", "charted"),
    [
        ("20 21 22 20 21 22 20 21", [(2022, 2), (2021, 3), (2020, 3)]),
        ("20 21 22 20 21 22 20", None),
        ("20 21 20 21 20 21 20 21", None),
    ],
)
def test_a_term_with_enough_briefings_has_a_chart_of_its_years(years, charted):
    works = [briefing(f"b{place}", f"20{year}", tags=("privacy",)) for place, year in enumerate(years.split())]
    others = [briefing("other", "2010", tags=("courts",))]
    chart = pages_of(edition_of(*works, *others), "az")["az/tags/privacy/"].view["chart"]
    assert (chart and [(row["year"], row["count"]) for row in chart["rows"]]) == charted
    assert chart is None or chart["title"] == words()("az", "chart.term")


def test_the_chart_stands_on_a_terms_front_alone_since_a_full_page_never_changes():
    works = [briefing(f"b{year}", str(year), tags=("privacy",)) for year in range(2016, 2024)]
    pages = pages_of(edition_of(*works, page_size=2))
    views = {address: page.view["chart"] for address, page in pages.items() if address.startswith("en/tags/privacy/")}
    assert [address for address, chart in views.items() if chart] == ["en/tags/privacy/"]
    assert len(views) == 4
    assert sum(row["count"] for row in views["en/tags/privacy/"]["rows"]) == 8
