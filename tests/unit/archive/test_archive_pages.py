"""What page makers hand to the builder."""

import dataclasses

import pytest

from plugins.archive.pages import Alternate, FeedLink, File, Page

PAGE = Page("az/", "az", "home.html", "Title", "Words.", {})


def test_a_page_is_listed_and_alone_unless_it_says_more() -> None:
    assert PAGE.listed
    assert (PAGE.alternates, PAGE.default_alternate, PAGE.feeds) == ((), "", ())
    assert (PAGE.changed, PAGE.refresh) == (None, "")


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (PAGE, "address"),
        (File("robots.txt", b""), "content"),
        (Alternate("az", "az/"), "language"),
        (FeedLink("News", "az/feed.xml"), "title"),
    ],
)
def test_what_is_handed_over_cannot_be_changed_afterwards(value: object, field: str) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, field, "other")
