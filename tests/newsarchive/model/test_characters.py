"""Which characters a text may hold."""

import unicodedata

import pytest

from newsarchive.model.characters import (
    FORBIDDEN,
    MOST_MARKS,
    is_ignorable,
    is_unknown,
    stacked_marks,
    strange_in,
    strays,
    without_strange,
)

NONCHARACTERS = {chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)}
NONCHARACTERS.update(map(chr, range(0xFDD0, 0xFDF0)))
PICTOGRAPHS = {*map(chr, range(0x1F300, 0x1FB00))}


# planes that have no characters, or private ones alone, are long: of each of them a few pages are looked at
EMPTY = (range(0x33000, 0xE0000), range(0xF1000, 0x10F000))


@pytest.fixture(
    scope="module", params=[pytest.param(False, id="a sample"), pytest.param(True, id="all", marks=pytest.mark.full)]
)
def categories(request: pytest.FixtureRequest) -> dict[str, str]:
    """The category of each character."""
    left = () if request.param else EMPTY
    codes = [code for code in range(0x110000) if code % 0x1000 in (0, 0xFFF) or not any(code in each for each in left)]
    return {each: unicodedata.category(each) for each in map(chr, codes)} | {
        each: unicodedata.category(each) for each in NONCHARACTERS
    }


def test_what_pythons_unicode_lacks_is_unknown_but_for_new_emoji(categories: dict[str, str]) -> None:
    lacking = {each for each, category in categories.items() if category in ("Cn", "Co") and not is_ignorable(each)}
    assert {each for each in categories if is_unknown(each)} == lacking - PICTOGRAPHS


def test_what_may_be_ignored_is_what_unicode_says(categories: dict[str, str]) -> None:
    """DerivedCoreProperties.txt: Other_Default_Ignorable_Code_Point, Cf and variation selectors, without some."""
    others = "34f 115f-1160 17b4-17b5 2065 3164 ffa0 fff0-fff8 e0000 e0002-e001f e0080-e00ff e01f0-e0fff"
    selectors = "180b-180d 180f fe00-fe0f e0100-e01ef"
    less = "fff9-fffb 13430-13440 600-605 6dd 70f 890-891 8e2 110bd 110cd"
    controls = {each for each, category in categories.items() if category == "Cf"}
    expected = (_of(others) | _of(selectors) | controls) - _of(less)
    assert {each for each in categories if is_ignorable(each)} == expected
    assert {each for each in controls if not strange_in(each)} == _of("600-605 6dd 70f 890-891 8e2 110bd 110cd")


def _of(ranges: str) -> set[str]:
    pairs = [(first, last or first) for first, _, last in (part.partition("-") for part in ranges.split())]
    return {chr(code) for first, last in pairs for code in range(int(first, 16), int(last, 16) + 1)}


def test_a_text_as_it_looks() -> None:
    assert without_strange("a\u2800b\ue000c\u00add\U000e0100") == "abcd"
    assert without_strange("می\u200cخواهم") == "میخواهم"
    assert strange_in("a\u00adb\u00ad\u200b") == "\u00ad\u200b"


def test_many_kinds_of_what_nobody_sees_take_no_longer_than_one() -> None:
    text = "".join(map(chr, range(0xF0000, 0xF0000 + 30_000)))
    assert len(list(strays(text))) == 30_000
    assert without_strange(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "❤️ ☎︎ ↩︎ 1️⃣ #️⃣ ©️",
        "👨‍👩‍👧 👩🏽‍⚕️ 🏳️‍🌈 🏴‍☠️ 🐻‍❄️ 👁️‍🗨️ 😶‍🌫️ 🧑‍🤝‍🧑 🐈‍⬛",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        "می‌خواهم 葛󠄀",
    ],
)
def test_sequences_that_are_registered_are_fine(text: str) -> None:
    assert list(strays(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        *[f"{base}\ufe0f" for base in "1#a+=$€"],
        *["1\ufe0e", "∩\ufe00", "0\ufe00", "葛\ufe0f", "葛\ufe05", "a\U000e0100"],
        *["+\u200d+", "❤\u200d+", "👨\u200da", "a\u200d👩", "=\u200d♀"],
        "🏴\U000e0061\U000e0062\U000e0063\U000e007f",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067",
    ],
)
def test_whatever_else_nobody_sees_is_a_stray(text: str) -> None:
    assert len(list(strays(text))) >= 1


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x0b",
        "\x1b",
        "\x7f",
        "\x85",
        "\u2028",
        "\u2029",
        "\ud800",
        "\ufdd0",
        "\uffff",
        "\U0001fffe",
        "\U0010ffff",
    ],
)
def test_controls_and_what_is_no_character_are_forbidden(character: str) -> None:
    assert FORBIDDEN.fullmatch(character)


@pytest.mark.parametrize("character", ["\t", "\n", "\r", " ", "\xa0", "a", "ə", "\ufffd", "\U0001f600", "\U00020000"])
def test_what_is_written_is_not(character: str) -> None:
    assert not FORBIDDEN.search(character)


def test_no_letter_of_any_script_is_forbidden() -> None:
    letters = "".join(chr(code) for code in range(0x110000) if unicodedata.category(chr(code)).startswith("L"))
    assert not FORBIDDEN.search(letters)


@pytest.mark.parametrize("marks", ["\u0301", "\u0316\u0301", "\U0001d165", "\u064b"])
def test_marks_on_a_letter_have_an_end(marks: str) -> None:
    many = (marks * MOST_MARKS)[:MOST_MARKS]
    assert stacked_marks(f"a{many}b{many}") is None
    found = stacked_marks(f"ab{many}{marks[0]}")
    assert found
    assert found.span() == (2, MOST_MARKS + 3)
