"""Links and files of old items."""

import io
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from newsarchive.content.markdown import Converter
from newsarchive_import import links
from newsarchive_import.headings import HeadingIds
from newsarchive_import.items import OldArchive
from newsarchive_import.links import FolderFiles, ItemLinks, OldPlaces, picture_data, site_path
from tests.newsarchive_import.making import OLD, post


def _picture(kind: str = "JPEG", size: tuple[int, int] = (30, 20), mode: str = "RGB", **more: object) -> bytes:
    data = io.BytesIO()
    Image.new(mode, size).save(data, kind, **more)
    return data.getvalue()


@pytest.fixture
def found(tmp_path):
    """Return a function that makes the finder of links of a post, with some files in the uploads."""

    def make(item=None, known=(), **files: bytes):
        there = {}
        for name, data in files.items():
            path = tmp_path / name.replace("/", "_")
            path.write_bytes(data)
            there[name] = path
        other = post(2, address=f"{OLD}/?p=2", aliases=(f"{OLD}/2019/02/other/",))
        other = replace(other, id="content/posts/2019-02-03-other.md")
        item = item or post(1)
        archive = OldArchive("", OLD, (item, other), there, ())
        paths = {item.id: "briefings/2019/post-1/en.md", other.id: "briefings/2019/other/az.md"}
        places = OldPlaces(archive, paths, HeadingIds({tag: Converter(tag, "{}") for tag in ("az", "en")}))
        files_of = FolderFiles("briefings/2019/post-1", "post-1", places, dict(known))
        return ItemLinks(item, "briefings/2019/post-1/en.md", files_of, places), files_of

    return make


@pytest.mark.parametrize(
    ("target", "new"),
    [
        (f"{OLD}/2019/02/other/", "../other/az.md"),
        ("/2019/02/other/index.html#part", "../other/az.md"),
        ("../02/other", "../other/az.md"),
        ("?p=2", "../other/az.md"),
        ("//www.old.example/?p=2", "../other/az.md"),
        ("{filename}/posts/2019-02-03-other.md", "../other/az.md"),
        ("posts/other.md", "../other/az.md"),
        ("https://else.example/a b", "https://else.example/a%20b"),
        ("/about/", f"{OLD}/about/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("javascript:x()", None),
        ("tel:12", None),
    ],
)
def test_a_link_leads_to_the_text_here_or_stays(found, target, new):
    assert found()[0].link(target, []) == new


def test_a_resized_picture_leads_back_to_the_original(found):
    links, files = found(**{"up/Photo A.jpg": _picture(), "up/Photo A-300x200.jpg": _picture(size=(3, 2))})
    changes = []
    assert links.picture("/up/Photo%20A-300x200.jpg", changes) == "photo-a.jpg"
    assert links.picture(f"{OLD}/up/Photo A.jpg", changes) == "photo-a.jpg"
    assert changes == []
    assert [(each.path, each.addresses) for each in files.copied] == [
        ("briefings/2019/post-1/photo-a.jpg", ("up/Photo A.jpg", "up/Photo A-300x200.jpg"))
    ]


def test_names_of_cameras_become_those_of_the_text(found):
    links, _ = found(
        **{
            "a/IMG_1234.jpg": _picture(),
            "b/IMG_1234.jpg": _picture(),
            "a/x.png": _picture("PNG"),
            "b/x.png": _picture("PNG"),
        }
    )
    names = [links.picture(f"/{path}", []) for path in ("a/IMG_1234.jpg", "b/IMG_1234.jpg", "a/x.png", "b/x.png")]
    assert names == ["post-1-1.jpg", "post-1-2.jpg", "x.png", "x-2.png"]
    links, _ = found(known=[("b/x.png", "x.png")], **{"a/x.png": _picture("PNG"), "b/x.png": _picture("PNG")})
    assert [links.picture(f"/{path}", []) for path in ("a/x.png", "b/x.png")] == ["x-2.png", "x.png"]


def test_files_that_cannot_be_copied_are_dropped_with_the_reason(found, tmp_path):
    links, _ = found(**{"a.jpg": b"no picture", "b.pdf": b"no document", "c.svg": b"<svg/>"})
    changes = []
    assert [links.picture(each, changes) for each in ("/a.jpg", "/c.svg", "/none.jpg", "data:x")] == [None] * 4
    assert links.link("/b.pdf", changes) == f"{OLD}/b.pdf"
    assert [each.reason for each in changes if each.outcome == "dropped"] == [
        "it is no picture", "it is no picture", "its file is not in the uploads", "it is in the text itself, as data",
        "it is no PDF",
    ]  # fmt: skip
    (tmp_path / "real.jpg").write_bytes(_picture())
    links, files = found(**{"d.jpg": b""})
    Path(tmp_path / "d.jpg").unlink()
    Path(tmp_path / "d.jpg").symlink_to(tmp_path / "real.jpg")
    assert links.picture("/d.jpg", []) is None
    assert files.copied == []


def test_documents_stand_beside_the_text_and_links_to_pictures_stay_where_they_were(found):
    links, files = found(**{"a/R%.pdf": b"%PDF-1.4 x", "p.jpg": _picture()})
    changes = []
    assert links.link("/a/R%25.pdf#page=3", changes) == "r.pdf#page=3"
    assert links.link("/p.jpg", changes) == f"{OLD}/p.jpg"
    assert [each.outcome for each in changes] == ["changed", "dropped", "changed"]
    assert [file.read()[:4] for file in files.copied] == [b"%PDF"]


def test_other_formats_become_png_and_metadata_goes():
    assert picture_data(_picture("GIF"))[::2] == ("png", "a GIF file, saved as PNG")
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    kind, data, said = picture_data(_picture(exif=exif))
    assert (kind, said, b"Camera maker" in data) == ("jpg", "", False)
    assert picture_data(_picture("PNG", (7000, 7000))) == ("", b"", "it has more than 40 million pixels")
    assert picture_data(_picture("PNG", (20_000, 20_000), mode="1"))[2] == "it has more than 40 million pixels"


def test_a_photo_of_too_many_pixels_is_scaled_down_upright_and_without_metadata():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera maker"
    kind, data, said = picture_data(_picture(size=(8000, 5200), exif=exif, comment=b"A comment"))
    assert (kind, said) == ("jpg", "it has more than 40 million pixels; scaled down")
    with Image.open(io.BytesIO(data)) as scaled:
        assert (scaled.size, scaled.format, dict(scaled.getexif())) == ((2600, 4000), "JPEG", {})
    assert b"comment" not in data


def test_a_scaled_photo_is_within_the_limit_although_its_decoder_rounds_up(monkeypatch):
    monkeypatch.setattr(links, "_MOST_PIXELS", 20 * 20)
    for side, scaled in ((40, 20), (41, 11)):
        with Image.open(io.BytesIO(picture_data(_picture(size=(side, side)))[1])) as opened:
            assert opened.size == (scaled, scaled)


@pytest.mark.parametrize(("kind", "size"), [("JPEG", (300, 200)), ("PNG", (300, 200)), ("JPEG", (8000, 5200))])
def test_a_picture_without_its_end_is_named_as_such(kind, size):
    assert picture_data(_picture(kind, size)[:-60])[2] == "it is damaged at its end"


def test_a_path_is_decoded_and_has_no_slashes_at_its_ends():
    assert site_path("https://x.example/a/%D1%85/index.html?utm=1#b") == "a/х"
    assert [site_path(each) for each in ("/?p=17", "//[", "a/")] == ["?p=17", "", "a"]
