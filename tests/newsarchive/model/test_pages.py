"""What page makers hand to the builder."""

import msgspec
import pytest
from msgspec.structs import replace

from newsarchive.model.pages import Alternate, File, Page, PageLink
from tests.newsarchive.editions import briefing_of, text

PAGE = Page("az/", "az", "home.html", "Title", "Words.", {})


def test_a_page_is_listed_and_alone_unless_it_says_more() -> None:
    assert PAGE.listed
    assert (PAGE.alternates, PAGE.default_alternate, PAGE.feeds) == ((), "", ())
    assert (PAGE.changed, PAGE.refresh) == (None, "")
    assert (PAGE.kind, PAGE.work, PAGE.term, PAGE.trail) == ("page", None, None, ())


def test_a_page_shows_the_text_of_its_work_in_its_language() -> None:
    folder = "briefings/2023/a"
    english = text(folder, date="2023")
    azerbaijani = msgspec.structs.replace(text(folder, "az"), has_code=True)
    work = briefing_of(english, azerbaijani)
    shown = replace(PAGE, work=work)
    assert (shown.text, shown.has_code) == (azerbaijani, True)
    other = replace(shown, language="en")
    assert (other.text, other.has_code) == (english, False)


def test_a_page_of_no_work_shows_no_text() -> None:
    assert (PAGE.text, PAGE.has_code) == (None, False)


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (PAGE, "address"),
        (File("robots.txt", b""), "content"),
        (Alternate("az", "az/"), "language"),
        (PageLink("2023", "az/2023/"), "title"),
    ],
)
def test_what_is_handed_over_cannot_be_changed_afterwards(value: object, field: str) -> None:
    # of a dataclass, FrozenInstanceError, which is one
    with pytest.raises(AttributeError):
        setattr(value, field, "other")
