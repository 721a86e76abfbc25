"""Characters that nobody sees, as they are and as references."""

import unicodedata

import pytest

from tests.newsarchive.content.brief import FRONT, brief, kind_of, values_of
from tests.newsarchive.editions import briefing_file, read

INVISIBLE = [
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x206A),
    0xFEFF,
    0xAD,
    0x34F,
    0x61C,
    0x180E,
    0x3164,
    0xE0001,
    0xE0041,
    0xE007F,
    0xFE00,
    0xFE0F,
    0xE0100,
    0x17B4,
    0x180B,
    0x180F,
    0x2065,
    0x2800,
    0xFFF0,
    0xFFFC,
    0x1BCA0,
    0x1D159,
    0x1D173,
    0x16FE4,
    0xE0080,
    0xE01F0,
    0xE0FFF,
]
UNKNOWN = [0xE000, 0xF8FF, 0xF0000, 0x10FFFD, 0x378, 0x2FE0]


def in_body(words):
    """What is found of unseen characters in a body with these words."""
    faults = read(briefing_file(f"Words {words}.\n"))[1]
    unseen = [each for each in faults if each.code in ("control-character", "invisible-character")]
    return [(kind_of(each), *values_of(each).values()) for each in unseen]


@pytest.mark.parametrize("code", INVISIBLE, ids="U+{:04X}".format)
def test_an_invisible_character_is_named(code):
    shown = f"U+{code:04X} {unicodedata.name(chr(code), '')}".rstrip()
    assert brief(f"{FRONT}сло{chr(code)}во") == [("invisible-character", shown)]
    assert brief(f"---\ntitle: wo{chr(code)}rd\n---\n") == [("invisible-character", shown)]
    assert in_body(f"wo&#{code};rd") == [("invisible-character", shown)]


@pytest.mark.parametrize("code", UNKNOWN, ids="U+{:04X}".format)
def test_a_character_without_a_meaning_in_unicode_is_named(code):
    found = [("invisible-character.unknown", f"U+{code:04X}")]
    for text in (f"{FRONT}wo{chr(code)}rd", f"---\ntitle: wo{chr(code)}rd\n---\n"):
        assert brief(text) == found
    assert in_body(f"wo&#x{code:x};rd") == found


@pytest.mark.parametrize("text", ["`a\u202eb`", "```\n\u2066\n```", "https://a.example/\u200b", "<b title='\u00ad'>"])
def test_code_and_addresses_hide_nothing(text):
    assert [code for code, _ in brief(FRONT + text)] == ["invisible-character"]


VISIBLE = [
    pytest.param("می\u200cخواهم", id="Persian"),
    pytest.param("PDF\u200cها", id="a Persian ending after a Latin name"),
    pytest.param("ه\u200d", id="an initial form that stands alone"),
    pytest.param("क्\u200dष क्\u200cष", id="Devanagari"),
    pytest.param("ශ්\u200dරී", id="Sinhala"),
    pytest.param("👩\u200d💻", id="a technologist"),
    pytest.param("👩🏽\u200d⚖\ufe0f", id="a judge with a skin tone"),
    pytest.param("❤\ufe0f\u200d🔥", id="after a variation selector"),
    pytest.param("☎\ufe0e ☎\ufe0f ↩\ufe0e", id="variation selectors"),
    pytest.param("1\ufe0f\u20e3 #\ufe0f\u20e3", id="keycaps"),
    pytest.param("©\ufe0f ™\ufe0f ‼\ufe0f ℹ\ufe0f", id="signs"),
    pytest.param("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", id="a region's flag"),
    pytest.param("🩷 🫨 \U0001fae9", id="pictures that came after Unicode 14"),
    pytest.param("🧑\u200d\U0001fa70", id="a sequence that came later"),
    pytest.param("ᠠ\u180b ᠨ\u180eᠠ", id="Mongolian"),
    pytest.param("۝١ \u0600٢", id="Arabic number signs"),
    pytest.param("葛\U000e0100", id="an ideograph's variant"),
    pytest.param("a\u00a0b\u202fc\u2009d\u2003e", id="spaces"),
    pytest.param("&nbsp; &amp; &#8212; &mdash; &c; &", id="other references"),
    pytest.param("`&#8203; &shy;`", id="references in code"),
    pytest.param("می&zwnj;خواهم", id="a joiner as a reference"),
]


@pytest.mark.parametrize("text", VISIBLE)
def test_what_does_its_work_is_no_fault(text):
    assert brief(f"{FRONT}{text}\n") == []


USELESS = [
    pytest.param("می\u200c\u200cخواهم", 1, id="two joiners"),
    pytest.param("سلام\ufe0f", 1, id="a selector after a letter"),
    pytest.param("a\u200d💻", 1, id="a joiner after a letter"),
    pytest.param("💻\u200d", 1, id="a joiner before nothing"),
    pytest.param("💻\u200c💻", 1, id="a non-joiner between pictures"),
    pytest.param("🏴\U000e0067\U000e0062", 2, id="a flag without its end"),
    pytest.param("a\u200b\u200b\u200bb", 1, id="a run counts once"),
    pytest.param("a\u200b\u200cb", 2, id="two kinds"),
    pytest.param("\ufe0f", 1, id="a selector after nothing"),
    pytest.param("سلا\ufe00م", 1, id="a selector in an Arabic word"),
    pytest.param("თბი\U000e0100ლისი", 1, id="a selector in a Georgian word"),
]


@pytest.mark.parametrize(("text", "count"), USELESS)
def test_a_joiner_or_selector_without_work_is_a_fault(text, count):
    assert [code for code, _ in brief(text)] == ["invisible-character"] * count


TYPED = [
    pytest.param("a&#8203;b", "U+200B ZERO WIDTH SPACE", id="decimal"),
    pytest.param("a&#x202E;b", "U+202E RIGHT-TO-LEFT OVERRIDE", id="hexadecimal"),
    pytest.param("a&shy;b", "U+00AD SOFT HYPHEN", id="named"),
    pytest.param("a&ZeroWidthSpace;b", "U+200B ZERO WIDTH SPACE", id="a long name"),
]


@pytest.mark.parametrize(("text", "found"), TYPED)
def test_a_reference_to_an_invisible_character_is_one(text, found):
    assert in_body(text) == [("invisible-character", found)]


@pytest.mark.parametrize("text", ["a&#27;b", "a&#x1B;b", "a&#x000000001b;b", 'a<abbr title="&#27;">b</abbr>'])
def test_a_reference_to_what_no_text_may_hold_is_a_fault(text):
    assert in_body(text) == [("control-character", "U+001B")]


@pytest.mark.parametrize("text", ["&#9;", "&#10;", "&#150;", "&#x96;", "&#1072;", "`&#27;`", "```\n&#27;\n```"])
def test_a_reference_to_a_letter_or_a_dash_is_none(text):
    assert in_body(text) == []


def test_a_joiner_does_its_work_between_letters_that_are_typed_as_it_is():
    assert in_body("&#1605;&#x6cc;&zwnj;&#1582; &#x1f469;&zwj;&#x1F4BB;") == []


@pytest.mark.parametrize("typed", ["wo&shyrd", "[x](https://a.example/?b=1&shy=2)", "R&D &amp; ↩\ufe0e"])
def test_what_is_no_reference_is_none(typed):
    _, faults = read(briefing_file(f"Words {typed}.\n"))
    assert [each for each in faults if not each.warning] == []


def test_a_byte_order_mark_is_another_kind_of_fault():
    assert brief("\ufeff" + FRONT) == []
