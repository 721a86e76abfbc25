"""Readers' letters as values."""

import pytest

from newsarchive.model.dates import parse_date
from newsarchive.model.index import shown_letters
from newsarchive.model.models import day_of_file
from tests.newsarchive.editions import briefing, briefing_of, edition_of, letter, text

A = "briefings/2023/a"


@pytest.mark.parametrize("stem", ["2023-11-02-aysel", "2023-11-02-a-b-2", "2024-02-29-7"])
def test_a_letters_file_is_named_by_its_day_and_a_slug(stem):
    assert day_of_file(stem) == stem[:10]


@pytest.mark.parametrize(
    "stem",
    [
        *("", "aysel", "2023-11-02", "2023-11-02-", "2023-11-aysel", "2023-11-31-aysel", "2023-02-29-aysel"),
        *("1899-01-01-aysel", "2023-11-02-Aysel", "2023-11-02-ayşə", "2023-11-02-a--b", "2023-11-02_aysel"),
        *("2023-11-02-a.b", "2023-11-02-a\n", "٢٠٢٣-11-02-a", " 2023-11-02-a"),
    ],
)
def test_any_other_name_is_refused(stem):
    assert day_of_file(stem) == ""


def test_a_letter_knows_its_briefing_its_day_and_its_anchor():
    found = letter(A, "2023-11-02-aysel", "az", name="Aysel")
    assert (found.briefing, found.anchor, found.name) == (A, "letter-2023-11-02-aysel", "Aysel")
    assert found.date == parse_date("2023-11-02")


@pytest.mark.parametrize(
    ("original", "translation", "shown"),
    [
        ("published", "published", {"en", "az"}),
        ("published", "hidden", {"en"}),
        ("published", "withdrawn", {"en"}),
        ("hidden", "published", set()),
        ("withdrawn", "published", set()),
        ("draft", "published", {"en", "az"}),
    ],
)
def test_letters_stand_where_the_text_can_be_read(original, translation, shown):
    work = briefing_of(text(A, date="2023", status=original), text(A, "az", translates="en", status=translation))
    archive = edition_of(work, letters=[letter(A)]).archive
    assert {tag for tag in work.texts if shown_letters(work, tag, archive)} == shown


def test_a_letter_is_on_one_briefing_alone():
    works = briefing("a"), briefing("b")
    archive = edition_of(*works, letters=[letter(A)]).archive
    assert [len(shown_letters(work, "en", archive)) for work in works] == [1, 0]


def test_letters_are_not_texts_of_the_archive():
    archive = edition_of(briefing("a"), letters=[letter(A)]).archive
    assert [each.path for each in archive.texts()] == [f"{A}/en.md"]
    assert not any("replies" in path for path in archive.address_of_file)
