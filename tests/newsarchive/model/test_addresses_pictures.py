"""A published picture as HTML."""

import re

from newsarchive.model.addresses import SIZES, PublishedPicture, picture_html
from tests.newsarchive.editions import ROOT

PAGE = "en/2023/a/"
ORDER = 'width="1280" height="800" loading="lazy" decoding="async"'


def files(kind, *widths):
    return tuple((f"pictures/{width}/p.{kind}", width) for width in widths)


def made(sources=(), plain=(), address="pictures/p.jpg"):
    picture = PublishedPicture(address, 1280, 800, tuple(sources), plain)
    return picture_html(picture, PAGE, 'alt="A"', clean=True)


def test_a_picture_of_one_file_is_a_plain_image():
    assert made() == f'<img alt="A" src="../../../pictures/p.jpg" {ORDER}>'


def test_better_types_come_first_and_the_plain_one_last():
    html = made([("image/avif", files("avif", 1280)), ("image/webp", files("webp", 1280))])
    assert html == (
        '<picture><source type="image/avif" srcset="../../../pictures/1280/p.avif">'
        '<source type="image/webp" srcset="../../../pictures/1280/p.webp">'
        f'<img alt="A" src="../../../pictures/p.jpg" {ORDER}></picture>'
    )


def test_widths_are_named_with_the_place_that_the_picture_has():
    html = made([("image/avif", files("avif", 480, 1280))], files("jpg", 480, 800))
    assert html == (
        '<picture><source type="image/avif" '
        f'srcset="../../../pictures/480/p.avif 480w, ../../../pictures/1280/p.avif 1280w" sizes="{SIZES}">'
        '<img alt="A" src="../../../pictures/p.jpg" '
        f'srcset="../../../pictures/480/p.jpg 480w, ../../../pictures/800/p.jpg 800w" sizes="{SIZES}" '
        f"{ORDER}></picture>"
    )


def test_widths_need_no_better_type():
    assert made(plain=files("jpg", 480, 800)).startswith('<img alt="A" src="../../../pictures/p.jpg" srcset="')


def test_an_address_is_escaped():
    assert 'src="../../../pictures/a&amp;b.jpg"' in made(address="pictures/a&b.jpg")


def test_the_place_is_that_of_the_stylesheet():
    tokens = (ROOT / "theme" / "static" / "css" / "tokens.css").read_text("utf-8")
    column = re.search(r"--measure: (\w+);", tokens)[1]
    assert f"(min-width:42rem) {column},92vw" == SIZES
    # below that the gutters take 4% of the screen on each side, and above it the column fits beside them
    assert "--gutter: clamp(1rem, 4vw, 2.5rem);" in tokens
    assert float(column.removesuffix("rem")) <= 42 * (1 - 2 * 0.04)
