"""Whole old archives: every text, word and file of them is read or listed as left out."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from newsarchive_import.items import OldArchive, site_path
from newsarchive_import.reading import read
from tests.newsarchive_import.site_making import STORIES, make_hugo, make_jekyll, make_pelican, make_plain
from tests.newsarchive_import.wxr_making import LANGUAGES, Made, make_export

_WORD = re.compile(r"(?:az|en)[0-9]+word[0-9]+")


def _check_export(made: Made) -> None:
    archive = read(made.export)
    kinds = Counter("event" if ("post_type", "event") in item.other else item.kind for item in archive.items)
    assert kinds == {"post": made.posts, "page": made.pages, "event": made.events}
    assert len({item.id for item in archive.items}) == len(archive.items)
    statuses = Counter(item.status for item in archive.items)
    assert (statuses["draft"], statuses["private"]) == (made.drafts, made.private)
    assert Counter(item.language for item in archive.items if item.group) == dict.fromkeys(LANGUAGES, made.pairs)
    assert set(Counter(item.group for item in archive.items if item.group).values()) == {len(LANGUAGES)}
    _check_words(archive, made)
    _check_files(archive, made)
    reasons = Counter(why for _, why in archive.left_out)
    assert reasons["comments are not imported"] == made.comments
    others = {"draft": "never saved by its author", "trash": "in the trash", "menu": "an entry of a menu"}
    others |= {"revision": "an older state of a text", "style": "a style sheet of the theme"}
    others |= {"block": "a reusable block; it is printed in the texts that use it"}
    others |= {"guest": "an author's profile; the texts have the name"}
    assert sum(reasons[why] for why in others.values()) == made.machinery


def _check_words(archive: OldArchive, made: Made) -> None:
    """Each text has all its words in its title, body and summary, and no word of another text."""
    for item in archive.items:
        number = int(item.id.removeprefix("post "))
        if number in made.words:
            words = _WORD.findall(unescape(f"{item.title} {item.body} {item.summary}"))
            expected = made.words[number]
            assert set(words) == (expected if item.summary else {word for word in expected if not word.endswith("d23")})
            assert max(Counter(words).values()) == 1
            assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", item.body)


def _check_files(archive: OldArchive, made: Made) -> None:
    assert len(archive.files) == 2 * made.attachments
    assert all(path.is_file() for path in archive.files.values())
    reasons = Counter(why for _, why in archive.left_out)
    assert reasons["its file is not in the folder of uploads"] == made.missing


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_an_export_with_the_quirks_of_real_ones_is_read_whole(tmp_path: Path, version: str) -> None:
    _check_export(make_export(tmp_path, 120, version))


@pytest.mark.full
def test_an_export_of_2000_posts_in_two_languages_is_read_whole(tmp_path: Path) -> None:
    made = make_export(tmp_path)
    assert made.posts == 2000
    _check_export(made)


def test_the_same_export_is_made_of_the_same_bytes(tmp_path: Path) -> None:
    exports = []
    for name in "ab":
        (tmp_path / name).mkdir()
        exports.append(make_export(tmp_path / name, 60).export.read_bytes())
    assert exports[0] == exports[1]


MAKERS = (make_hugo, make_jekyll, make_pelican, make_plain)


@pytest.mark.parametrize("make", MAKERS)
def test_every_post_of_a_site_is_read_with_its_words(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path)
    archive = read(tmp_path)
    posts = {item.title: item for item in archive.items if item.title in {story.title for story in STORIES}}
    assert len(posts) == len(STORIES) == 20
    for story in STORIES:
        item = posts[story.title]
        assert item.language == story.language
        assert item.group
        for part in re.split(r"\{\{\w+\}\}", story.body):
            assert part.strip() in item.body
    assert len({item.group for item in posts.values()}) == 10


@pytest.mark.parametrize("make", MAKERS)
def test_every_file_of_a_site_is_a_text_a_file_or_left_out(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path)
    archive = read(tmp_path)
    read_files = {item.file for item in archive.items} | set(archive.files.values())
    left_out = {tmp_path / what for what, _ in (*archive.left_out, *archive.unread)}
    texts = {
        path for path in tmp_path.rglob("*") if path.suffix in (".md", ".html", ".rst", ".org", ".jpg", ".pdf", ".txt")
    }
    assert texts - read_files - left_out == set()
    assert read_files & left_out == set()


def test_reading_changes_nothing_and_runs_nothing(tmp_path: Path) -> None:
    make_pelican(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    read(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.full
def test_addresses_are_those_that_pelican_itself_writes(tmp_path: Path) -> None:
    make_pelican(tmp_path)
    settings = tmp_path / "pelicanconf.py"
    lines = settings.read_text("utf-8").splitlines(keepends=True)
    settings.write_text("".join(line for line in lines if line[0].isupper()), "utf-8")
    command = [sys.executable, "-m", "pelican", "content", "-s", settings.name, "-o", "output"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    articles = [item for item in read(tmp_path).items if item.kind == "post"]
    assert len(articles) == 20
    for item in articles:
        assert (tmp_path / "output" / site_path(item.address)).is_file()
