"""The search page, and the plugin's two makers."""

import json

from newsarchive.model.vocabularies import Term
from newsarchive.search import plan_pages
from newsarchive.search.page import MOST_LISTED, search_files, search_page
from tests.newsarchive.editions import TERMS, briefing, edition_of, small_edition
from tests.newsarchive.search.keeping import Memory


def test_each_language_has_a_page_and_each_names_the_others():
    pages = [page for plan in plan_pages(small_edition()) for page in plan.make()]
    assert [page.address for page in pages] == ["az/search/", "en/search/", "ru/search/"]
    assert {each.address for each in pages[0].alternates} == {page.address for page in pages}


def facets(edition, language):
    return {each["key"]: each for each in search_page(edition, language).view["facets"]}


def test_filters_offer_what_the_archive_has_and_lead_to_its_lists():
    found = facets(small_edition(), "en")
    assert list(found) == ["lang", "year", "tag", "person", "place"]
    assert [(each["value"], each["count"], each["address"]) for each in found["year"]["values"]] == [
        ("2023", 2, "en/2023/"),
        ("2021", 1, "en/2021/"),
    ]
    assert [(each["name"], each["count"], each["address"]) for each in found["tag"]["values"]] == [
        ("Courts", 2, "en/tags/courts/"),
        ("Privacy", 2, "en/tags/privacy/"),
    ]
    assert [(each["value"], each["name"], each["count"], each["index"]) for each in found["lang"]["values"]] == [
        ("az", "Azerbaijani", 2, "../../az/search/"),
        ("en", "English", 2, "./"),
        ("ru", "Russian", 2, "../../ru/search/"),
    ]


def test_terms_of_most_briefings_come_first_and_equals_in_the_order_of_the_languages_alphabet():
    edition = edition_of(
        briefing("one", tags=("courts", "privacy", "unused")),
        briefing("two", tags=("unused",)),
    )
    names = [each["name"] for each in facets(edition, "az")["tag"]["values"]]
    assert names == ["Unused", "Courts", "Şəxsi həyat"]


def test_a_page_of_a_large_vocabulary_lists_those_of_most_briefings_alone():
    people = {f"p-{number}": Term(f"p-{number}", {"en": f"P {number}"}) for number in range(MOST_LISTED + 9)}
    works = [briefing(f"b-{number}", people=tuple(people)[number:]) for number in range(9)]
    values = facets(edition_of(*works, terms=TERMS | {"people": people}), "en")["person"]["values"]
    assert len(values) == MOST_LISTED
    assert values[0]["count"] == 9


def test_there_are_ways_without_a_script():
    indexes = search_page(small_edition(), "ru").view["indexes"]
    assert [each["address"] for each in indexes] == [
        "ru/archive/",
        "ru/tags/",
        "ru/people/",
        "ru/organisations/",
        "ru/places/",
    ]


def test_files_are_the_script_its_rules_and_every_languages_index():
    files = {file.address: file.data for file in search_files(small_edition(), [], Memory())}
    assert {
        "search/search.js",
        "search/facets.js",
        "search/guess.js",
        "search/rules.json",
        "az/search/index.json",
        "ru/search/index.json",
    } <= files.keys()
    rules = json.loads(files["search/rules.json"])
    assert rules["rules"].keys() == rules["keys"].keys() == {"az", "en", "ru"}
    assert len(files) == len(list(search_files(small_edition(), [], Memory())))
