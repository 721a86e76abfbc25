"""Which characters a text may hold."""

import unicodedata

import pytest

from plugins.archive.characters import FORBIDDEN


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
