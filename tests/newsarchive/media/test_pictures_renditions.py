"""The same picture in smaller files."""

import hashlib
import io
import os
import subprocess
import sys
from collections import defaultdict

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat, features

from newsarchive.media import pictures
from newsarchive.media.pictures import (
    DESKTOP_BYTES,
    PHONE_BYTES,
    PHONE_WIDEST,
    TALLEST,
    WIDTHS,
    encoder_versions,
)
from tests.newsarchive.media.published import publish_picture, render_picture
from tests.sites import ROOT

FORMATS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG", "png": "PNG"}


def plain_noise(width, height, seed=7):
    """Return grey noise that is the same in every run: what compresses worst."""
    data, block = bytearray(), seed.to_bytes(8, "big")
    while len(data) < width * height:
        block = hashlib.sha512(block).digest()
        data += block
    return Image.frombytes("L", (width, height), bytes(data[: width * height]))


def photo(width, height):
    """Return something like a photograph: soft, in many colours, a little noisy."""
    noise = plain_noise(width // 8, height // 8).resize((width, height)).filter(ImageFilter.GaussianBlur(2))
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    bands = (Image.blend(across, noise, 0.3), Image.blend(down, noise, 0.3), noise)
    return Image.merge("RGB", bands)


def drawing(width, height):
    """Return a drawing: lines and areas of three colours."""
    picture = Image.new("RGB", (width, height), (251, 250, 246))
    for step in range(0, min(width, height) - 12, 24):
        picture.paste((163, 33, 26), (step, step, width - step, step + 3))
        picture.paste((27, 26, 23), (step, step, step + 5, height - step))
    return picture


def encoded(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, FORMATS[kind], **options)
    return out.getvalue()


def made(picture, name):
    return render_picture(encoded(picture, name.rpartition(".")[2]), name)


def files_of(rendered):
    """Return all files as (type, width, content), the picture itself left out."""
    everything = [*(each for files in rendered.better for each in files), *rendered.plain]
    return [(each.type, each.width, each.content) for each in everything if each.content]


def widths(files):
    return [each.width for each in files]


def types(rendered):
    return [files[0].type for files in rendered.better]


def opened(content):
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        return picture


@pytest.fixture(scope="module")
def large():
    return made(photo(1600, 400), "photo.jpg")


def test_a_photograph_is_there_in_three_types_and_three_widths(large):
    assert types(large) == ["avif", "webp"]
    assert [widths(files) for files in large.better] == [list(WIDTHS), list(WIDTHS)]
    assert widths(large.plain) == list(WIDTHS)
    assert [(each.type, bool(each.content)) for each in large.plain] == [("jpg", True), ("jpg", True), ("jpg", False)]
    for kind, width, content in files_of(large):
        picture = opened(content)
        assert (picture.format, picture.width) == (FORMATS[kind], width)
        assert abs(picture.height - width * 400 / 1600) <= 1


def test_a_better_type_is_smaller_at_its_widest_than_each_that_follows(large):
    sizes = [len(files[-1].content) for files in large.better] + [len(large.itself.content)]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 3


def test_the_picture_under_its_own_name_is_as_it_was(large):
    assert large.itself == publish_picture(encoded(photo(1600, 400), "jpg"), "photo.jpg")


@pytest.mark.parametrize(
    ("width", "expected"), [(300, [300]), (560, [560]), (620, [480, 620]), (1000, [480, 800, 1000])]
)
def test_no_file_is_wider_than_the_picture_and_none_nearly_as_wide(width, expected):
    rendered = made(photo(width, 200), "photo.jpg")
    assert {each[1] for each in files_of(rendered)} <= set(expected)
    assert max(widths(rendered.plain)) == width
    assert widths(rendered.better[0]) == expected


@pytest.mark.parametrize(
    "name", ["a.jpg", *(pytest.param(name, marks=pytest.mark.full) for name in ("a.png", "a.webp"))]
)
def test_a_phones_files_are_small_whatever_the_picture(name):
    noise = Image.merge("RGB", [plain_noise(900, 520, seed) for seed in (1, 2, 3)])
    rendered = made(noise, name)
    assert rendered.plain
    for _, width, content in files_of(rendered):
        assert len(content) <= (PHONE_BYTES if width <= PHONE_WIDEST else DESKTOP_BYTES)
    # the picture itself stays as it is, and is no file for phones
    assert all(each.content or rendered.itself.width > PHONE_WIDEST for each in rendered.plain)


def test_a_narrow_picture_that_is_too_large_is_no_file_for_phones_either():
    noise = Image.merge("RGB", [plain_noise(400, 300, seed) for seed in (1, 2, 3)])
    rendered = made(noise, "a.jpg")
    assert len(rendered.itself.content) > PHONE_BYTES
    assert all(0 < len(each.content) <= PHONE_BYTES for each in rendered.plain)
    assert all(len(content) <= PHONE_BYTES for _, _, content in files_of(rendered))
    assert widths(rendered.plain)[-1] == 400


def test_quality_goes_down_only_as_far_as_it_must():
    picture = photo(480, 300)
    rendered = made(picture, "photo.png")
    webp = next(files for files in rendered.better if files[0].type == "webp")
    assert webp[-1].content == encoded(picture, "webp", quality=78, method=4)


def test_a_ribbon_is_made_narrower_where_no_quality_is_low_enough(monkeypatch):
    monkeypatch.setattr(pictures, "PHONE_BYTES", 1_500)
    ribbon = Image.merge("RGB", [plain_noise(120, 900, seed) for seed in (1, 2, 3)])
    rendered = made(ribbon, "a.png")
    assert all(len(each[2]) <= 1_500 for each in files_of(rendered))
    assert 10 < max(widths(rendered.plain)) < 120


def test_noise_that_fits_at_no_quality_is_tried_at_one(monkeypatch):
    tried, saved = defaultdict(list), pictures._saved

    def counted(picture, kind, **options):
        tried[kind, picture.size].append(saved(picture, kind, **options))
        return tried[kind, picture.size][-1]

    monkeypatch.setattr(pictures, "_saved", counted)
    # a tenth of the real limits
    monkeypatch.setattr(pictures, "_LARGE", 100_000)
    monkeypatch.setattr(pictures, "PHONE_BYTES", most := 15_000)
    rendered = made(plain_noise(400, 500).convert("RGB"), "a.jpg")
    assert all(len(each.content) <= most for files in rendered.better for each in files)
    hopeless = {size: found for (_, size), found in tried.items() if min(map(len, found)) > most}
    assert (400, 500) in hopeless
    assert {len(found) for found in hopeless.values()} == {1}


def test_a_picture_like_a_ribbon_is_made_as_short_as_types_can_hold():
    rendered = made(Image.new("RGB", (2, 20_000), "red"), "a.png")
    assert (rendered.itself.width, rendered.itself.height) == (1, TALLEST)
    assert rendered.plain


def test_a_drawing_stays_exact_and_is_not_made_narrower_where_that_saves_nothing():
    picture = drawing(720, 520)
    rendered = made(picture, "a.png")
    assert [(each.type, each.width, each.content) for each in rendered.plain] == [("png", 720, b"")]
    for files in rendered.better:
        assert widths(files) == [720]
        assert len(files[-1].content) < len(rendered.itself.content)
        if files[-1].type == "webp":
            assert opened(files[-1].content).convert("RGB").tobytes() == picture.tobytes()


@pytest.mark.parametrize(("larger", "left"), [(["AVIF"], ["webp"]), (["AVIF", "WEBP"], [])])
def test_a_drawing_stays_a_png_where_that_is_the_smallest(monkeypatch, larger, left):
    saved = pictures._saved

    def padded(picture, kind, **options):
        return saved(picture, kind, **options) + bytes(40_000 if kind in larger else 0)

    monkeypatch.setattr(pictures, "_saved", padded)
    rendered = made(drawing(720, 520), "a.png")
    assert types(rendered) == left
    assert [each.type for each in rendered.plain] == ["png"]


def test_letters_of_a_drawing_stay_sharp_in_avif():
    picture = drawing(720, 520)
    sharp = opened(pictures._avif(picture, 60, "4:4:4")).convert("RGB")
    soft = opened(pictures._avif(picture, 60)).convert("RGB")

    def error(other):
        return sum(ImageStat.Stat(ImageChops.difference(picture, other)).rms)

    assert error(sharp) < 0.6 * error(soft)


def test_a_photograph_in_greys_is_no_drawing():
    grey = photo(300, 200).convert("L")
    rendered = made(grey, "a.png")
    assert {each.type for each in rendered.plain} == {"jpg"}


def test_a_photograph_named_png_is_a_jpeg_where_no_better_type_is_known():
    rendered = made(photo(900, 300), "a.png")
    assert [(each.type, each.width) for each in rendered.plain] == [("jpg", 480), ("jpg", 900)]
    assert opened(rendered.itself.content).format == "PNG"


def test_a_webp_has_a_plain_type_for_browsers_that_do_not_know_it():
    assert {each.type for each in made(photo(300, 200), "a.webp").plain} == {"jpg"}
    clear = photo(300, 200)
    clear.putalpha(Image.linear_gradient("L").resize((300, 200)))
    assert {each.type for each in made(clear, "a.webp").plain} == {"png"}


def test_transparency_stays_in_every_type():
    clear = photo(300, 200)
    clear.putalpha(Image.linear_gradient("L").resize((300, 200)))
    rendered = made(clear, "a.png")
    assert {kind for kind, _, _ in files_of(rendered)} == {"avif", "webp", "png"}
    for _, _, content in files_of(rendered):
        low, high = opened(content).convert("RGBA").getchannel("A").getextrema()
        assert low < 16
        assert high > 239


def test_no_trace_of_who_took_it_is_in_any_file():
    exif = Image.Exif()
    exif[0x010F] = "SECRET camera"
    exif[0x8825] = {1: "N", 2: (40.0, 24.0, 33.0)}
    options = {"exif": exif.tobytes(), "icc_profile": b"SECRET profile" * 10, "comment": b"SECRET comment"}
    data = encoded(photo(700, 500), "jpg", **options) + b"SECRET trailing bytes"
    assert data.count(b"SECRET") >= 4
    rendered = render_picture(data, "a.jpg")
    assert {kind for kind, _, _ in files_of(rendered)} == {"avif", "webp", "jpg"}
    for _, _, content in files_of(rendered):
        assert b"SECRET" not in content
        assert b"Exif" not in content
        assert not opened(content).getexif()


def test_a_rendition_is_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    rendered = render_picture(encoded(photo(700, 500), "jpg", exif=exif.tobytes()), "a.jpg")
    assert (rendered.itself.width, rendered.itself.height) == (500, 700)
    assert [opened(content).size for _, width, content in files_of(rendered) if width == 500]
    assert all(opened(content).height > opened(content).width for _, _, content in files_of(rendered))


def test_a_library_without_a_type_leaves_it_out(monkeypatch):
    known = features.check
    monkeypatch.setattr(features, "check", lambda name: name != "avif" and known(name))
    assert types(made(photo(600, 400), "a.jpg")) == ["webp"]


def test_the_encoders_are_named_with_their_versions():
    named = dict(each.split("==") for each in encoder_versions())
    assert named["avif"] == features.version("avif")
    assert named["webp"] == features.version("webp")
    assert named["libjpeg_turbo"] == features.version("libjpeg_turbo")


_DIGEST = """
from tests.newsarchive.media.test_pictures_renditions import digests
for line in digests():
    print(line)
"""


def digests():
    """Yield the type, width and digest of each file of a photograph and of a drawing."""
    for picture, name in ((photo(620, 120), "a.jpg"), (drawing(320, 160), "a.png")):
        for kind, width, content in files_of(made(picture, name)):
            yield f"{kind} {width} {hashlib.sha256(content).hexdigest()}"


def test_the_same_bytes_come_out_in_another_process_and_without_the_processors_extras():
    """Encoders use what a processor offers beside the standard instructions; that must not show in the bytes."""
    here = [*digests()]
    assert {line.split()[0] for line in here} == {"avif", "webp", "jpg"}
    switched_off = {"AOM_SIMD_CAPS": "0", "JSIMD_FORCENONE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _DIGEST],
        cwd=ROOT,
        env={"PYTHONPATH": os.environ["PYTHONPATH"], **switched_off},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.splitlines() == here
