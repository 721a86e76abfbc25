"""Corrections as readers of each language are shown them."""

import datetime as dt

from newsarchive.model.fields import Correction
from newsarchive.model.index import all_corrections, corrected_last, shown_corrections
from tests.newsarchive.editions import briefing, briefing_of, edition_of, text

A = "briefings/2023/a"
ONE, TWO, THREE = dt.date(2024, 1, 1), dt.date(2024, 2, 2), dt.date(2024, 3, 3)


def corrected(own=(), others=()):
    fields = {"date": "2023-10-12", "tags": ("privacy",)}
    first = text(A, "en", corrections=tuple(Correction(*each) for each in own), **fields)
    return briefing_of(first, text(A, "az", translates="en", corrections=tuple(Correction(*each) for each in others)))


def shown(work, language):
    return [(each.correction.text, each.language, each.number) for each in shown_corrections(work, language)]


def test_a_translation_shows_its_own_and_those_of_the_original_that_it_lacks() -> None:
    work = corrected([(ONE, "one"), (TWO, "two")], [(ONE, "bir"), (THREE, "üç")])
    assert shown(work, "en") == [("two", "en", 1), ("one", "en", 1)]
    assert shown(work, "az") == [("üç", "az", 1), ("two", "en", 1), ("bir", "az", 1)]
    assert corrected_last(work, "en") == TWO
    assert corrected_last(work, "az") == THREE


def test_corrections_of_one_day_are_numbered_and_the_last_in_the_file_is_the_newest() -> None:
    work = corrected([(ONE, "one"), (ONE, "more")])
    assert shown(work, "en") == [("more", "en", 2), ("one", "en", 1)]
    every = all_corrections(edition_of(work).archive, "en")
    assert [each for _, each in every] == list(reversed(shown_corrections(work, "en")))


def test_a_text_without_corrections_has_no_day() -> None:
    assert corrected_last(corrected(), "az") is None


def test_all_corrections_are_those_of_listed_texts_oldest_first_in_what_a_reader_is_shown() -> None:
    work = corrected([(TWO, "two"), (ONE, "one")], [(TWO, "iki")])
    hidden = briefing("h", status="hidden", corrections=(Correction(ONE, "unseen"),))
    archive = edition_of(work, hidden).archive
    assert [(each.correction.text) for _, each in all_corrections(archive, "az")] == ["one", "iki"]
    # a reader of Russian is shown the original
    assert [(each.correction.text) for _, each in all_corrections(archive, "ru")] == ["one", "two"]
