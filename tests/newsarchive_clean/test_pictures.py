"""A picture's bytes as they are published: pixels and nothing else."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from newsarchive.media import pictures as renditions
from newsarchive.media.pictures import TALLEST, WIDEST
from newsarchive_clean.pictures import MOST_PIXELS, PictureError
from tests.newsarchive.media.published import bare_picture, publish_picture
from tests.traced import chunk, plain, scans, with_chunks

ORIENTATION, MAKE, GPS, THUMBNAIL_SECRET = 0x0112, 0x010F, 0x8825, b"SECRET"
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}


def two_coloured(width=40, height=20, mode="RGB"):
    """Return a picture that is red at the left and blue at the right."""
    picture = Image.new(mode, (width, height), "red")
    picture.paste(Image.new(mode, (width // 2, height), "blue"), (width // 2, 0))
    return picture


def encoded(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, FORMATS[kind], **options)
    return out.getvalue()


def traced(kind):
    """Return a picture that carries every trace its format can."""
    exif = Image.Exif()
    exif[MAKE] = "SECRET camera"
    exif[GPS] = {1: "N", 2: (40.0, 24.0, 33.0), 3: "E", 4: (49.0, 52.0, 2.0)}
    options = {"exif": exif.tobytes(), "icc_profile": b"SECRET profile" * 10}
    if kind == "jpg":
        options["comment"] = b"SECRET comment"
    if kind == "png":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", "SECRET author")
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", "<x>SECRET</x>")
    if kind == "webp":
        options["xmp"] = b"<x>SECRET</x>"
    return encoded(two_coloured(), kind, **options) + b"SECRET trailing bytes"


def opened(pixels):
    picture = Image.open(io.BytesIO(pixels.content))
    picture.load()
    return picture


@pytest.mark.parametrize("kind", FORMATS)
def test_no_trace_of_who_took_it_is_left(kind):
    data = traced(kind)
    assert data.count(b"SECRET") >= 3
    published = publish_picture(data, f"photo.{kind}")
    assert b"SECRET" not in published.content
    picture = opened(published)
    assert picture.format == FORMATS[kind]
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
        "loop",
        "background",
        "timestamp",
        "duration",
    }


def colour(picture, x, y):
    red, _, blue = picture.convert("RGB").getpixel((x, y))
    return "red" if red > blue else "blue"


@pytest.mark.parametrize(
    ("orientation", "size", "first", "last"),
    [
        (1, (40, 20), "red", "blue"),
        (3, (40, 20), "blue", "red"),
        (6, (20, 40), "red", "blue"),
        (8, (20, 40), "blue", "red"),
        (2, (40, 20), "blue", "red"),
    ],
)
def test_a_picture_is_published_upright(orientation, size, first, last):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    published = publish_picture(encoded(two_coloured(), "jpg", exif=exif.tobytes(), quality=95), "photo.jpg")
    picture = opened(published)
    assert (published.width, published.height) == picture.size == size
    assert (colour(picture, 2, 2), colour(picture, size[0] - 3, size[1] - 3)) == (first, last)
    assert ORIENTATION not in picture.getexif()


@pytest.mark.parametrize(("width", "expected"), [(100, 100), (WIDEST, WIDEST), (WIDEST + 720, WIDEST)])
def test_a_picture_is_no_wider_than_a_page_needs(width, expected):
    published = publish_picture(encoded(two_coloured(width, width // 2), "jpg"), "photo.jpg")
    assert (published.width, published.height) == (expected, expected // 2)


def test_transparency_stays():
    picture = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    assert opened(publish_picture(encoded(picture, "png"), "a.png")).getpixel((1, 1))[3] == 0
    palette = Image.new("P", (10, 10), 0)
    transparent = opened(publish_picture(encoded(palette, "png", transparency=0), "a.png"))
    assert transparent.convert("RGBA").getpixel((1, 1))[3] == 0


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK"])
def test_pictures_of_any_colour_mode_are_published(mode):
    kind = "jpg" if mode == "CMYK" else "png"
    assert publish_picture(encoded(Image.new(mode, (8, 6)), kind), f"a.{kind}").width == 8


def test_a_picture_of_deep_colours_keeps_its_tones():
    grey = Image.new("I;16", (8, 6), 0x8000)
    assert 120 <= opened(publish_picture(encoded(grey, "png"), "a.png")).convert("L").getpixel((1, 1)) <= 136


@pytest.mark.parametrize("name", ["photo.jpg", "photo.JPG", "photo.jpeg", "a.b.jpg"])
def test_the_type_is_read_off_the_last_part_of_the_name(name):
    assert publish_picture(encoded(two_coloured(), "jpg"), name).height == 20


def test_the_same_picture_gives_the_same_bytes():
    data = traced("jpg")
    assert publish_picture(data, "a.jpg") == publish_picture(data, "a.jpg")


def refused(data, name):
    with pytest.raises(PictureError) as caught:
        publish_picture(data, name)
    return caught.value.code


@pytest.mark.parametrize(("kind", "name"), [("png", "a.jpg"), ("jpg", "a.png"), ("webp", "a.jpeg")])
def test_a_picture_of_another_type_than_its_name_is_refused(kind, name):
    with pytest.raises(PictureError) as caught:
        publish_picture(encoded(two_coloured(), kind), name)
    assert (caught.value.code, caught.value.found) == ("picture-type", FORMATS[kind])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"GIF89a\x01\x00\x01\x00", "GIF"),
        (b"BM\x46\0\0\0\0\0\0\0\x36\0", "BMP"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"MM\0*\0\0\0\x08", "TIFF"),
        (b"\0\0\0\x24ftypheic\0\0\0\0", "HEIC"),
        (b"\0\0\0\x20ftypavif\0\0\0\0", "AVIF"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?>\n<svg/>", "SVG"),
    ],
)
def test_a_file_of_a_type_that_is_not_published_is_named_by_its_type(data, kind):
    with pytest.raises(PictureError) as caught:
        publish_picture(data, "photo.jpg")
    assert (caught.value.code, caught.value.found) == ("picture-type", kind)


@pytest.mark.parametrize("data", [b"", b"words", b"<html><p>No such page</p></html>", b"BMW", b"\xff\xd8\xff\xe0"])
def test_what_is_no_picture_is_refused(data):
    assert refused(data, "a.jpg") == "picture-unreadable"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_truncated_picture_is_refused(kind, share):
    data = encoded(two_coloured(200, 200), kind)
    assert refused(data[: int(len(data) * share)], f"a.{kind}") == "picture-unreadable"


def bomb(width, height):
    """Return a small PNG that claims to be large."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [6_400, 10_000, 14_000, 20_000, 60_000])
def test_a_picture_that_claims_too_many_pixels_is_refused_unread(side):
    assert side * side > MOST_PIXELS
    assert refused(bomb(side, side), "a.png") == "picture-size"


def test_a_photograph_of_many_scans_is_refused_undecoded():
    assert publish_picture(scans(40, side=40), "a.jpg").width == 40
    assert refused(scans(50, side=40), "a.jpg") == "picture-unreadable"


def test_a_picture_of_many_profiles_is_refused_unread():
    profile = chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(900_000)))
    assert publish_picture(with_chunks(plain("png"), profile), "a.png").width == 48
    assert refused(with_chunks(plain("png"), *[profile] * 11), "a.png") == "picture-unreadable"


def test_scans_are_counted_however_a_photograph_is_damaged():
    data = scans(50, side=40)
    place = data.index(b"\xff\xdb")
    assert publish_picture(scans(1, side=40).replace(b"\xff\xdb", b"x\xff\xdb"), "a.jpg").width == 40
    assert refused(data[:place] + b"x" + data[place:], "a.jpg") == "picture-unreadable"


def test_a_phones_picture_with_a_second_one_inside_is_a_jpeg():
    out = io.BytesIO()
    two_coloured().save(out, "MPO", save_all=True, append_images=[two_coloured(8, 8)])
    published = publish_picture(out.getvalue(), "photo.jpg")
    assert (published.width, published.height) == (40, 20)
    assert opened(published).format == "JPEG"


@settings(max_examples=60, deadline=None)
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(st.sampled_from(sorted(FORMATS)), st.data())
def test_damage_anywhere_is_refused_or_harmless(kind, data):
    content = bytearray(traced(kind))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        published = publish_picture(bytes(content), f"a.{kind}")
    except PictureError:
        return
    assert b"SECRET" not in published.content


def test_a_drawing_of_few_colours_keeps_its_pixels_in_fewer_bytes():
    drawing = Image.new("RGB", (300, 200), (250, 250, 250))
    for step in range(200):
        drawing.putpixel((step, step), (step, 10, 20))
    out = io.BytesIO()
    drawing.save(out, "PNG")
    published = publish_picture(out.getvalue(), "a.png")
    assert opened(published).mode == "P"
    assert opened(published).convert("RGB").tobytes() == drawing.tobytes()


def test_a_picture_of_many_colours_has_no_palette():
    picture = Image.new("RGB", (20, 20))
    picture.putdata([(number % 256, number // 256 * 50, 7) for number in range(400)])
    out = io.BytesIO()
    picture.save(out, "PNG")
    published = publish_picture(out.getvalue(), "a.png")
    assert opened(published).mode == "RGB"
    assert opened(published).tobytes() == picture.tobytes()


def test_a_tall_picture_is_made_no_taller_than_encoders_can_bear() -> None:
    published = publish_picture(encoded(two_coloured(100, TALLEST * 2), "png"), "a.png")
    assert (published.width, published.height) == (50, TALLEST)


def test_a_picture_of_one_column_keeps_it() -> None:
    published = publish_picture(encoded(Image.new("RGB", (1, TALLEST * 4)), "png"), "a.png")
    assert (published.width, published.height) == (1, TALLEST)


def erased(mode="RGBA", kind="png", size=(64, 40)):
    """Return a picture of noise of which the right half was erased: its alpha is 0, its colours are kept."""
    noise = Image.effect_noise(size, 100).convert("RGB")
    alpha = Image.new("L", size, 255)
    alpha.paste(0, (size[0] // 2, 0, *size))
    noise.putalpha(alpha)
    if mode == "LA":
        noise = noise.convert("LA")
    options = {"lossless": True, "exact": True} if kind == "webp" else {}
    return encoded(noise, kind, **options)


@pytest.mark.parametrize("size", [(64, 40), (WIDEST + 200, 40)], ids=["as it is", "made narrower"])
@pytest.mark.parametrize(("mode", "kind"), [("RGBA", "png"), ("LA", "png"), ("RGBA", "webp")])
def test_what_was_erased_leaves_no_colour_under_full_transparency(mode, kind, size):
    bare = bare_picture(erased(mode, kind, size), f"a.{kind}")
    colours = {pixel[:3] for pixel in bare.get_flattened_data() if pixel[3] == 0}
    assert colours == {(0, 0, 0)}
    assert len({pixel[:3] for pixel in bare.get_flattened_data() if pixel[3] == 255}) > 10


@pytest.mark.parametrize("alpha", [0, 1, 7, 8])
def test_what_is_too_faint_to_be_seen_is_erased_in_every_file(alpha):
    shown = Image.new("RGBA", (600, 200), (1, 2, 3, 255))
    faint = Image.effect_noise((600, 150), 100).convert("RGB")
    faint.putalpha(alpha)
    shown.paste(faint, (0, 0))
    bare = bare_picture(encoded(shown, "png"), "a.png")
    files = [each.content for kind in ("avif", "webp", "png") for each in renditions._files(bare, kind, drawn=False)]
    for content in (publish_picture(encoded(shown, "png"), "a.png").content, *files):
        # away from the edge, whose colours lossy types carry over
        erased = Image.open(io.BytesIO(content)).convert("RGBA").crop((0, 0, 480, 80))
        colours = erased.convert("RGB").getextrema()
        assert all(most <= 3 for _, most in colours) is (alpha < 8), content[:12]


def test_sixteen_bits_that_are_almost_transparent_are_erased():
    rows = b"".join(b"\0" + struct.pack(">HHHH", 65535, 65535, 65535, 0x00FF + row * 0x8000) * 2 for row in range(2))
    head = struct.pack(">IIBBBBB", 2, 2, 16, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part)) for name, part in parts
    )
    assert list(bare_picture(data, "a.png").get_flattened_data())[:2] == [(0, 0, 0, 0)] * 2


def test_a_transparent_colour_of_a_palette_leaves_nothing_either():
    drawing = Image.new("P", (8, 8), 1)
    drawing.putpalette([200, 10, 20, 0, 0, 255])
    drawing.paste(0, (4, 0, 8, 8))
    bare = bare_picture(encoded(drawing, "png", transparency=0), "a.png")
    assert {pixel for pixel in bare.get_flattened_data() if pixel[3] == 0} == {(0, 0, 0, 0)}


@settings(max_examples=300)
@given(st.binary(max_size=80), st.integers(0, 9))
def test_odd_exif_never_stops_a_picture(raw, orientation):
    tiff = b"II*\x00\x08\x00\x00\x00\x02\x00" + struct.pack("<HHII", ORIENTATION, 3, 1, orientation)
    exif = b"Exif\x00\x00" + tiff + raw
    assert publish_picture(encoded(two_coloured(), "jpg", exif=exif), "photo.jpg").width in (20, 40)


def test_whatever_the_library_raises_is_the_pictures_fault(monkeypatch):
    def fail(*_, **__):
        raise AssertionError

    monkeypatch.setattr(Image, "open", fail)
    with pytest.raises(PictureError) as caught:
        publish_picture(encoded(two_coloured(), "png"), "a.png")
    assert (caught.value.code, caught.value.found) == ("picture-unreadable", "AssertionError")
