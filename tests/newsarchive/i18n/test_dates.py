"""Dates, numbers and lists as each language writes them."""

import datetime as dt

import pytest
from babel.dates import format_date

from newsarchive.i18n.dates import decimal, enumerated, locale_of, long_date, ordinal
from newsarchive.model.dates import parse_date

DATES = [
    ("en", "2023-10-12", "12 October 2023"),
    ("en", "2023-05-01", "1 May 2023"),
    ("en", "2023-10", "October 2023"),
    ("en", "2023", "2023"),
    ("az", "2023-10-12", "12 oktyabr 2023"),
    ("az", "2023-01-01", "1 yanvar 2023"),
    ("az", "2023-10", "oktyabr 2023"),
    ("az", "2023", "2023"),
    ("ru", "2023-10-12", "12 октября 2023\u202fг."),
    ("ru", "2023-05-01", "1 мая 2023\u202fг."),
    ("ru", "2023-10", "октябрь 2023\u202fг."),
    ("ru", "2023", "2023"),
    ("ar", "2023-10-12", "12 أكتوبر 2023"),
    ("ar", "2023-10", "أكتوبر 2023"),
    ("ar", "2023", "2023"),
    ("ka", "2023-10-12", "12 ოქტომბერი, 2023"),
    ("ka", "2023-10", "ოქტომბერი, 2023"),
    ("ka", "2023", "2023"),
    ("uk", "2023-10-12", "12 жовтня 2023\u202fр."),
    ("uk", "2023-10", "жовтень 2023\u202fр."),
]


@pytest.mark.parametrize(("language", "date", "written"), DATES)
def test_a_date_is_written_with_its_own_precision(language: str, date: str, written: str) -> None:
    assert long_date(parse_date(date), language) == written


@pytest.mark.parametrize(("language", "date", "written"), [row for row in DATES if len(row[1]) == 10])
def test_a_day_is_written_as_a_date_of_that_day(language: str, date: str, written: str) -> None:
    assert long_date(dt.date.fromisoformat(date), language) == written


@pytest.mark.parametrize("language", ["en", "az", "ru", "ka", "ar"])
@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_alone_shows_no_day(language: str, month: int) -> None:
    written = long_date(parse_date(f"2023-{month:02}"), language)
    assert [part for part in written.replace("\u202f", " ").split() if part.isdigit()] == ["2023"]


@pytest.mark.parametrize("language", ["xx", "qaa", "not a tag", "en-Zzzz-QQ"])
def test_a_language_that_cldr_lacks_is_written_in_international_english(language: str) -> None:
    assert long_date(parse_date("2023-10-12"), language) == "12 October 2023"


@pytest.mark.parametrize(
    ("language", "locale"),
    [("en", "en_001"), ("az", "az"), ("en-US", "en_US"), ("az-Cyrl", "az_Cyrl"), ("xx", "en_001")],
)
def test_a_tag_has_cldrs_locale(language: str, locale: str) -> None:
    assert str(locale_of(language)) == locale


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "1,234,567"), ("az", "1.234.567"), ("ru", "1\u00a0234\u00a0567"), ("ka", "1\u00a0234\u00a0567")],
)
def test_a_number_has_the_languages_separators(language: str, written: str) -> None:
    assert decimal(1234567, language) == written
    assert decimal(7, language) == "7"


@pytest.mark.parametrize(
    ("language", "names", "sentence"),
    [
        ("en", [], ""),
        ("en", ["Ali"], "Ali"),
        ("en", ["Ali", "Leyla"], "Ali and Leyla"),
        ("en", ["Ali", "Leyla", "Anar"], "Ali, Leyla and Anar"),
        ("az", ["Əli", "Leyla", "Anar"], "Əli, Leyla və Anar"),
        ("ru", ["Али", "Лейла", "Анар"], "Али, Лейла и Анар"),
        ("ka", ["ა", "ბ", "გ"], "ა, ბ და გ"),
        ("ar", ["ا", "ب"], "ا وب"),
    ],
)
def test_names_are_joined_as_a_sentence_does(language: str, names: list[str], sentence: str) -> None:
    assert enumerated(names, language) == sentence


@pytest.mark.parametrize("language", ["az", "en", "ru", "ar", "ka", "fa", "he", "hy", "ja", "eu", "en-US", "xx"])
def test_every_day_is_written_as_babel_writes_it(language: str) -> None:
    locale = locale_of(language)
    days = [dt.date(2024, 1, 1) + dt.timedelta(number) for number in range(366)]
    assert [long_date(day, language) for day in days] == [format_date(day, "long", locale=locale) for day in days]


@pytest.mark.parametrize(
    "written", "1-ci 2-ci 3-cü 6-cı 9-cu 10-cu 16-cı 20-ci 40-cı 100-cü 1990-cı 2000-ci 2010-cu 2023-cü 2026-cı".split()
)
def test_an_ordinal_ends_as_its_last_word_asks(written: str) -> None:
    number = int(written.partition("-")[0])
    assert (ordinal(number, "az"), ordinal(number, "ru"), ordinal(number, "en")) == (written, str(number), str(number))
