"""Citations, as a reference manager reads them."""

import datetime as dt

from newsarchive.head.citations import citation_metas
from newsarchive.pages.briefing import briefing_page
from tests.newsarchive.editions import ORGANISATION, WITH_ORGANISATION, briefing, briefing_of, edition_of, text, words

PUBLIC = {"url": "https://news.example", "clean_addresses": True}


def made(work, language="en", **site):
    edition = edition_of(work, **site)
    return citation_metas(briefing_page(work, edition, language), work, edition)


def values(found, key):
    return [meta["content"] for meta in found if meta["name"] == key]


def test_they_say_what_the_page_says():
    found = made(briefing("a", authors=("One Person", "Two Person"), published=dt.date(2024, 1, 2)), **PUBLIC)
    assert values(found, "citation_author") == ["One Person", "Two Person"]
    assert values(found, "citation_publication_date") == ["2024/01/02"]


def test_a_text_is_cited_in_its_own_language():
    folder = "briefings/2023/a"
    original = text(folder, date="2023", tags=("privacy", "courts"))
    work = briefing_of(original, text(folder, "az", translates="en", title="Başlıq"))
    found = made(work, "az", **PUBLIC)
    assert values(found, "citation_title") == ["Başlıq"]
    assert values(found, "citation_language") == ["az"]
    assert values(found, "citation_publisher") == [words()("az", "site.name")]
    assert values(found, "citation_keywords") == ["Şəxsi həyat; Courts"]
    assert values(found, "citation_public_url") == ["https://news.example/az/2023/a/"]


def test_the_desk_is_no_person_and_so_no_author():
    found = made(briefing("a"))
    assert values(found, "citation_author") == []


def test_nor_is_an_organisation_whose_name_zotero_would_split():
    found = made(briefing("a", authors=("One Person", ORGANISATION)), terms=WITH_ORGANISATION)
    assert values(found, "citation_author") == ["One Person"]


def test_a_local_build_gives_no_address():
    found = made(briefing("a"))
    assert values(found, "citation_public_url") == []


def test_it_is_an_article_of_news_and_of_no_journal():
    found = made(briefing("a"))
    assert values(found, "DC.type") == ["newspaperArticle"]
    assert values(found, "citation_journal_title") == []
