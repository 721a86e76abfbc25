"""Languages with their countries."""

import pytest

from newsarchive.i18n.alphabets import territorial_locale


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("az", "az_AZ"),
        ("en", "en_GB"),
        ("ru", "ru_RU"),
        ("ka", "ka_GE"),
        ("ar", "ar_EG"),
        ("pt-BR", "pt_BR"),
        ("en-US", "en_US"),
        ("sr-Latn", "sr_RS"),
        ("az-Cyrl", "az_AZ"),
        ("zh-Hant", "zh_TW"),
    ],
)
def test_a_language_has_the_country_that_cldr_expects(tag, expected):
    assert territorial_locale(tag) == expected


@pytest.mark.parametrize("tag", ["qaa", "x", "tlh", "eo"])
def test_a_language_of_no_country_has_none(tag):
    assert territorial_locale(tag) == ""
