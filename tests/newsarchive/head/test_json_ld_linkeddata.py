"""Pages as linked data."""

import datetime as dt

import pytest

from newsarchive.head.json_ld import linked_data
from newsarchive.model.pages import PageLink
from newsarchive.model.vocabularies import Term
from newsarchive.pages.briefing import briefing_page
from tests.newsarchive.editions import TERMS, briefing, edition_of, page, small_edition, words

PUBLIC = {"url": "https://news.example", "clean_addresses": True}
NAME = words()("en", "site.name")


def test_every_object_says_whose_words_it_speaks_first():
    for wanted in (page(), page(kind="site"), page(kind="collection")):
        assert next(iter(linked_data(wanted, small_edition()).items())) == ("@context", "https://schema.org")


def test_a_briefing_is_an_article_of_the_newsroom_on_its_page():
    work = briefing("a")
    edition = edition_of(work, **PUBLIC)
    found = linked_data(briefing_page(work, edition, "en"), edition)
    assert (found["@type"], found["headline"]) == ("NewsArticle", "a in en")
    assert found["publisher"] == {"@type": "NewsMediaOrganization", "name": NAME, "url": "https://news.example/en/"}
    assert found["mainEntityOfPage"]["@id"] == found["url"] == "https://news.example/en/2023/a/"


def test_a_local_article_is_on_no_page_that_has_a_name():
    work = briefing("a")
    edition = edition_of(work)
    found = linked_data(briefing_page(work, edition, "en"), edition)
    assert "mainEntityOfPage" not in found
    assert found["publisher"] == {"@type": "NewsMediaOrganization", "name": NAME}


def test_a_front_page_is_the_site_with_the_newsrooms_pages_elsewhere():
    found = linked_data(
        page("az/", "az", title="Arxiv", kind="site", changed=dt.date(2024, 1, 2)), small_edition(**PUBLIC)
    )
    assert (found["@type"], found["name"], found["inLanguage"]) == ("WebSite", "Arxiv", "az")
    assert (found["url"], found["dateModified"]) == ("https://news.example/az/", "2024-01-02")
    assert found["publisher"]["sameAs"] == "https://social.example/@news"


def test_the_gateway_is_in_all_languages():
    found = linked_data(page("", kind="site"), small_edition(**PUBLIC))
    assert found["inLanguage"] == ["az", "en", "ru"]
    assert found["url"] == "https://news.example/"


@pytest.mark.parametrize(("kind", "name"), [("collection", "CollectionPage"), ("page", "WebPage")])
def test_any_other_page_is_a_part_of_the_site(kind, name):
    found = linked_data(page("en/x/", kind=kind), small_edition(**PUBLIC))
    assert (found["@type"], found["name"], found["description"]) == (name, "A title", "Words.")
    assert found["isPartOf"] == {"@type": "WebSite", "name": NAME, "url": "https://news.example/en/"}


@pytest.mark.parametrize(
    ("taxonomy", "kind"),
    [("tags", "DefinedTerm"), ("people", "Person"), ("organisations", "Organization"), ("places", "Place")],
)
def test_a_terms_page_is_about_it_under_all_its_names(taxonomy, kind):
    term = Term("x", {"en": "Ali", "az": "Əli", "ru": "Али", "ka": "Ali"}, also=("Aliy", "Əli"))
    edition = edition_of(terms={**TERMS, taxonomy: {"x": term}})
    found = linked_data(page(term=(taxonomy, "x"), kind="collection"), edition)
    assert found["about"] == {"@type": kind, "name": "Ali", "alternateName": ["Əli", "Али", "Aliy"]}


def test_the_way_to_a_page_begins_at_the_front_and_ends_at_itself():
    found = linked_data(page("en/tags/x/", trail=(PageLink("Topics", "en/tags/"),)), small_edition(**PUBLIC))
    assert found["breadcrumb"]["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": NAME, "item": "https://news.example/en/"},
        {"@type": "ListItem", "position": 2, "name": "Topics", "item": "https://news.example/en/tags/"},
        {"@type": "ListItem", "position": 3, "name": "A title", "item": "https://news.example/en/tags/x/"},
    ]


@pytest.mark.parametrize(("trail", "site"), [((), PUBLIC), ((PageLink("Topics", "en/tags/"),), {})])
def test_without_steps_or_addresses_there_is_no_way_to_tell(trail, site):
    assert "breadcrumb" not in linked_data(page(trail=trail), small_edition(**site))
