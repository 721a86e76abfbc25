"""Names of languages in other languages."""

import pytest

from newsarchive.i18n.dates import language_name, languages_by_name


@pytest.mark.parametrize(
    ("tag", "language", "name"),
    [
        ("az", "en", "Azerbaijani"),
        ("en", "az", "ingilis dili"),
        ("ru", "az", "rus dili"),
        ("az", "ru", "азербайджанский"),
        ("ka", "az", "gürcü dili"),
        ("az", "az", "Azərbaycan dili"),
        ("ar", "en", "Arabic"),
        ("az", "ka", "აზერბაიჯანული"),
    ],
)
def test_a_language_is_called_as_the_reader_calls_it(tag: str, language: str, name: str) -> None:
    assert language_name(tag, language) == name


@pytest.mark.parametrize(("tag", "name"), [("en-GB", "английский"), ("az-Cyrl", "азербайджанский")])
def test_script_and_region_do_not_change_the_name(tag: str, name: str) -> None:
    assert language_name(tag, "ru") == name


def test_an_unknown_language_is_called_by_its_tag() -> None:
    assert language_name("qqq", "en") == "qqq"


def test_a_reader_whose_language_cldr_lacks_is_told_in_english() -> None:
    assert language_name("az", "xx") == "Azerbaijani"


@pytest.mark.parametrize(
    ("language", "name", "tag"),
    [("en", "azerbaijani", "az"), ("az", "ingilis", "en"), ("ru", "турецкий", "tr"), ("xx", "russian", "ru")],
)
def test_a_language_is_found_by_the_name_that_the_reader_knows(language: str, name: str, tag: str) -> None:
    assert languages_by_name(language)[name] == tag


def test_kinds_of_a_language_are_not_found_by_name() -> None:
    assert "british english" not in languages_by_name("en")
