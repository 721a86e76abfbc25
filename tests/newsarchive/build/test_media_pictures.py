"""Pictures published through the store."""

import io

import pytest
from PIL import Image

from newsarchive.build import media
from newsarchive.build.cache import Cache
from newsarchive.build.site_loader import prepare
from tests.newsarchive.editions import DAY, briefing_file, settings_of, write_content

TAGS = "privacy: {names: {en: Privacy, az: Şəxsi, ru: Частное}}\n"
FOLDER = "briefings/2023/a"


def photo(width=700, height=500, kind="JPEG"):
    bands = [Image.linear_gradient("L").rotate(turn).resize((width, height)) for turn in (0, 90, 180)]
    out = io.BytesIO()
    Image.merge("RGB", bands).save(out, kind)
    return out.getvalue()


@pytest.fixture
def prepared(tmp_path):
    def prepare_content(files, body="![p](p.jpg)"):
        texts = {"tags.yaml": TAGS, f"{FOLDER}/en.md": briefing_file(body)}
        content = write_content(
            tmp_path / "content", {**texts, **{f"{FOLDER}/{name}": data for name, data in files.items()}}
        )
        store = Cache(tmp_path / "store" / "store.sqlite")
        ready = prepare(settings_of(content, tmp_path / "store"), DAY, store)
        store.close()
        return ready

    return prepare_content


def test_a_picture_has_all_its_files_and_each_its_own_address(prepared):
    ready = prepared({"p.jpg": photo()})
    picture = ready.edition.pictures[f"{FOLDER}/p.jpg"]
    assert picture.address == f"pictures/{FOLDER}/p.jpg"
    assert (picture.width, picture.height) == (700, 500)
    assert [kind for kind, _ in picture.sources] == ["image/avif", "image/webp"]
    for kind, files in picture.sources:
        suffix = kind.removeprefix("image/")
        assert files == tuple((f"pictures/{width}/{FOLDER}/p.jpg.{suffix}", width) for width in (480, 700))
    assert picture.files == (
        (f"pictures/480/{FOLDER}/p.jpg.jpg", 480),
        (f"pictures/{FOLDER}/p.jpg", 700),
    )
    named = {address for _, files in picture.sources for address, _ in files}
    named |= {address for address, _ in picture.files}
    assert sorted(file.address for file in ready.files) == sorted(named)


def test_every_file_is_of_the_type_and_width_that_its_address_says(prepared):
    ready = prepared({"p.jpg": photo()})
    contents = {file.address: file.content for file in ready.files}
    picture = ready.edition.pictures[f"{FOLDER}/p.jpg"]
    for kind, files in picture.sources:
        for address, width in files:
            with Image.open(io.BytesIO(contents[address])) as opened:
                assert (f"image/{opened.format.lower()}", opened.width) == (kind, width)


def test_pictures_that_differ_in_their_type_alone_do_not_meet(prepared):
    body = "![p](p.jpg)\n\n![p](p.png)"
    ready = prepared({"p.jpg": photo(), "p.png": photo(kind="PNG")}, body)
    assert ready.stopping == ()
    found = [file.address.casefold() for file in ready.files]
    assert len(found) == len(set(found)) > 6


def test_a_picture_that_is_not_the_plain_one_keeps_its_address(prepared):
    ready = prepared({"p.png": photo(kind="PNG")}, "![p](p.png)")
    picture = ready.edition.pictures[f"{FOLDER}/p.png"]
    assert picture.address == f"pictures/700/{FOLDER}/p.png.jpg"
    assert f"pictures/{FOLDER}/p.png" in {file.address for file in ready.files}


def test_a_picture_is_encoded_once(prepared, monkeypatch):
    first = prepared({"p.jpg": photo()})

    def refuse(data, name):
        raise AssertionError(f"{name} was encoded again")

    monkeypatch.setattr(media, "render_picture", refuse)
    second = prepared({"p.jpg": photo()})
    assert (first.edition.pictures, first.files) == (second.edition.pictures, second.files)


def test_another_encoder_encodes_it_again(prepared, monkeypatch):
    prepared({"p.jpg": photo()})
    monkeypatch.setattr(media, "encoder_versions", lambda: ("avif==next",))
    encoded = []
    render = media.render_picture
    monkeypatch.setattr(media, "render_picture", lambda data, name: encoded.append(name) or render(data, name))
    prepared({"p.jpg": photo()})
    assert encoded == ["p.jpg"]


def test_a_refused_picture_stays_refused_from_the_store(prepared):
    first, second = prepared({"p.jpg": b"no picture"}), prepared({"p.jpg": b"no picture"})
    assert [(each.code, each.path) for each in first.stopping] == [("picture-unreadable", f"{FOLDER}/p.jpg")]
    assert first.faults == second.faults
