"""The language of an item: rule, source, guess."""

import pytest

from newsarchive.importing.languages import LanguageRule, Spoken, guessed, language_of, tag_among

_TAGS = ("az", "en", "ru")


@pytest.mark.parametrize(
    ("text", "tags", "language"),
    [
        ("The court ruled that he was to be released.", _TAGS, "en"),
        ("Məhkəmə onun azad edilməsi haqqında qərar verdi.", _TAGS, "az"),
        ("Суд постановил освободить его.", _TAGS, "ru"),
        ("Суд ухвалив рішення і його звільнили.", ("ru", "uk"), "uk"),
        ("სასამართლომ ის გაათავისუფლა.", ("en", "ka"), "ka"),
        ("قررت المحكمة الإفراج عنه", ("ar", "en"), "ar"),
        ("Mahkeme onun için bir karar verdi ve çok önemli.", ("az", "tr"), "tr"),
        ("სასამართლომ ის გაათავისუფლა.", _TAGS, ""),
        ("12", _TAGS, "en"),
    ],
)
def test_a_text_is_in_the_language_of_its_letters_and_words(text, tags, language):
    assert guessed(text, tags, "en").language == language


def test_rules_are_stronger_than_the_source_and_that_than_a_guess():
    rules = [LanguageRule("*/az/*", "az")]
    names = ("post 1", "https://old.example/az/x", "")
    assert language_of("ru", names, "The text", rules, _TAGS, "en") == Spoken("az", "rule")
    assert language_of("ru_RU", ("post 1",), "The text", rules, _TAGS, "en") == Spoken("ru", "source")
    assert language_of("fr", ("post 1",), "The text", rules, _TAGS, "en") == Spoken("", "source")
    assert language_of("", ("post 1",), "The text and the word", rules, _TAGS, "en") == Spoken("en", "guessed")


def test_tags_of_other_programs_are_understood():
    assert [tag_among(each, _TAGS) for each in ("en_US", "AZ", "az-Latn", "de", "")] == ["en", "az", "az", "", ""]
    assert tag_among("pt_br", ("pt", "pt-BR")) == "pt-BR"
