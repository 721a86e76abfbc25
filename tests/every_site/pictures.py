"""Published pictures of whole sites: small files for phones, types by what a browser knows, and no trace in any."""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from PIL import Image

from newsarchive.media.pictures import DESKTOP_BYTES, PHONE_BYTES, PHONE_WIDEST
from tests.sites import BuiltSite, Document

TYPES = {"image/avif": "AVIF", "image/webp": "WEBP"}


def _images(site: BuiltSite) -> Iterator[tuple[Document, ET.Element, list[ET.Element]]]:
    """Yield every image with its page and with the better types around it."""
    for page in site.pages.values():
        around = {id(image): picture for picture in page.all("picture") for image in picture.iter("img")}
        for image in page.all("img"):
            picture = around.get(id(image))
            yield page, image, [] if picture is None else list(picture.iter("source"))


def _choice(page: Document, element: ET.Element) -> list[tuple[str, int]]:
    """The files of a `srcset`, each with the width that it is said to have, or 0."""
    found = []
    for each in filter(None, (element.get("srcset") or "").split(", ")):
        address, _, width = each.partition(" ")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), address))
        found.append((path, int(width.removesuffix("w") or 0)))
    return found


def test_every_image_has_its_size_and_waits_until_it_is_near(site: BuiltSite) -> None:
    images = list(_images(site))
    assert len(images) > 5
    for page, image, _ in images:
        assert (image.get("loading"), image.get("decoding")) == ("lazy", "async")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), image.get("src") or ""))
        with Image.open(io.BytesIO(site.files[path])) as picture:
            assert picture.format in ("JPEG", "PNG")
            assert (image.get("width"), image.get("height")) == (str(picture.width), str(picture.height))
        assert image.get("alt")


def test_every_named_file_is_there_and_is_what_its_source_says(site: BuiltSite) -> None:
    seen = set()
    for page, image, sources in _images(site):
        widest = int(image.get("width") or 0)
        for element in (*sources, image):
            for path, width in _choice(page, element):
                with Image.open(io.BytesIO(site.files[path])) as picture:
                    assert picture.format in (
                        TYPES.get(element.get("type") or ""),
                        *("JPEG", "PNG") * (element is image),
                    )
                    assert picture.width == (width or widest)
                    seen.add(picture.format)
    assert {"AVIF", "WEBP"} <= seen


def test_a_phones_files_are_small(site: BuiltSite) -> None:
    for page, image, sources in _images(site):
        for element in (*sources, image):
            for path, width in _choice(page, element):
                size, wide = len(site.files[path]), (width or int(image.get("width") or 0)) > PHONE_WIDEST
                assert size <= (DESKTOP_BYTES if wide else PHONE_BYTES), path


def test_better_types_save_bytes(site: BuiltSite) -> None:
    for page, image, sources in _images(site):
        src = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), image.get("src") or ""))
        widest = [len(site.files[_choice(page, each)[-1][0]]) for each in sources] + [len(site.files[src])]
        assert widest == sorted(widest)


def test_no_file_holds_anything_but_pixels(site: BuiltSite) -> None:
    pictures = {path: data for path, data in site.files.items() if path.startswith("pictures/")}
    assert pictures
    for path, data in pictures.items():
        for trace in (b"secret", b"Exif", b"ICC_PROFILE", b"iCCP", b"http://ns.adobe.com", b"tEXt", b"iTXt"):
            assert trace not in data, path
