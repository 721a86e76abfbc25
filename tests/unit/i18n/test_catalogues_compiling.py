"""Catalogues that are read, compared and compiled, and those that are refused."""

from pathlib import Path

import pytest

from newsarchive.i18n.catalogues import CatalogueError, load_catalogues, missing_messages, read_catalogue
from tests.unit.editions import PO_HEADER, message, plural, write_catalogue
from tests.unit.editions import load_words as load

GREETING = message("greeting", "Hello, {name}")
COUNT = plural("count", "{number} text", "{number} texts")
RUSSIAN = plural("count", "{number} текст", "{number} текста", "{number} текстов")


def refusal(folder: Path, **catalogues: str) -> str:
    with pytest.raises(CatalogueError) as caught:
        load(folder, **catalogues)
    return str(caught.value)


def test_missing_messages_of_two_catalogues_are_their_difference(tmp_path: Path) -> None:
    reference = read_catalogue(write_catalogue(tmp_path, "en", GREETING, COUNT), "en")
    catalogue = read_catalogue(write_catalogue(tmp_path, "ru", RUSSIAN), "ru")
    assert missing_messages(catalogue, reference) == ["greeting"]
    assert missing_messages(reference, reference) == []


def test_a_language_without_a_catalogue_is_named_with_the_places_searched(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "en", GREETING)
    with pytest.raises(CatalogueError) as caught:
        load_catalogues([tmp_path, tmp_path / "more"], ["en", "az"], "en")
    assert str(caught.value) == f"language 'az' has no catalogue az.po in {tmp_path}, {tmp_path / 'more'}"


def test_the_first_folder_that_has_a_catalogue_counts(tmp_path: Path) -> None:
    write_catalogue(tmp_path / "one", "en", message("a", "first"))
    write_catalogue(tmp_path / "two", "en", message("a", "second"))
    write_catalogue(tmp_path / "two", "az", message("a", "ikinci"))
    words = load_catalogues([tmp_path / "one", tmp_path / "two"], ["en", "az"], "en")
    assert (words("en", "a"), words("az", "a")) == ("first", "ikinci")


@pytest.mark.parametrize("stray", ["\u00ad", "\u200b", "\u2800", "\U000e0100", "\ue000", "\U00011f04"])
def test_a_character_that_nobody_sees_is_refused_with_its_key(tmp_path: Path, stray: str) -> None:
    for words in (message("greeting", f"Sal{stray}am"), plural("count", "{number} mətn", f"{{number}} mət{stray}n")):
        assert f": U+{ord(stray):04X} is not seen" in refusal(tmp_path, en=GREETING + COUNT, az=words)


@pytest.mark.parametrize("own", ["می\u200cخواهم", "\u200f{name} –\u200e {name}\u061c"])
def test_a_persian_joiner_and_a_mark_of_direction_do_their_work(tmp_path: Path, own: str) -> None:
    words = load(tmp_path, en=GREETING, fa=message("greeting", own))
    assert words("fa", "greeting", name="x") == own.format(name="x")


@pytest.mark.parametrize(
    ("messages", "key", "placeholder"),
    [
        pytest.param(message("greeting", "Salam, {nam}"), "greeting", "nam", id="misspelt"),
        pytest.param(message("greeting", "Salam, {name} {surname}"), "greeting", "surname", id="invented"),
        pytest.param(plural("count", "{count} mətn", "{count} mətn"), "count", "count", id="in a plural"),
    ],
)
def test_an_unknown_placeholder_is_refused_with_its_key(
    tmp_path: Path, messages: str, key: str, placeholder: str
) -> None:
    text = refusal(tmp_path, en=GREETING + COUNT, az=messages)
    assert text == f"az.po: {key!r} has the unknown placeholder {placeholder!r}"


@pytest.mark.parametrize("words", ["Salam", "{name}: salam, {name}!", "{{name}} salam"])
def test_a_placeholder_may_be_moved_repeated_or_left_out(tmp_path: Path, words: str) -> None:
    assert load(tmp_path, en=GREETING, az=message("greeting", words)).missing == {}


def test_a_key_that_the_default_lacks_is_refused(tmp_path: Path) -> None:
    text = refusal(tmp_path, en=GREETING, az=message("greting", "Salam"))
    assert text == "az.po: 'greting' is not a key of the default catalogue"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Salam, {", id="an open brace"),
        pytest.param("Salam, }", id="a closing brace"),
        pytest.param("Salam, {name", id="a placeholder left open"),
        pytest.param("Salam, {}", id="a placeholder without a name"),
        pytest.param("Salam, {name:{width}}", id="a placeholder in a placeholder"),
    ],
)
def test_words_that_cannot_be_filled_are_refused_with_their_catalogue_and_key(tmp_path: Path, words: str) -> None:
    text = refusal(tmp_path, en=GREETING, az=message("greeting", words))
    assert "az.po" in text
    assert "greeting" in text


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"{PO_HEADER}nonsense\n".encode(), id="no catalogue"),
        pytest.param(PO_HEADER.encode() + b'msgid "a"\nmsgstr "\xff"\n', id="no UTF-8"),
    ],
)
def test_a_catalogue_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "en.po"
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match=r"en\.po"):
        read_catalogue(path, "en")
