"""Readers' letters as a page prints them."""

import pytest
from msgspec.structs import replace

from newsarchive.pages.briefing import briefing_page
from newsarchive.pages.contact import printed_letter
from tests.newsarchive.editions import briefing, edition_of, letter, words

A = "briefings/2023/a"
PAGE = "en/2023/a/"


def shown(found, language="en", **site):
    return printed_letter(found, edition_of(briefing("a"), letters=[found], **site), f"{language}/2023/a/", language)


@pytest.mark.parametrize(
    ("own", "page", "label"),
    [
        ("en", "en", ""),
        ("az", "en", "Text in Azerbaijani"),
        ("ru", "en", "Text in Russian"),
        ("en", "ru", "Язык текста: английский"),
    ],
)
def test_a_letter_stays_in_its_language_and_says_which(own, page, label):
    found = shown(letter(A, language=own), page)
    assert (found["language"], found["direction"], found["label"]) == (own, "ltr", label)


@pytest.mark.parametrize(("page", "date"), [("en", "2 November 2023"), ("az", "2 noyabr 2023")])
def test_its_day_is_told_in_the_pages_language(page, date):
    found = shown(letter(A, "2023-11-02-aysel"), page)
    assert found["date"] == date


@pytest.mark.parametrize("typed", ["name withheld", "Name withheld", "NAME WITHHELD"])
def test_a_name_that_is_withheld_is_not_printed(typed):
    assert shown(letter(A, name=typed))["name"] == ""


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_words_for_a_withheld_name_are_the_readers(language):
    own = words()(language, "letter.name-withheld")
    assert words().spoken(language, "letter.name-withheld") == language
    assert (own == "name withheld") is (language == "en")


@pytest.mark.parametrize(
    ("own", "name", "language"),
    [("ru", "Айша", "ru"), ("ru", "Aisha", "en"), ("az", "Aygün", "en"), ("en", "A Reader", "en")],
)
def test_a_name_in_another_script_is_marked(own, name, language):
    found = shown(letter(A, language=own, name=name))
    assert (found["name"], found["name_language"], found["name_direction"]) == (name, language, "ltr")


def test_its_ids_are_its_own_and_its_links_lead_where_the_pages_do():
    html = (
        '<p id="x"><a href="#x">here</a> <a href="content:briefings/2023/a/en.md#x">there</a>'
        '<sup id="fnref:1"><a href="#fn:1">1</a></sup></p>'
    )
    body = shown(letter(A, "2023-11-02-aysel", html=html), clean_addresses=True)["body"]
    own = "p_letter-2023-11-02-aysel-"
    assert body == (
        f'<p id="{own}x"><a href="#{own}x">here</a> <a href="#x">there</a>'
        f'<sup id="{own}fnref:1"><a href="#{own}fn:1">1</a></sup></p>'
    )


@pytest.mark.parametrize(("status", "draft"), [("draft", True), ("published", False)])
def test_a_draft_says_so(status, draft):
    assert shown(letter(A, status=status))["draft"] is draft


def test_a_letter_keeps_its_anchor_on_every_page():
    found = letter(A, "2023-11-02-aysel")
    assert {shown(found, language)["anchor"] for language in ("az", "en", "ru")} == {"letter-2023-11-02-aysel"}


@pytest.mark.parametrize("code", [True, False])
def test_a_page_with_a_letter_that_shows_code_gets_the_css_for_code(code):
    found = letter(A)
    work = briefing("a")
    found = replace(found, text=replace(found.text, has_code=code))
    assert briefing_page(work, edition_of(work, letters=[found]), "en").has_code is code
