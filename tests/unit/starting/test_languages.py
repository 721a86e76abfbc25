"""What CLDR and our table say about a language."""

from __future__ import annotations

import pytest

from newsarchive.archive.settings import Language
from newsarchive.starting.languages import LanguageFault, english_name, language_of, tags_of_cldr


@pytest.mark.parametrize(
    ("tag", "name", "direction", "quotes"),
    [
        ("ka", "ქართული", "ltr", ("„“", "«»")),
        ("ar", "العربية", "rtl", ("«»", "“”")),
        ("az", "Azərbaycanca", "ltr", ("«»", "“”")),
        ("az-Cyrl", "Азәрбајҹан (Кирил)", "ltr", ("«»", "“”")),
        ("en", "English", "ltr", ("“”", "‘’")),
        ("ru", "Русский", "ltr", ("«»", "„“")),
        ("fr", "Français", "ltr", ("«»", "‹›")),
        ("de-CH", "Deutsch (Schweiz)", "ltr", ("«»", "‹›")),
        ("pt-BR", "Português (Brasil)", "ltr", ("“”", "‘’")),
        ("ckb", "کوردیی ناوەندی", "rtl", ("“”", "‘’")),
    ],
)
def test_a_language_has_its_own_name_direction_and_marks(
    tag: str, name: str, direction: str, quotes: tuple[str, str]
) -> None:
    found = language_of(tag)
    assert (found.tag, found.name, found.direction, found.quotes) == (tag, name, direction, quotes)


def test_dashes_are_spaced_where_our_own_site_has_them_so() -> None:
    assert [tag for tag in ("az", "en", "ka", "ru", "uk") if language_of(tag).spaced_dash] == ["az", "ru", "uk"]


def test_every_language_of_cldr_can_be_chosen() -> None:
    tags = tags_of_cldr()
    assert len(tags) > 200
    assert all(isinstance(language_of(tag), Language) and english_name(tag) for tag in tags)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Georgian", "did you mean ka?"),
        ("georgain", "did you mean ka?"),
        ("KA", "tag 'KA'"),
        ("xx", "for example, ka"),
    ],
)
def test_what_is_no_language_is_refused_with_what_to_write(typed: str, said: str) -> None:
    with pytest.raises(LanguageFault, match=said):
        language_of(typed)
