"""Previous and next briefing in the order of what happened."""

import datetime as dt
from functools import partial

import pytest

from newsarchive.archive.index import Archive
from newsarchive.pages.related import neighbours
from tests.unit.editions import archive_of, briefing

untagged = partial(briefing, tags=())


def archive() -> Archive:
    return archive_of(
        untagged("first", "2020", published=dt.date(2026, 1, 1)),
        untagged("secret", "2021", status="hidden"),
        untagged("second", "2021-05"),
        untagged("gone", "2022", status="withdrawn"),
        untagged("third", "2023-10-12"),
    )


@pytest.mark.parametrize(
    ("slug", "before", "after"),
    [
        pytest.param("first", None, "second", id="the oldest has none before it, late as it went online"),
        pytest.param("second", "first", "third", id="the unlisted ones are passed over"),
        pytest.param("third", "second", None, id="the newest has none after it"),
        pytest.param("secret", None, None, id="a hidden one has no neighbours"),
        pytest.param("gone", None, None, id="a withdrawn one has no neighbours"),
    ],
)
def test_a_briefing_has_its_neighbours_in_time(slug: str, before: str | None, after: str | None) -> None:
    whole = archive()
    found = neighbours(whole.by_slug[slug], whole)
    assert tuple(each and each.slug for each in found) == (before, after)


def test_neighbours_are_mutual() -> None:
    whole = archive()
    for each in whole.listed:
        before, after = neighbours(each, whole)
        assert before is None or neighbours(before, whole)[1] == each
        assert after is None or neighbours(after, whole)[0] == each


def test_a_briefing_alone_has_none() -> None:
    alone = untagged()
    assert neighbours(alone, archive_of(alone)) == (None, None)


def test_of_one_day_the_slug_decides() -> None:
    whole = archive_of(*(untagged(slug, "2023-10-12") for slug in ("c", "a", "b")))
    assert [each and each.slug for each in neighbours(whole.by_slug["b"], whole)] == ["a", "c"]
