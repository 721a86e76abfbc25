"""What is computed once for an archive or an edition."""

from msgspec.structs import replace

from newsarchive.model.index import cached
from tests.newsarchive.editions import small_edition


def slugs(edition):
    return cached(edition, "slugs", lambda: [each.slug for each in edition.archive.briefings])


def test_it_is_made_once_for_each_owner():
    first, second = small_edition(), small_edition()
    assert slugs(first) is slugs(first)
    assert slugs(first) is not slugs(second)


def test_two_keys_do_not_meet():
    edition = small_edition()
    assert slugs(edition) == ["first", "second", "third"]
    assert cached(edition, "count", lambda: 3) == 3


def test_a_changed_owner_begins_anew_and_none_is_changed_by_it():
    edition = small_edition()
    made = slugs(edition)
    assert edition == small_edition()
    assert slugs(replace(edition)) is not made


def test_however_many_keys_there_are_it_stays_right():
    edition = small_edition()
    assert [cached(edition, each, lambda each=each: each) for each in range(5000)] == list(range(5000))
