"""The system of an old archive: recognised, or named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive_import.items import ImportFailure
from newsarchive_import.reading import SYSTEMS, read, recognise
from tests.newsarchive_import.site_making import make_hugo, make_jekyll, make_pelican, make_plain
from tests.newsarchive_import.wxr_making import make_export


@pytest.mark.parametrize(
    ("make", "system"),
    [
        (make_hugo, "hugo"),
        (make_jekyll, "jekyll"),
        (make_pelican, "pelican"),
        (make_plain, "markdown"),
        (lambda folder: make_export(folder, 2), "wordpress"),
    ],
)
def test_each_system_is_recognised(tmp_path: Path, make: Callable[[Path], object], system: str) -> None:
    make(tmp_path)
    assert recognise(tmp_path) == system
    assert read(tmp_path).items == read(tmp_path, system).items


def test_an_export_a_feed_and_nothing_known(tmp_path: Path) -> None:
    for name, text in (
        ("a.xml", "<rss xmlns:wp='http://wordpress.org/export/1.2/'>"),
        ("b.xml", "<?xml?>\n<feed >"),
        ("c", "x"),
    ):
        (tmp_path / name).write_text(text)
    assert recognise(tmp_path / "a.xml") == "wordpress"
    assert recognise(tmp_path / "b.xml") == "feed"
    with pytest.raises(ImportFailure, match="neither an export of WordPress nor a feed; name the exported file"):
        recognise(tmp_path / "c")


def test_a_site_in_a_folder_below_is_pointed_to(tmp_path: Path) -> None:
    make_hugo(tmp_path / "site")
    (tmp_path / "README.md").write_text("# Read")
    with pytest.raises(ImportFailure, match=r"the site seems to be in site \(hugo\); name that folder"):
        read(tmp_path)
    assert read(tmp_path, "markdown").items


@pytest.mark.parametrize(
    ("path", "system", "uploads", "message"),
    [
        ("https://a.example/feed", "", None, "an address; an import uses no network; save it as a file"),
        ("nothing", "", None, "there is no such file or folder"),
        (".", "", None, f"no site of a known system, and no Markdown files; it can read {', '.join(SYSTEMS)}"),
        (".", "drupal", None, "no system is called “drupal”; choose one of wordpress, feed, hugo"),
        ("a.txt", "hugo", None, "a file, where the folder of a site is needed"),
        (".", "hugo", ".", "the folder of uploads is not needed for hugo"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, system: str, uploads: str | None, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").touch()
    with pytest.raises(ImportFailure, match=message):
        read(Path(path), system, Path(uploads) if uploads else None)


def test_an_archive_without_a_text_is_told_with_the_commonest_reason(tmp_path: Path) -> None:
    (tmp_path / "pelicanconf.py").write_text("PATH = 'elsewhere'")
    (tmp_path / "a.md").write_text("Title: A\n\nText")
    with pytest.raises(
        ImportFailure, match=r"no text of pelican in it \(1 times: outside of the content\); name the folder"
    ):
        read(tmp_path)
