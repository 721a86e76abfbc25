"""What page makers hand to the builder."""

import msgspec
from msgspec.structs import replace

from newsarchive.model.pages import Page
from tests.newsarchive.editions import briefing_of, text

PAGE = Page("az/", "az", "home.html", "Title", "Words.", {})


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
