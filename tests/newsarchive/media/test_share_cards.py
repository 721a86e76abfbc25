"""Letters of share pictures: which there are, and lines that fit."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.media.share_cards import ELLIPSIS, FONTS, can_write, fitted, font
from tests.timing import within

WORDS = st.lists(st.text("abcəşИж", min_size=1, max_size=14), min_size=1, max_size=60).map(" ".join)
BOX = {"width": 1040, "height": 366, "leading": 1.22}
SIZES = (84, 60, 36)


SENTENCES = {
    "az": "Ağ şəhərdə İlqar ıssız qaldı: ÇƏĞIÖŞÜ",
    "ru": "Съешь ещё этих мягких булок — «№ 7»",
    "uk": "Ґанок і їжа",
    "en": "“Quoted” ‘words’ …",
}


@pytest.mark.parametrize("text", SENTENCES.values(), ids=SENTENCES)
def test_the_letters_of_our_languages_are_there(text):
    assert can_write(text)


@pytest.mark.parametrize("text", ["العربية", "ქართული", "漢字", "e\u0301", "\ufffd", "a\nb"])
def test_what_the_fonts_lack_is_known(text):
    assert not can_write("Words", text)


def test_the_fonts_are_small_and_have_their_licence_beside_them():
    assert sum(each.stat().st_size for each in FONTS.iterdir()) < 400_000
    assert "SIL Open Font License" in (FONTS / "OFL.txt").read_text("utf-8")
    assert (FONTS / "README.md").is_file()


def test_a_short_title_is_as_large_as_can_be():
    assert fitted("Суды", "Bold", SIZES, **BOX) == (["Суды"], 84)


def test_a_title_is_broken_into_lines_of_about_one_length():
    lines, size = fitted("The case of Afgan Mukhtarli: a disappearance in Tbilisi and a ruling", "Bold", SIZES, **BOX)
    wide = [font("Bold", size).getlength(line) for line in lines]
    assert len(wide) == 3
    assert min(wide) > 0.6 * max(wide)


def test_words_held_together_by_a_no_break_space_stay_together():
    lines, _ = fitted("one two three\u00a0four", "Bold", (42,), 320, 400, 1.22)
    assert lines == ["one two", "three\u00a0four"]


def test_what_does_not_fit_ends_with_an_ellipsis():
    lines, size = fitted("many words " * 90, "Bold", SIZES, **BOX)
    assert size == 36
    assert lines[-1].endswith(ELLIPSIS)
    long, _ = fitted("x" * 300, "Bold", SIZES, **BOX)
    assert long[0].startswith("xxxx")
    assert long[0].endswith(ELLIPSIS)


@pytest.mark.parametrize("title", ["W" * 4000, "a " * 2000, "ə" * 4000])
def test_a_title_without_end_is_cut_soon(title):
    with within(1):
        fitted(title, "Bold", SIZES, **BOX)


@settings(max_examples=60)
@given(WORDS)
def test_lines_always_fit_and_lose_no_word_that_fits(text):
    lines, size = fitted(text, "Bold", SIZES, **BOX)
    assert all(font("Bold", size).getlength(line) <= BOX["width"] for line in lines)
    assert len(lines) * size * BOX["leading"] <= BOX["height"]
    whole = " ".join(lines)
    assert whole == text or (whole.endswith(ELLIPSIS) and text.startswith(whole.removesuffix(ELLIPSIS)))
