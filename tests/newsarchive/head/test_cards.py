"""Open Graph cards."""

import datetime as dt

import pytest
from msgspec.structs import replace

from newsarchive.head.cards import card
from newsarchive.model.addresses import SharePicture
from newsarchive.model.fields import Picture
from newsarchive.model.index import PublishedPicture
from newsarchive.model.pages import Alternate
from newsarchive.pages.briefing import briefing_page
from tests.newsarchive.editions import briefing_of, edition_of, page, small_edition, text, words

PUBLIC = {"url": "https://news.example", "clean_addresses": True}
A = "briefings/2023/a"
PICTURES = {f"{A}/p.jpg": PublishedPicture(f"pictures/{A}/p.jpg", 640, 480)}
IMAGE = Picture("p.jpg", "Credit", "A wall", "")


def values(found, key):
    return [meta["content"] for meta in found if key in (meta.get("name"), meta.get("property"))]


def made(*members, language="en", **site):
    work = briefing_of(*members)
    edition = edition_of(work, pictures=PICTURES, **site)
    return card(briefing_page(work, edition, language), edition)


def original(language="en", **fields):
    return text(A, language, **{"date": "2023-10-12", "tags": ("privacy", "courts"), **fields})


def test_a_page_shows_its_title_words_and_site():
    found = card(page(language="az", title="Başlıq", description="Sözlər."), small_edition())
    assert values(found, "og:title") == ["Başlıq"]
    assert values(found, "og:description") == ["Sözlər."]
    assert values(found, "og:site_name") == [words()("az", "site.name")]
    assert values(found, "og:type") == ["website"]
    assert values(found, "twitter:card") == ["summary"]


def test_open_graph_stands_in_properties_and_twitters_in_names():
    kinds = {(kind, key.partition(":")[0]) for meta in made(original()) for kind, key in meta.items()}
    assert {kind for kind in kinds if kind[0] != "content"} == {
        ("property", "og"),
        ("property", "article"),
        ("name", "twitter"),
    }


def test_an_address_is_absolute_or_none():
    assert values(card(page(), small_edition()), "og:url") == []
    assert values(card(page(), small_edition(**PUBLIC)), "og:url") == ["https://news.example/en/2023/second/"]


def test_a_page_names_its_own_language_and_the_others_it_exists_in():
    both = (Alternate("az", "az/x/"), Alternate("en", "en/x/"), Alternate("ru", "ru/x/"))
    found = card(page(language="ru", alternates=both), small_edition())
    assert values(found, "og:locale") == ["ru_RU"]
    assert values(found, "og:locale:alternate") == ["az_AZ", "en_GB"]


def test_a_briefing_is_an_article_with_its_days():
    found = made(original(published=dt.date(2024, 1, 2), modified=dt.date(2024, 5, 6)), text(A, "az", translates="en"))
    assert values(found, "og:type") == ["article"]
    assert values(found, "article:published_time") == ["2024-01-02"]
    assert values(found, "article:modified_time") == ["2024-05-06"]


def test_a_picture_is_shown_by_its_public_address_with_its_words():
    found = made(original(image=IMAGE), **PUBLIC)
    assert values(found, "og:image") == [f"https://news.example/pictures/{A}/p.jpg"]
    assert values(found, "og:image:width") + values(found, "og:image:height") == ["640", "480"]
    assert values(found, "og:image:alt") == ["A wall"]
    assert values(found, "twitter:card") == ["summary_large_image"]


def test_a_translation_says_what_the_picture_shows_in_its_own_words():
    members = original(image=IMAGE), text(A, "az", translates="en", image=Picture(alt="Divar"))
    assert values(made(*members, language="az", **PUBLIC), "og:image:alt") == ["Divar"]
    silent = original(image=IMAGE), text(A, "az", translates="en")
    assert values(made(*silent, language="az", **PUBLIC), "og:image:alt") == ["A wall"]


@pytest.mark.parametrize(("fields", "site"), [({"image": IMAGE}, {}), ({}, PUBLIC)])
def test_without_a_public_picture_the_card_is_small(fields, site):
    found = made(original(**fields), **site)
    assert values(found, "og:image") == []
    assert values(found, "twitter:card") == ["summary"]


DRAWN = SharePicture("pictures/share/en/2023/a.png", 1200, 630, "a in en — Archive")
GENERAL = SharePicture("pictures/share/en/site.png", 1200, 630, "Archive")


def shared(posters, address="", **site):
    """Return the card of a briefing that has a picture of its own, or of the page at an address."""
    edition = replace(edition_of(briefing_of(original(image=IMAGE)), pictures=PICTURES, **site), share_pictures=posters)
    return card(page(address) if address else briefing_page(edition.archive.by_slug["a"], edition, "en"), edition)


def test_the_picture_drawn_for_a_text_goes_before_its_own():
    found = shared({"en/2023/a/": DRAWN, "en/": GENERAL}, **PUBLIC)
    assert values(found, "og:image") == ["https://news.example/pictures/share/en/2023/a.png"]
    assert values(found, "og:image:width") + values(found, "og:image:height") == ["1200", "630"]
    assert values(found, "og:image:alt") == ["a in en — Archive"]
    assert values(found, "twitter:card") == ["summary_large_image"]


@pytest.mark.parametrize("address", ["en/2023/a/", "en/", "en/tags/privacy/"])
def test_a_page_without_one_has_that_of_its_language(address):
    found = shared({"en/": GENERAL}, address, **PUBLIC)
    assert values(found, "og:image") == ["https://news.example/pictures/share/en/site.png"]
    assert values(found, "og:image:alt") == ["Archive"]


def test_a_drawn_picture_without_a_public_address_is_not_named():
    assert values(shared({"en/2023/a/": DRAWN, "en/": GENERAL}), "og:image") == []
