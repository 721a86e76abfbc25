"""The archive as files from one publication to the next: what is made again, under which number, and what is gone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from newsarchive.model.ledger import Issue, parse_editions
from tests.containers import Epub, members
from tests.keys import new_keys
from tests.newsarchive.builds.test_failures import TAGS, TEXT
from tests.newsarchive.builds.test_publication import Desk
from tests.newsarchive_sources.builds.kept_site import files_below
from tests.sites import NEWSROOM, minor

pytestmark = pytest.mark.long

CONF = f"""
import sys
sys.path[:0] = [{str(NEWSROOM)!r}]
from publishconf import *
SITEURL = "https://archive.test"
ALLOW_PLACEHOLDERS = True
RECORDS = True
EDITIONS = ("epub", "html", "site")
EDITION_NAME = "ours"
SIGNING_KEYS = ({{public!r}},)
"""
SURNAME = "Zeyqulla"


class Bookshop(Desk):
    """A newsroom with three briefings in two years that link to one another; its day does not pass by itself."""

    def begin(self) -> None:
        keys = new_keys(self.root.parent / "keys")
        self.public, self.key = keys.public, str(keys.secret)
        (self.root / "conf.py").write_text(CONF.format(public=keys.public), "utf-8")
        for path, words in {
            "2022/older": "Older words, see [the other](../../2023/a-text/en.md#a-part).",
            "2023/a-text": f"Words of {SURNAME}, see [older](../../2022/older/en.md).\n\n## A part\n\nMore.",
            "2023/another": "Another text, see [a text](../a-text/en.md).",
        }.items():
            text = self.content / "briefings" / path / "en.md"
            text.parent.mkdir(parents=True)
            title = path.rpartition("/")[2].title()
            year = path[:4]
            text.write_text(
                TEXT.replace("Some words.", words).replace("A title", title).replace("date: 2023", f"date: {year}"),
                "utf-8",
            )
        (self.content / "tags.yaml").write_text(TAGS, "utf-8")
        self.git("init", "-q")
        self.commit()
        self.published()

    def publish(self, conf: str = "conf.py", **environment: str) -> subprocess.CompletedProcess[str]:
        self.day -= 1  # the same day
        return super().publish(conf, SIGNING_KEY=self.key, **environment)

    def book(self, scope: str) -> Epub:
        return Epub((self.output / f"editions/en/ours-en-{scope}.epub").read_bytes())

    @property
    def issues(self) -> dict[str, Issue]:
        return parse_editions((self.content / "editions.tsv").read_text("utf-8"))[0]

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each file without folder, as `en-2023.epub`."""
        return {path.partition("ours-")[2]: each.number for path, each in self.issues.items()}

    @property
    def inodes(self) -> dict[str, int]:
        """The inode of each file: another one if the file was written again."""
        return {path.name.removeprefix("ours-"): path.stat().st_ino for path in self.output.glob("editions/en/*")}


def test_an_edition_from_one_publication_to_the_next(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    desk = Bookshop(tmp_path / "desk")
    desk.begin()
    # links between texts stay inside: across years only in the book of all years
    links = {
        path.rpartition("/")[2]: target
        for path, target in desk.book("all").links()
        if "/texts/" in path and ".xhtml" in target
    }
    assert links == {
        "older.xhtml": "a-text.xhtml#a-part",
        "a-text.xhtml": "older.xhtml",
        "another.xhtml": "a-text.xhtml",
    }
    year = [target for path, target in desk.book("2022").links() if path.endswith("older.xhtml")]
    assert "https://archive.test/en/2023/a-text/#a-part" in year
    page = (desk.output / "editions/en/ours-en-all.html").read_text("utf-8")
    assert 'href="#a-text_a-part"' in page
    assert 'id="a-text_a-part"' in page
    assert set(desk.numbers.values()) == {1}

    # a file and its signature are all that minisign needs
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("ours-en-all.epub", "ours-en-all.epub.minisig"):
        shutil.copy(desk.output / "editions/en" / name, alone)
    command = ["minisign", "-Vm", "ours-en-all.epub", "-P", desk.public]
    said = subprocess.run(command, cwd=alone, capture_output=True, text=True, check=False)
    assert said.returncode == 0
    assert "https://archive.test publication 1" in said.stdout
    (alone / "ours-en-all.epub").write_bytes(b"x" + (alone / "ours-en-all.epub").read_bytes())
    assert subprocess.run(command, cwd=alone, capture_output=True, check=False).returncode != 0
    title = "".join(desk.book("all").document("EPUB/title.xhtml").itertext())
    assert " ".join(command) in title

    # an edit of one year: its files have the next number, and the other year is not even written again
    before = desk.inodes
    desk.replace("More.", "More words.")
    desk.minor()
    desk.published()
    changed = {"en-2023.epub", "en-2023.html", "en-all.epub", "en-all.html", "en-site.zip"}
    searched = {"az-site.zip", "ru-site.zip"}  # the search in other languages finds the text, too
    assert {name for name, number in desk.numbers.items() if number == 2} == changed | searched
    assert {name for name, number in desk.numbers.items() if number == 1} == {"en-2022.epub", "en-2022.html"}
    after = desk.inodes
    assert {name for name in before if before[name] != after[name] and "minisig" not in name} == changed
    assert "Publication 2" in "".join(desk.book("all").document("EPUB/title.xhtml").itertext())
    assert "Publication 1" in "".join(desk.book("2022").document("EPUB/title.xhtml").itertext())

    # the same commit from nothing has the same bytes
    left = files_below(desk.output)
    shutil.rmtree(desk.output)
    shutil.rmtree(desk.root / "store")
    desk.published()
    assert files_below(desk.output) == left

    # a withdrawn text is in none
    text = desk.folder / "en.md"
    text.write_text(
        "---\ndate: 2023-05-04\nstatus: withdrawn\nwithdrawal: {date: 2026-09-21, reason: court order}\n---\n", "utf-8"
    )
    for other in ("2022/older", "2023/another"):
        path = desk.content / "briefings" / other / "en.md"
        path.write_text(minor(path.read_text("utf-8").replace("#a-part", "")), "utf-8")
    desk.published()
    assert desk.book("all").slugs == ["another", "older"]
    for path, data in files_below(desk.output).items():
        if str(path).startswith("editions/") and not str(path).endswith((".minisig", ".html")):
            assert [name for name, content in members(data).items() if SURNAME.encode() in content] == [], path
        assert SURNAME.encode() not in data, path
