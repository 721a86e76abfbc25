"""In which language a message is answered."""

from pathlib import Path

import pytest

from newsarchive.i18n.catalogues import Catalogues, load_catalogues
from tests.newsarchive.editions import message, plural, words, write_catalogue


@pytest.fixture
def loaded(tmp_path: Path) -> Catalogues:
    """Words of three languages; Azerbaijani lacks one, has one empty, one fuzzy, and one plural half done."""
    count = plural("count", "{number} text", "{number} texts")
    write_catalogue(tmp_path, "en", *(message(key, key.upper()) for key in ("a", "b", "c", "d")), count)
    half = plural("count", "{number} mətn", "")
    write_catalogue(tmp_path, "az", message("a", "Ə"), message("c", ""), "#, fuzzy\n" + message("d", "D?"), half)
    write_catalogue(tmp_path, "ru", *(message(key, f"{key}-ru") for key in ("a", "b", "c", "d")))
    return load_catalogues([tmp_path], ["az", "en", "ru"], "en")


@pytest.mark.parametrize(
    ("language", "key", "spoken"),
    [
        pytest.param("az", "a", "az", id="its own"),
        pytest.param("az", "b", "en", id="one that it lacks"),
        pytest.param("az", "c", "en", id="an empty one"),
        pytest.param("az", "d", "en", id="an unconfirmed one"),
        pytest.param("az", "count", "en", id="a plural half done"),
        pytest.param("ru", "b", "ru", id="another language's own"),
        pytest.param("ru", "count", "en", id="a plural that it lacks"),
        *[pytest.param("en", key, "en", id=f"the default's {key}") for key in ("a", "b", "count")],
    ],
)
def test_a_message_says_in_which_language_it_comes(loaded: Catalogues, language: str, key: str, spoken: str) -> None:
    assert loaded.spoken(language, key) == spoken


@pytest.mark.parametrize("key", ["a", "b", "c", "d"])
@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_what_is_said_is_what_is_answered(loaded: Catalogues, language: str, key: str) -> None:
    assert loaded(language, key) == loaded(loaded.spoken(language, key), key)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_the_sites_own_words_are_spoken_in_each_of_its_languages(language: str) -> None:
    assert words().spoken(language, "archive.title") == language
