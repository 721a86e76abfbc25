"""What a ZIM file says of itself."""

from __future__ import annotations

import pytest

from newsarchive.books.zim import SiteArchive


def _metadata(name: str, language: str) -> dict[str, str]:
    front = f'<html lang="{language}"><meta name="dcterms.modified" content="2026-11-24"><h1>{name}</h1>'
    return SiteArchive({}, front, b"").metadata


@pytest.mark.parametrize(
    ("name", "language", "told"),
    [
        ("Media Freedom Archive", "en", "media-freedom-archive_en"),
        ("Архив свободы прессы", "ru", "arkhiv-svobody-pressy_ru"),
        ("Media Azadlığı Arxivi", "az", "media-azadligi-arxivi_az"),
        ("!", "en", "archive_en"),
    ],
)
def test_two_newsrooms_whose_names_are_not_in_ascii_have_two_names(name: str, language: str, told: str) -> None:
    """For Kiwix, two files of one name are two issues of one file."""
    assert _metadata(name, language)["Name"] == told


def test_a_long_name_is_cut_after_a_word() -> None:
    """Cut at the thirtieth character, it would lose the accent of its last letter."""
    name = "Azərbaycan Media Azadlığı Arxi\N{COMBINING ACUTE ACCENT}vi"
    found = _metadata(name, "az")
    assert (found["Title"], found["Description"]) == ("Azərbaycan Media Azadlığı", name)
    assert _metadata("a" * 31, "en")["Title"] == "a" * 30
