"""A share picture, looked at as a network would."""

import io

from msgspec.structs import replace
from PIL import Image

from newsarchive.media.share_cards import HEIGHT, WIDTH, Wording, can_write, draw_share_picture

COLOURS = ("#fbfaf6", "#111", "#a3211a")
MOST_BYTES = 60_000
WORDING = Wording("Media Azadlığı Arxivi", "Şəxsi həyat və İnternet", "12 oktyabr 2023", "3 may 2024", "Azərbaycanca")


def pixels(wording=WORDING, colours=COLOURS):
    with Image.open(io.BytesIO(draw_share_picture(wording, colours))) as picture:
        assert picture.format == "PNG"
        return picture.convert("RGB")


def inked(picture, box):
    """Whether a part of a picture has anything but paper."""
    return len(picture.crop(box).getcolors(100_000)) > 1


def test_a_picture_has_the_size_that_networks_ask_for_and_few_bytes():
    assert pixels().size == (WIDTH, HEIGHT) == (1200, 630)
    assert len(draw_share_picture(WORDING, COLOURS)) < MOST_BYTES / 2


def test_the_longest_title_fits_the_bytes():
    letters = [each for each in map(chr, range(0x500)) if each.isalnum() and can_write(each)]
    words = ("".join(letters[start : start + 9]) for start in range(0, 360, 9))
    dense = Wording("Site", " ".join(words), "12 октября 2023", "Русский")
    assert 20_000 < len(draw_share_picture(dense, COLOURS)) <= MOST_BYTES


def test_the_same_words_give_the_same_bytes():
    assert draw_share_picture(WORDING, COLOURS) == draw_share_picture(WORDING, COLOURS)
    others = [replace(WORDING, **{part: "Other"}) for part in ("name", "title", "start", "end", "language")]
    drawn = {draw_share_picture(each, COLOURS) for each in (WORDING, *others)}
    assert len(drawn) == 6


def test_the_colours_are_the_themes():
    picture = pixels()
    assert picture.getpixel((300, 5)) == (0x11, 0x11, 0x11)
    assert picture.getpixel((100, 125)) == (0xA3, 0x21, 0x1A)
    assert picture.getpixel((600, 5)) == (0xFB, 0xFA, 0xF6)
    assert picture.getpixel((20, 300)) == (0xFB, 0xFA, 0xF6)
    assert (0x11, 0x11, 0x11) in {colour for _, colour in picture.getcolors(100_000)}
    assert len(picture.getcolors(100_000)) <= 16


def test_nothing_leaves_the_margins():
    picture = pixels(Wording("Name " * 60, "Title " * 100, "Start " * 60, "End"))
    for box in ((0, 24, 80, HEIGHT), (WIDTH - 80, 20, WIDTH, HEIGHT), (0, 600, WIDTH, HEIGHT)):
        assert not inked(picture, box)


def test_every_word_has_its_place():
    picture = pixels()
    places = {
        "name": (80, 50, 500, 100),
        "title": (80, 142, 1120, 508),
        "start": (80, 545, 400, 600),
        "end": (900, 545, 1120, 600),
        "language": (900, 50, 1120, 100),
    }
    assert all(inked(picture, box) for box in places.values())
    blank = pixels(Wording("", "A", "", ""))
    assert not any(inked(blank, places[name]) for name in ("name", "start", "end", "language"))


def test_no_metadata_is_left():
    data = draw_share_picture(WORDING, COLOURS)
    assert not any(chunk in data for chunk in (b"tEXt", b"iTXt", b"tIME", b"iCCP", b"eXIf"))


def test_letters_that_the_fonts_lack_cannot_be_written():
    assert not Wording("Site", "العربية", "2023", "").writable
