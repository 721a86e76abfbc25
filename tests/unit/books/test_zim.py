"""What a ZIM file says of itself."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from newsarchive.books.zim import LIBZIM, SiteArchive, ZimError, write_zim
from tests.sites import ROOT


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


def test_what_to_install_is_said_by_its_own_name_and_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The generator is on no index of packages, so that its extra `zim` cannot be installed by name."""
    monkeypatch.setitem(sys.modules, "libzim", None)
    with pytest.raises(ZimError, match=f"libzim is not installed: .venv/bin/python -m pip install {LIBZIM}"):
        write_zim(SiteArchive({}, "", b""), tmp_path / "a.zim")
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]["zim"] == [
        LIBZIM
    ]
    assert f"pip install {LIBZIM}\n" in (ROOT / "docs/publishers.md").read_text("utf-8")
