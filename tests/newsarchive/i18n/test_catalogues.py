"""Interface words from gettext catalogues."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from newsarchive.i18n.catalogues import CatalogueError, guides, load_catalogues, read_catalogue
from tests.newsarchive.editions import load_words as load
from tests.newsarchive.editions import message, plural
from tests.newsarchive.editions import words as real_words
from tests.sites import NEWSROOM, PLUGIN_WORDS, ROOT

GREETING = message("greeting", "Hello, {name}")
COUNT = plural("count", "{number} text", "{number} texts")


def test_a_message_is_in_the_readers_language_with_its_values(tmp_path: Path) -> None:
    words = load(tmp_path, en=GREETING, az=message("greeting", "Salam, {name}"))
    assert words("az", "greeting", name="Əli") == "Salam, Əli"
    assert words("en", "greeting", name="Ali") == "Hello, Ali"


RUSSIAN = plural("count", "{number} текст", "{number} текста", "{number} текстов")
AZERBAIJANI = plural("count", "{number} mətn", "{number} mətn")
POLISH = plural("count", "{number} tekst", "{number} teksty", "{number} tekstów")
# where the header has no rule, Babel's counts: its fifth Arabic form is for 100, its sixth for 11 to 99
ARABIC = plural("count", "لا نصوص", "نص واحد", "نصان", "{number} نصوص", "{number} نص", "{number} نصا")


@pytest.mark.parametrize(
    ("tag", "messages", "number", "expected"),
    [
        *[("en", COUNT, *pair) for pair in [(0, "0 texts"), (1, "1 text"), (2, "2 texts"), (21, "21 texts")]],
        *[("ru", RUSSIAN, number, f"{number} текст") for number in (1, 21, 101)],
        *[("ru", RUSSIAN, number, f"{number} текста") for number in (2, 3, 4, 22, 104)],
        *[("ru", RUSSIAN, number, f"{number} текстов") for number in (0, 5, 11, 12, 14, 20, 111)],
        *[("az", AZERBAIJANI, number, f"{number} mətn") for number in (0, 1, 2, 11)],
        *[("pl", POLISH, *pair) for pair in [(1, "1 tekst"), (2, "2 teksty"), (5, "5 tekstów"), (21, "21 tekstów")]],
        *[("ar", ARABIC, *pair) for pair in [(0, "لا نصوص"), (1, "نص واحد"), (2, "نصان"), (3, "3 نصوص")]],
        *[("ar", ARABIC, *pair) for pair in [(11, "11 نصا"), (100, "100 نص")]],
    ],
)
def test_a_number_chooses_the_plural_form(tmp_path: Path, tag: str, messages: str, number: int, expected: str) -> None:
    words = load(tmp_path, **{"en": COUNT, tag: messages})
    assert words(tag, "count", number=number) == expected


def test_a_message_without_plural_forms_may_print_a_number_too(tmp_path: Path) -> None:
    assert load(tmp_path, en=message("x", "Page {page}"))("en", "x", page=2) == "Page 2"


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param("", id="no message"),
        pytest.param(message("greeting", ""), id="an empty message"),
        pytest.param("#, fuzzy\n" + message("greeting", "Salam, {name}"), id="an unconfirmed message"),
        pytest.param("#~ " + message("greeting", "Salam").replace("\nm", "\n#~ m"), id="a message left behind"),
    ],
)
def test_a_missing_message_is_taken_from_the_default_and_counted(tmp_path: Path, messages: str) -> None:
    words = load(tmp_path, en=GREETING, az=messages)
    assert words("az", "greeting", name="Ali") == "Hello, Ali"
    assert words.missing == {"az": ("greeting",)}


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param("", id="no plural"),
        pytest.param(plural("count", "{number} текст", "", ""), id="one form of three"),
        pytest.param(plural("count", "{number} текст", "{number} текста"), id="two forms of three"),
    ],
)
def test_an_incomplete_plural_is_counted_and_never_prints_its_key(tmp_path: Path, messages: str) -> None:
    words = load(tmp_path, en=COUNT, ru=messages)
    assert words("ru", "count", number=5) == "5 texts"
    assert words.missing == {"ru": ("count",)}


def test_missing_messages_are_sorted_and_a_whole_catalogue_misses_none(tmp_path: Path) -> None:
    words = load(tmp_path, en=message("b", "B") + message("a", "A") + message("c", "C"), az=message("b", "Bə"), ru="")
    assert words.missing == {"az": ("a", "c"), "ru": ("a", "b", "c")}


def test_a_key_that_no_catalogue_has_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"no catalogue has the key 'nowhere'"):
        load(tmp_path, en=GREETING, az="")("az", "nowhere")


CATALOGUES = [
    path
    for folder in (ROOT / "theme/translations", NEWSROOM / "translations", *PLUGIN_WORDS)
    for path in sorted(folder.glob("*.po"))
]
NAMED = re.compile(r"\{docs\}/([\w.]+)(?:, [“«]([^”»]+)[”»])?")


def test_the_folder_is_named_as_somebody_can_open_it_from_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert guides() == "docs"
    message = load_catalogues([ROOT / "theme/translations"], ["en"], "en")("en", "fault.unknown-field.table", field="x")
    assert message == "there is no field “x” here; docs/fields.md has a table of all fields"
    monkeypatch.chdir(ROOT / "docs")
    assert guides() == "."
    monkeypatch.chdir(tmp_path)
    assert guides() == str(ROOT / "docs")


def test_the_catalogues_of_the_core_and_of_the_plugins_are_complete_and_share_no_key() -> None:
    words = real_words()
    assert (words.missing, words.unknown) == ({}, {})
    catalogues = [
        read_catalogue(path, "en") for path in CATALOGUES if path.name == "en.po" and ROOT / "theme" not in path.parents
    ]
    keys = [message.id for catalogue in catalogues for message in catalogue if message.id]
    assert len(keys) == len(set(keys)) > 1000


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parts[-3]}-{path.name}")
def test_every_guide_and_section_that_a_message_names_comes_with_the_package(path: Path) -> None:
    words = "\n".join(line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    named = NAMED.findall(words)
    assert len(named) == words.count("{docs}")
    assert "docs/" not in words.replace("{docs}/", "")
    carried = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    for name, section in named:
        assert f"docs/{name}" in carried["force-include"]
        assert f"\n## {section}" in (ROOT / "docs" / name).read_text("utf-8") or not section
