"""The languages in which a page exists."""

from functools import partial

import pytest

from newsarchive.head.tags import listing_place, work_place
from newsarchive.model import addresses
from newsarchive.model.pages import Alternate
from tests.newsarchive import editions as make
from tests.newsarchive.editions import site_with


def work_alternates(work, site):
    place = work_place(work, site, work.original.language)
    return place["alternates"], place["default_alternate"]


def listing_alternates(site, make, default=None):
    place = listing_place(site, "en", make, default)
    return place["alternates"], place["default_alternate"]


def test_alternates_are_the_texts_that_exist_in_the_sites_order() -> None:
    found, _ = work_alternates(make.briefing("a", "2023-10", "ru az"), site_with("az en ru"))
    assert found == (Alternate("az", "az/2023/a/"), Alternate("ru", "ru/2023/a/"))


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        pytest.param("en az ru", ["az", "en", "ru"], id="all"),
        pytest.param("az ru", ["az", "ru"], id="no default"),
        pytest.param("ru", ["ru"], id="one alone"),
    ],
)
def test_alternates_are_complete_and_hold_the_page_itself(languages: str, expected: list[str]) -> None:
    briefing = make.briefing(languages=languages)
    found, _ = work_alternates(briefing, site_with())
    assert [each.language for each in found] == expected
    assert set(expected) == set(briefing.texts)
    assert len({each.address for each in found}) == len(expected)


def test_alternates_are_mutual() -> None:
    """Every text's page gets the same list: it depends on the work, not on the page that asks."""
    one, other = make.briefing(languages="en az ru"), make.briefing(languages="ru en az")
    assert work_alternates(one, site_with()) == work_alternates(other, site_with())


@pytest.mark.parametrize(
    ("languages", "default"),
    [
        pytest.param("en az", "en/2023/a/", id="the original is in the default language"),
        pytest.param("az en", "en/2023/a/", id="a translation is in the default language"),
        pytest.param("az ru", "az/2023/a/", id="no text is, so the original"),
        pytest.param("ru az", "ru/2023/a/", id="no text is, so the original, whatever its place"),
    ],
)
def test_all_other_readers_are_sent_to_the_default_language_or_else_the_original(languages: str, default: str) -> None:
    found, sent = work_alternates(make.briefing(languages=languages), site_with())
    assert sent == default
    assert sent in [each.address for each in found]


def test_a_standing_page_has_alternates_without_a_year() -> None:
    found, default = work_alternates(make.standing("about", "en az"), site_with())
    assert found == (Alternate("az", "az/about/"), Alternate("en", "en/about/"))
    assert default == "en/about/"


def test_a_language_without_a_text_has_no_alternate() -> None:
    found, _ = work_alternates(make.briefing(languages="en"), site_with("az en ru ar"))
    assert [each.language for each in found] == ["en"]


def test_a_listing_exists_in_every_language() -> None:
    found, default = listing_alternates(site_with("az en ar"), partial(addresses.term, name="tags", term_id="law"))
    assert found == (
        Alternate("az", "az/tags/law/"),
        Alternate("en", "en/tags/law/"),
        Alternate("ar", "ar/tags/law/"),
    )
    assert default == "en/tags/law/"


@pytest.mark.parametrize(
    ("default", "sent"),
    [
        pytest.param(None, "az/", id="the default language's, unless told"),
        pytest.param("", "", id="the root, which is the empty address"),
        pytest.param("en/", "en/", id="another"),
    ],
)
def test_all_other_readers_of_a_listing_are_sent_where_it_says(default: str | None, sent: str) -> None:
    assert listing_alternates(site_with(default="az"), addresses.home, default)[1] == sent
