"""Catalogues that are read, compared and compiled, and those that are refused."""

import gettext
from pathlib import Path

import pytest

from newsarchive.i18n.catalogues import CatalogueError, load_catalogues, plural_rule, read_catalogue
from tests.newsarchive.editions import PO_HEADER, message, plural, write_catalogue
from tests.newsarchive.editions import load_words as load

GREETING = message("greeting", "Hello, {name}")
COUNT = plural("count", "{number} text", "{number} texts")
RUSSIAN = plural("count", "{number} текст", "{number} текста", "{number} текстов")


def refusal(folder: Path, **catalogues: str) -> str:
    with pytest.raises(CatalogueError) as caught:
        load(folder, **catalogues)
    return str(caught.value)


def test_a_language_without_a_catalogue_speaks_the_default_and_else_english(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "en", message("a", "A"), message("b", "B"))
    write_catalogue(tmp_path, "az", message("a", "Ə"))
    words = load_catalogues([tmp_path, tmp_path / "more"], ["az", "ka"], "az")
    assert (words("ka", "a"), words("ka", "b")) == ("Ə", "B")
    assert (words.spoken("ka", "a"), words.spoken("ka", "b"), words.spoken("az", "b")) == ("az", "en", "en")
    assert words.missing == {"az": ("b",), "ka": ("a", "b")}


def test_without_the_generators_own_words_nothing_can_be_said(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "az", GREETING)
    with pytest.raises(CatalogueError, match=r"there is no en\.po in .*; put the generator's own folder last"):
        load_catalogues([tmp_path], ["az"], "az")


def test_a_catalogue_states_only_what_it_changes(tmp_path: Path) -> None:
    write_catalogue(tmp_path / "own", "en", message("a", "own"), message("c", ""), "#, fuzzy\n" + message("b", "no"))
    write_catalogue(tmp_path / "base", "en", *(message(key, "base") for key in "abc"), COUNT)
    write_catalogue(tmp_path / "base", "az", message("a", "əsas"))
    words = load_catalogues([tmp_path / "own", tmp_path / "base"], ["en", "az"], "en")
    assert [words("en", key) for key in "abc"] == ["own", "base", "base"]
    assert (words("az", "a"), words("en", "count", 2)) == ("əsas", "2 texts")


def test_the_words_of_a_plugin_come_last_and_are_known(tmp_path: Path) -> None:
    write_catalogue(tmp_path / "own", "en", message("b", "own"), message("d", "own"))
    write_catalogue(tmp_path / "base", "en", message("a", "base"))
    write_catalogue(tmp_path / "plugin", "en", *(message(key, "plugin") for key in "abc"))
    write_catalogue(tmp_path / "plugin", "ka", message("b", "დამატება"))
    write_catalogue(tmp_path / "own", "ka", message("b", "საკუთარი"))
    words = load_catalogues([tmp_path / "own", tmp_path / "base"], ["en", "ka"], "en", [tmp_path / "plugin"])
    assert [words("en", key) for key in "abc"] == ["base", "own", "plugin"]
    assert words("ka", "b") == "საკუთარი"
    assert words.missing == {"ka": ("a", "c")}
    assert words.unknown == {str(tmp_path / "own/en.po"): ("d",)}


def test_each_catalogue_counts_by_its_own_rule(tmp_path: Path) -> None:
    own = write_catalogue(tmp_path / "own", "ru", plural("count", "{number} одно", "{number} не одно"))
    rule = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    own.write_text(own.read_text("utf-8").replace('\\n"\n\n', f'\\n"\n{rule}', 1), "utf-8")
    write_catalogue(tmp_path / "base", "ru", RUSSIAN, RUSSIAN.replace("count", "other"))
    write_catalogue(tmp_path / "base", "en", COUNT, COUNT.replace("count", "other"))
    words = load_catalogues([tmp_path / "own", tmp_path / "base"], ["ru"], "ru")
    assert [words("ru", "count", number) for number in (1, 21)] == ["1 одно", "21 не одно"]
    assert [words("ru", "other", number) for number in (1, 21, 2)] == ["1 текст", "21 текст", "2 текста"]


_HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
_WRONG = '"Plural-Forms: nplurals=1; plural=0;\\n"\n'


@pytest.mark.parametrize(
    ("head", "line"),
    [
        pytest.param("", 1, id="no header"),
        pytest.param(f"{_HEADER}\n", 5, id="no rule"),
        pytest.param(f"{_HEADER}{_WRONG}\n", 6, id="wrong"),
    ],
)
def test_a_plural_copied_without_a_rule_is_refused_with_the_line_that_it_needs(
    tmp_path: Path, head: str, line: int
) -> None:
    write_catalogue(tmp_path / "base", "en", COUNT)
    own = tmp_path / "own" / "ka.po"
    own.parent.mkdir()
    own.write_text(head + plural("count", "{number} ტექსტი", "{number} ტექსტი ყველა"), "utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogues([own.parent, tmp_path / "base"], ["ka"], "en")
    rule = '"Plural-Forms: nplurals=2; plural=(((n == 1)) ? 0 : 1);\\n"'
    reason = "the plural has more forms than the header of the file allows; write there"
    assert str(caught.value) == f"{own}:{line}: {reason} {rule}"
    mended = f"{_HEADER}{rule}\n\n" + own.read_text("utf-8").removeprefix(head)
    own.write_text(mended, "utf-8")
    words = load_catalogues([own.parent, tmp_path / "base"], ["ka"], "en")
    assert [words("ka", "count", number) for number in (1, 2)] == ["1 ტექსტი", "2 ტექსტი ყველა"]


@pytest.mark.parametrize(
    ("tag", "wanted"),
    [
        *[(tag, [int(number != 1) for number in range(30)]) for tag in ("en", "az", "ka", "es", "pt-PT")],
        ("ru", [2, 0, 1, 1, 1, *[2] * 16, 0, 1, 1, 1, *[2] * 5]),
        ("fr", [0, 0, *[1] * 28]),
        ("ja", [0] * 30),
        ("ar", [0, 1, 2, *[3] * 8, *[4] * 19]),
    ],
)
def test_the_rule_of_a_language_has_the_forms_that_whole_numbers_take(tag: str, wanted: list[int]) -> None:
    choose = gettext.c2py(plural_rule(tag).partition("plural=")[2].rstrip(";"))
    assert [choose(number) for number in range(30)] == wanted


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
    assert text == f"{tmp_path / 'az.po'}: {key!r} has the unknown placeholder {placeholder!r}"


@pytest.mark.parametrize("words", ["Salam", "{name}: salam, {name}!", "{{name}} salam"])
def test_a_placeholder_may_be_moved_repeated_or_left_out(tmp_path: Path, words: str) -> None:
    assert load(tmp_path, en=GREETING, az=message("greeting", words)).missing == {}


def test_a_key_that_nothing_asks_for_is_told(tmp_path: Path) -> None:
    words = load(tmp_path, en=GREETING, az=message("greting", "Salam"))
    assert words.unknown == {str(tmp_path / "az.po"): ("greting",)}


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


def test_a_newsroom_may_have_words_of_its_own(tmp_path: Path) -> None:
    words = load(tmp_path, en=GREETING + message("own.publishers", "Publishers"), az=message("greeting", "Salam"))
    assert words.unknown == {}
    assert (words("az", "own.publishers"), words.spoken("az", "own.publishers")) == ("Publishers", "en")
    assert words.missing == {"az": ("own.publishers",)}
