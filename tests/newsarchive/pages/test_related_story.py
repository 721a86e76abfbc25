"""The story that a briefing belongs to."""

import datetime as dt
from functools import partial

from newsarchive.model.index import Archive
from newsarchive.pages.related import MOST, story_of
from tests.newsarchive.editions import archive_of, briefing, slugs

untagged = partial(briefing, tags=())


def story(archive: Archive, slug: str, most: int = MOST) -> list[str]:
    return slugs(story_of(archive.by_slug[slug], archive, most))


def linked(*pairs: str, **front: dict[str, object]) -> Archive:
    """Briefings `a`, `b`, … of one day after another; `ab` has `a` name `b`."""
    names = sorted({slug for pair in pairs for slug in pair})
    made = []
    for number, slug in enumerate(names):
        day = (dt.date(2020, 1, 1) + dt.timedelta(number)).isoformat()
        related = tuple(pair[1] for pair in pairs if pair[0] == slug)
        made.append(untagged(slug, day, related=related, **front.get(slug, {})))
    return archive_of(*made)


def test_a_story_is_in_the_order_of_what_happened() -> None:
    assert story(linked("bc", "ba"), "b") == ["a", "b", "c"]


def test_links_lead_in_both_directions_and_on() -> None:
    archive = linked("ab", "cb", "cd", "xy")
    assert all(story(archive, slug) == ["a", "b", "c", "d"] for slug in "abcd")


def test_two_are_no_story() -> None:
    assert story(linked("ab"), "a") == []
    assert story(archive_of(untagged("a")), "a") == []


def test_a_briefing_does_not_lead_to_itself() -> None:
    assert story(linked("aa", "ab"), "a") == []


def test_a_story_grows_by_whole_rings_only() -> None:
    chain = linked("ab", "bc", "cd", "de", "ef", "fg")
    assert story(chain, "d", most=5) == ["b", "c", "d", "e", "f"]
    assert story(chain, "d", most=6) == ["b", "c", "d", "e", "f"]
    assert story(chain, "d", most=7) == ["a", "b", "c", "d", "e", "f", "g"]
    assert story(chain, "a", most=3) == ["a", "b", "c"]


def test_of_too_many_links_the_briefings_own_come_first_then_the_nearest() -> None:
    archive = linked("ei", "ae", "be", "ce", "de", "fe", "ge", "he")
    assert story(archive, "e", most=4) == ["d", "e", "f", "i"]
    assert len(story(archive, "e")) == MOST


def test_what_is_not_listed_belongs_to_no_story() -> None:
    archive = linked("ab", "ac", "ad", c={"status": "hidden"}, d={"status": "withdrawn"})
    assert story(archive, "a") == []
    assert story(archive, "c") == []


def test_a_link_to_what_is_not_there_leads_nowhere() -> None:
    archive = archive_of(untagged("a", related=("b", "gone")), untagged("b"))
    assert story(archive, "a") == []
