"""The whole archive with its look-ups."""

import datetime as dt
from functools import partial

import msgspec
import pytest

from newsarchive.model.index import Archive, address
from tests.newsarchive.editions import archive_of, briefing, slugs, standing

untagged = partial(briefing, tags=())


def mixed() -> Archive:
    """Dates and publication run against each other; two briefings are not listed."""
    return archive_of(
        untagged("zeta", "2023-10-12", published=dt.date(2024, 1, 1), tags=("law",)),
        untagged("alpha", "2023-10-12", published=dt.date(2024, 1, 1), tags=("law", "press"), people=("ali",)),
        untagged("month", "2023-10", published=dt.date(2026, 5, 1), tags=("law",)),
        untagged("old", "1999", published=dt.date(2025, 1, 1), tags=("press",), places=("baku",)),
        untagged("secret", "2023-11-01", status="hidden", tags=("law", "spying"), people=("leyla",)),
        untagged("gone", "2010-01-01", status="withdrawn", tags=("law",)),
        standing("about", "en az"),
    )


def test_listings_are_in_the_order_of_what_happened() -> None:
    assert slugs(mixed().listed) == ["old", "month", "alpha", "zeta"]


def test_a_draft_is_listed_like_any_other_where_there_is_one() -> None:
    archive = archive_of(*mixed().briefings, untagged("draft", "2023-10-11", status="draft", tags=("law",)))
    assert slugs(archive.listed) == ["old", "month", "draft", "alpha", "zeta"]
    assert slugs(archive.by_term["tags", "law"]) == ["draft", "alpha", "zeta", "month"]


def test_the_order_of_publication_is_another_one() -> None:
    assert slugs(mixed().by_publication) == ["alpha", "zeta", "old", "month"]


def test_a_later_briefing_joins_at_the_end_of_the_order_of_publication() -> None:
    before = mixed()
    later = untagged("later", "1950-01-01", published=dt.date(2026, 6, 1))
    after = archive_of(*before.briefings, later)
    assert slugs(after.by_publication) == [*slugs(before.by_publication), "later"]


def test_years_ascend_and_hold_what_happened_in_them() -> None:
    found = mixed().by_year
    assert list(found) == [1999, 2023]
    assert {year: slugs(briefings) for year, briefings in found.items()} == {
        1999: ["old"],
        2023: ["month", "alpha", "zeta"],
    }


def test_a_term_lists_its_briefings_by_publication() -> None:
    found = {key: slugs(briefings) for key, briefings in mixed().by_term.items()}
    assert found == {
        ("people", "ali"): ["alpha"],
        ("places", "baku"): ["old"],
        ("tags", "law"): ["alpha", "zeta", "month"],
        ("tags", "press"): ["alpha", "old"],
    }
    assert list(found) == sorted(found)


@pytest.mark.parametrize("term", [("tags", "spying"), ("people", "leyla")])
def test_a_term_of_unlisted_briefings_alone_has_none(term: tuple[str, str]) -> None:
    assert term not in mixed().by_term


def test_only_listed_briefings_have_a_position() -> None:
    assert mixed().positions == {"old": 0, "month": 1, "alpha": 2, "zeta": 3}


def test_every_published_text_has_an_address() -> None:
    archive = archive_of(
        untagged("a", "2023-10-12", "en az"),
        untagged("b", "2020", "ru", status="hidden"),
        standing("about", "en az"),
    )
    assert archive.address_of_file == {
        "briefings/2023/a/en.md": "en/2023/a/",
        "briefings/2023/a/az.md": "az/2023/a/",
        "briefings/2020/b/ru.md": "ru/2020/b/",
        "pages/about/en.md": "en/about/",
        "pages/about/az.md": "az/about/",
    }


def test_the_address_follows_the_date_and_a_page_has_no_year() -> None:
    assert address(untagged("a", "2019-05"), "az") == "az/2019/a/"
    assert address(standing("about"), "az") == "az/about/"


def test_texts_are_those_of_all_works() -> None:
    archive = archive_of(untagged("a", languages="en az"), standing("about"))
    assert [text.path for text in archive.texts()] == [
        "briefings/2023/a/en.md",
        "briefings/2023/a/az.md",
        "pages/about/en.md",
    ]


def test_links_by_hand_are_known_in_both_directions_among_the_listed() -> None:
    archive = archive_of(
        untagged("a", related=("b", "secret", "absent", "a")),
        untagged("b"),
        untagged("c", related=("b",)),
        untagged("secret", status="hidden", related=("c",)),
    )
    assert archive.linked == {"a": {"b"}, "b": {"a", "c"}, "c": {"b"}}


def test_news_is_in_order_of_the_day_on_which_the_readers_text_went_online() -> None:
    old = untagged("old", "1999", "en az", published=dt.date(2025, 1, 1))
    translated = msgspec.structs.replace(old, days={**old.days, "az": dt.date(2026, 7, 1)})
    archive = archive_of(translated, untagged("new", "2023", "en", published=dt.date(2026, 5, 1)))
    assert slugs(archive.news("en")) == ["new", "old"]
    assert slugs(archive.news("az")) == ["old", "new"]
    # a reader of a language that has neither is shown the originals
    assert slugs(archive.news("ru")) == ["new", "old"]
