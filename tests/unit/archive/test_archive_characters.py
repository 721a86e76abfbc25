"""Which characters a text may hold."""

import unicodedata

import pytest

from plugins.archive.characters import FORBIDDEN, MOST_MARKS, nothing_rare, stacked_marks


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


def test_nothing_rare_is_forbidden() -> None:
    usual = [chr(code) for code in range(0x110000) if nothing_rare(chr(code).encode("utf-8", "surrogatepass"))]
    assert {*"\n\tAzéğəıİшЯёіґ«»„“”’–—…€№\u00a0\r"} <= {*usual}
    assert not FORBIDDEN.search("".join(usual))


@pytest.mark.parametrize("character", [*"\x00\x7f\x85\u00ad\u0301α\u200b\u2028\u202e\u2060\ufeff\uffff\U000e0001😀"])
def test_what_is_rare_is_seen_within_a_text(character: str) -> None:
    assert not nothing_rare(f"шя {character} é".encode())


@pytest.mark.parametrize("marks", ["\u0301", "\u0316\u0301", "\U0001d165", "\u064b"])
def test_marks_on_a_letter_have_an_end(marks: str) -> None:
    many = (marks * MOST_MARKS)[:MOST_MARKS]
    assert stacked_marks(f"a{many}b{many}") is None
    found = stacked_marks(f"ab{many}{marks[0]}")
    assert found
    assert found.span() == (2, MOST_MARKS + 3)
