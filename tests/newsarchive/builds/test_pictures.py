"""Published pictures of whole sites: small files for phones, types by what a browser knows, and no trace in any."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from tests.every_site.pictures import *  # noqa: F403
from tests.every_site.pictures import _images
from tests.sites import BuiltSite, Document

MODES = ("local",)

FILLER = "en/2022/filler-2/"

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.xdist_group("fixture-local")
def test_the_pictures_of_fields_markdown_and_html_are_all_published_so(fixture_site: BuiltSite) -> None:
    page = fixture_site.page(FILLER)
    found = [
        (image.get("alt"), [each.get("type") for each in sources])
        for where, image, sources in _images(fixture_site)
        if where is page
    ]
    both = ["image/avif", "image/webp"]
    assert found == [
        ("A field of many colours", both),
        ("A drawing of frames", ["image/webp"]),
        ("Another field", both),
        ("A field that fades", both),
    ]
    figures = [[child.tag for child in each] for each in page.all("figure")]
    assert figures == [["picture", "figcaption"], ["picture", "figcaption"]]


@pytest.mark.xdist_group("fixture-public")
def test_a_feed_has_plain_images_at_full_addresses(public_fixture_site: BuiltSite) -> None:
    site = public_fixture_site
    feed = ET.fromstring(site.files["en/tags/law-1/feed.xml"])  # noqa: S314
    texts = [each.text or "" for each in feed.iter(f"{ATOM}content")]
    text = next(each for each in texts if "A drawing of frames" in each)
    page = Document("feed", f"<!DOCTYPE html><html><head><title>x</title></head><body>{text}</body></html>")
    images = page.all("img")  # the lead picture among them
    assert len(images) == 4
    assert page.all("picture") == []
    for each in images:
        address = each.get("src") or ""
        assert address.startswith(f"{site.url}/pictures/")
        assert address.removeprefix(f"{site.url}/") in site.files
        assert each.get("srcset") is None
