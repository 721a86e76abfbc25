"""Related briefings: by hand, then by the rarest shared terms."""

import datetime as dt
import sys
from functools import partial

import pytest

from newsarchive.model.index import Archive
from newsarchive.model.models import Briefing
from newsarchive.pages.related import NEAREST, related_to
from tests.newsarchive.editions import archive_of, briefing, slugs

untagged = partial(briefing, tags=())


def related(archive: Archive, slug: str, most: int = 4) -> list[str]:
    return slugs(related_to(archive.by_slug[slug], archive, most))


def one_a_day(count: int, **front: object) -> list[Briefing]:
    """Briefings `b0000`, `b0001`, … of one day after another."""
    days = (dt.date(2010, 1, 1) + dt.timedelta(number) for number in range(count))
    return [untagged(f"b{number:04}", day.isoformat(), **front) for number, day in enumerate(days)]


def test_what_the_editor_names_comes_first_and_in_the_editors_order() -> None:
    archive = archive_of(
        untagged("a", related=("z", "m"), tags=("law",)),
        untagged("m"),
        untagged("z"),
        untagged("shares", tags=("law",)),
    )
    assert related(archive, "a") == ["z", "m", "shares"]


def test_a_briefing_named_by_hand_is_not_named_again_for_its_terms() -> None:
    archive = archive_of(
        untagged("a", related=("b",), tags=("law",)),
        *(untagged(slug, tags=("law",)) for slug in "bc"),
    )
    assert related(archive, "a") == ["b", "c"]


def test_only_as_many_as_asked_for_are_named() -> None:
    archive = archive_of(
        untagged("a", related=("b", "c", "d"), tags=("law",)),
        *(untagged(slug, tags=("law",)) for slug in "bcdef"),
    )
    assert related(archive, "a", 2) == ["b", "c"]
    assert len(related(archive, "a")) == 4
    assert related(archive, "a", 0) == []


def test_a_rare_term_weighs_more_than_a_common_one() -> None:
    archive = archive_of(
        untagged("a", tags=("common", "rare")),
        untagged("shares-rare", "2001", tags=("rare",)),
        *(untagged(f"shares-common-{number}", "2024", tags=("common",)) for number in range(8)),
    )
    assert related(archive, "a")[0] == "shares-rare"


def test_two_shared_terms_weigh_more_than_one() -> None:
    archive = archive_of(
        untagged("a", tags=("law", "press")),
        untagged("both", "2001", tags=("law", "press")),
        untagged("law-alone", "2024", tags=("law",)),
        untagged("press-alone", "2024", tags=("press",)),
    )
    assert related(archive, "a") == ["both", "press-alone", "law-alone"]


@pytest.mark.parametrize("taxonomy", ["tags", "people", "organisations", "places"])
def test_terms_of_every_vocabulary_count(taxonomy: str) -> None:
    archive = archive_of(
        untagged("a", **{taxonomy: ("x",)}),
        untagged("b", **{taxonomy: ("x",)}),
        untagged("c", **{taxonomy: ("y",)}),
    )
    assert related(archive, "a") == ["b"]


def test_one_id_in_two_vocabularies_is_two_terms() -> None:
    archive = archive_of(untagged("a", people=("baku",)), untagged("b", places=("baku",)))
    assert related(archive, "a") == []


def test_of_equal_weight_the_newest_comes_first() -> None:
    archive = archive_of(
        untagged("a", "2020", tags=("law",)),
        untagged("old", "2001", tags=("law",)),
        untagged("new", "2024", tags=("law",)),
        untagged("middle", "2010", tags=("law",)),
    )
    assert related(archive, "a") == ["new", "middle", "old"]


@pytest.mark.parametrize("status", ["hidden", "withdrawn"])
def test_an_unlisted_briefing_is_never_named_neither_by_hand_nor_for_its_terms(status: str) -> None:
    archive = archive_of(
        untagged("a", related=("secret",), tags=("law",), people=("ali",)),
        untagged("secret", tags=("law",), people=("ali",), status=status),
        untagged("shown", tags=("law",)),
    )
    assert related(archive, "a") == ["shown"]


def test_a_hidden_briefing_may_itself_name_listed_ones() -> None:
    archive = archive_of(
        untagged("secret", tags=("law",), status="hidden"),
        untagged("shown", tags=("law",)),
    )
    assert related(archive, "secret") == ["shown"]


def test_a_slug_that_the_archive_lacks_is_passed_over() -> None:
    archive = archive_of(untagged("a", related=("draft", "b")), untagged("b"))
    assert related(archive, "a") == ["b"]


def test_a_briefing_is_never_related_to_itself() -> None:
    archive = archive_of(untagged("a", tags=("law",)), untagged("b", tags=("law",)))
    assert related(archive, "a") == ["b"]
    assert related(archive, "b") == ["a"]


def test_nothing_shared_is_nothing_related() -> None:
    archive = archive_of(untagged("a", tags=("law",)), untagged("b", tags=("press",)), untagged("c"))
    assert related(archive, "a") == []
    assert related(archive, "c") == []


@pytest.mark.parametrize(
    ("place", "first", "last"),
    [
        pytest.param(150, 125, 174, id="in the middle"),
        pytest.param(0, 0, 49, id="at the beginning"),
        pytest.param(299, 250, 299, id="at the end"),
    ],
)
def test_of_a_big_term_only_the_nearest_in_time_are_looked_at(place: int, first: int, last: int) -> None:
    archive = archive_of(*one_a_day(300, tags=("big",)))
    found = related(archive, f"b{place:04}", most=1000)
    expected = [f"b{number:04}" for number in range(last, first - 1, -1) if number != place]
    assert found == expected
    assert len(found) == 2 * NEAREST - 1


def test_the_nearest_are_looked_for_around_a_hidden_briefing_too() -> None:
    hidden = untagged("secret", "2010-05-31", tags=("big",), status="hidden")
    archive = archive_of(*one_a_day(300, tags=("big",)), hidden)
    assert related(archive, "secret", most=1000) == [f"b{number:04}" for number in range(175, 125, -1)]


def work_done(count: int) -> int:
    """How many functions are called to relate one briefing of an archive in which all share two terms."""
    archive = archive_of(*one_a_day(count, tags=("big",), places=("baku",)))
    briefing = archive.by_slug[f"b{count // 2:04}"]
    related_to(briefing, archive)  # the archive's look-ups are computed once for all
    calls = 0

    def count_call(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        related_to(briefing, archive)
    finally:
        sys.setprofile(before)
    return calls


def test_the_work_for_a_briefing_does_not_grow_with_its_terms_lists() -> None:
    small, big = work_done(400), work_done(3200)
    assert 0 < big < 1.25 * small


def test_what_is_related_does_not_depend_on_the_order_in_which_briefings_came() -> None:
    briefings = [
        untagged(slug, f"20{10 + number}", tags=("law",), people=("ali",) if number % 2 else ())
        for number, slug in enumerate(["k", "c", "x", "a", "m", "b"])
    ]
    found = {
        tuple(related(archive_of(*order), "a")) for order in (briefings, briefings[::-1], briefings[3:] + briefings[:3])
    }
    assert found == {("b", "c", "m", "x")}
