"""The search page, and the plugin's two makers."""

import json

from newsarchive.search.page import search_files, search_page, search_pages
from tests.search.keeping import Memory
from tests.unit.editions import small_edition


def test_each_language_has_a_page_and_each_names_the_others():
    pages = [page for plan in search_pages(small_edition()) for page in plan.make()]
    assert [page.address for page in pages] == ["az/search/", "en/search/", "ru/search/"]
    assert {each.address for each in pages[0].alternates} == {page.address for page in pages}


def test_filters_offer_what_the_archive_has():
    view = search_page(small_edition(), "en").view
    assert view["years"] == [2023, 2021]
    assert view["tags"] == [
        {"id": "courts", "name": "Courts", "language": "en"},
        {"id": "privacy", "name": "Privacy", "language": "en"},
    ]
    assert [(each["tag"], each["name"], each["index"]) for each in view["texts"]] == [
        ("az", "Azerbaijani", "../../az/search/"),
        ("en", "English", "./"),
        ("ru", "Russian", "../../ru/search/"),
    ]


def test_topics_are_in_the_order_of_the_languages_alphabet():
    names = [each["name"] for each in search_page(small_edition(), "az").view["tags"]]
    assert names == ["Courts", "Şəxsi həyat"]


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
    assert {"search/search.js", "search/rules.json", "az/search/index.json", "ru/search/t.json"} <= files.keys()
    rules = json.loads(files["search/rules.json"])
    assert rules["rules"].keys() == rules["keys"].keys() == {"az", "en", "ru"}
    assert len(files) == len(list(search_files(small_edition(), [], Memory())))
