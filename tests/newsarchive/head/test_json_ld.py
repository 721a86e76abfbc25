"""Briefings as schema.org's NewsArticle."""

import datetime as dt

import pytest
from msgspec.structs import replace

from newsarchive.head.json_ld import linked_data
from newsarchive.model.addresses import SharePicture
from newsarchive.model.dates import parse_date
from newsarchive.model.fields import Correction, Picture, Source, SourceHeadline
from newsarchive.model.index import PublishedPicture
from newsarchive.pages.briefing import briefing_page
from tests.newsarchive.attempts import WAYBACK, B, copy_of, edition_with, failure, source
from tests.newsarchive.editions import ORGANISATION, WITH_ORGANISATION, briefing_of, edition_of, text, words

PUBLIC = {"url": "https://news.example", "clean_addresses": True}
A = "briefings/2023/a"


def made(*members, language="en", **edition):
    work = briefing_of(*members)
    whole = edition_of(work, **edition)
    return linked_data(briefing_page(work, whole, language), whole)


def original(language="en", **fields):
    return text(A, language, **{"date": "2023-10", "tags": ("privacy", "courts"), **fields})


def translation(language="az", translates="en", **fields):
    return text(A, language, translates=translates, **fields)


def test_an_article_has_its_words_language_and_days():
    found = made(original(published=dt.date(2023, 11, 1), modified=dt.date(2024, 5, 6)))
    assert found["@type"] == "NewsArticle"
    assert (found["headline"], found["description"], found["inLanguage"]) == ("a in en", "About a.", "en")
    assert (found["datePublished"], found["dateModified"]) == ("2023-11-01", "2024-05-06")
    assert found["temporalCoverage"] == "2023-10"
    assert found["keywords"] == ["Privacy", "Courts"]
    assert found["isAccessibleForFree"] is True
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_a_change_after_publication_is_the_texts_own():
    assert made(original())["dateModified"] == "2023-10-01"
    corrected = translation(corrections=(Correction(dt.date(2024, 2, 3), "Səhv."),))
    assert made(original(), corrected)["dateModified"] == "2023-10-01"
    assert made(original(), corrected, language="az")["dateModified"] == "2024-02-03"


def test_named_authors_are_people_and_the_desk_is_not():
    two = made(original(authors=("One Person", "Two Person")))["author"]
    assert two == [{"@type": "Person", "name": "One Person"}, {"@type": "Person", "name": "Two Person"}]
    assert made(original())["author"] == {"@type": "Organization", "name": words()("en", "site.desk")}


def test_an_author_of_the_organisations_is_one():
    found = made(original(authors=("One Person", ORGANISATION, "The Committee")), terms=WITH_ORGANISATION)["author"]
    assert [each["@type"] for each in found] == ["Person", "Organization", "Organization"]


def test_translators_are_those_of_the_text():
    members = original(), translation(translators=("Tərcüməçi",))
    assert made(*members, language="az")["translator"] == {"@type": "Person", "name": "Tərcüməçi"}
    assert "translator" not in made(*members)


def test_it_does_not_collect_the_names_of_people():
    subjects = original(people=("ali",), places=("baku",))
    assert "about" not in made(subjects, translation(), language="az")


def test_sources_are_cited_with_all_that_is_known_of_them():
    sources = (
        Source("https://s.example/1", "One", "Publisher", "ar", parse_date("2020-01"), "https://kept.example/1"),
        Source("https://s.example/2", "Two", "Other", "en"),
    )
    first, second = made(original(sources=sources))["citation"]
    assert first == {
        "@type": "CreativeWork",
        "name": "One",
        "url": "https://s.example/1",
        "publisher": {"@type": "Organization", "name": "Publisher"},
        "inLanguage": "ar",
        "datePublished": "2020-01",
        "archivedAt": "https://kept.example/1",
    }
    assert not {"datePublished", "archivedAt"} & second.keys()


def test_a_source_is_archived_at_its_memento():
    work = briefing_of(original(sources=(source(B),)))

    def archived(*lines):
        edition = edition_with(work, lines=lines)
        return linked_data(briefing_page(work, edition, "en"), edition)["citation"].get("archivedAt")

    assert archived() is None
    assert archived(failure(B, 12)) is None
    assert archived(copy_of(B, 12, memento=WAYBACK)) == WAYBACK
    assert archived(copy_of(B, 12)) is None


def test_the_report_that_it_retells_is_what_it_is_based_on():
    found = made(original(source_headline=SourceHeadline("az", "Başlıq")))
    assert found["isBasedOn"] == {"@type": "CreativeWork", "name": "Başlıq", "inLanguage": "az"}
    assert "isBasedOn" not in made(original())


def test_corrections_are_the_texts_own_and_its_originals():
    members = original(corrections=(Correction(dt.date(2024, 2, 3), "Seven, not six."),)), translation()
    assert made(*members)["correction"] == {
        "@type": "CorrectionComment",
        "dateCreated": "2024-02-03",
        "text": "Seven, not six.",
    }
    assert made(*members, language="az")["correction"]["inLanguage"] == "en"
    own = translation(corrections=(Correction(dt.date(2024, 2, 4), "Yeddi."),))
    told = made(members[0], own, language="az")["correction"]
    assert [(each["text"], each.get("inLanguage")) for each in told] == [("Seven, not six.", "en"), ("Yeddi.", None)]
    assert made(members[0], own)["correction"]["text"] == "Seven, not six."


def test_a_text_names_what_it_translates_and_what_translates_it():
    members = original(), translation(), translation("ru", translates="az")
    assert "translationOfWork" not in made(*members, **PUBLIC)
    assert made(*members, **PUBLIC)["workTranslation"] == {
        "@type": "NewsArticle",
        "inLanguage": "az",
        "url": "https://news.example/az/2023/a/",
    }
    middle = made(*members, language="az", **PUBLIC)
    assert middle["translationOfWork"]["url"] == "https://news.example/en/2023/a/"
    assert middle["workTranslation"]["inLanguage"] == "ru"
    assert "workTranslation" not in made(*members, language="ru", **PUBLIC)


@pytest.mark.parametrize("status", ["hidden", "withdrawn"])
def test_a_text_that_may_not_be_read_is_not_named(status):
    assert "workTranslation" not in made(original(), translation(status=status))


def test_a_local_build_gives_no_address_of_its_own():
    found = made(original(), translation(), language="az")
    assert "url" not in found
    assert found["translationOfWork"] == {"@type": "NewsArticle", "inLanguage": "en"}
    assert made(original(), **PUBLIC)["url"] == "https://news.example/en/2023/a/"


def test_a_picture_is_named_by_its_public_address():
    pictures = {f"{A}/p.jpg": PublishedPicture(f"pictures/{A}/p.jpg", 640, 480)}
    member = original(image=Picture("p.jpg", "Credit", "A wall", ""))
    assert made(member, pictures=pictures, **PUBLIC)["image"] == {
        "@type": "ImageObject",
        "url": f"https://news.example/pictures/{A}/p.jpg",
        "width": 640,
        "height": 480,
        "caption": "A wall",
        "creditText": "Credit",
    }
    assert "image" not in made(member, pictures=pictures)


@pytest.mark.parametrize(("site", "image"), [(PUBLIC, "https://news.example/x.png"), ({}, None)])
def test_an_article_without_a_picture_names_the_one_drawn_for_it(site, image):
    work = briefing_of(original())
    edition = replace(edition_of(work, **site), share_pictures={"en/2023/a/": SharePicture("x.png", 1200, 630, "a")})
    assert linked_data(briefing_page(work, edition, "en"), edition).get("image") == image
