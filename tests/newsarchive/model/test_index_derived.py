"""What is computed once for an archive or an edition."""

from msgspec.structs import replace

from newsarchive.model.index import derived
from tests.newsarchive.editions import small_edition


class Slugs:
    def __init__(self, edition):
        self.found = [each.slug for each in edition.archive.briefings]


def count(edition):
    return len(edition.archive.briefings)


def test_it_is_made_once_for_each_owner():
    first, second = small_edition(), small_edition()
    assert derived(first, Slugs) is derived(first, Slugs)
    assert derived(first, Slugs) is not derived(second, Slugs)


def test_two_makers_do_not_meet():
    edition = small_edition()
    assert derived(edition, Slugs).found == ["first", "second", "third"]
    assert derived(edition, count) == 3


def test_a_changed_owner_begins_anew_and_none_is_changed_by_it():
    edition = small_edition()
    made = derived(edition, Slugs)
    assert edition == small_edition()
    assert derived(replace(edition), Slugs) is not made
