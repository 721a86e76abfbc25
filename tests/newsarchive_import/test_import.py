"""Whole imports by the command: what is written, checked, reported, and left alone by a second run."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from tests.newsarchive_import.marked_site import MarkedSite
from tests.newsarchive_import.site_making import STORIES, make_hugo, make_jekyll, make_pelican
from tests.newsarchive_import.wxr_making import make_export
from tests.sites import NEWSROOM, ROOT
from tests.warmbuilds import run_warm

_WORD = re.compile(r"[^\W_]+")


class _Desk:
    """A newsroom with its settings and no content but a page, in which the commands run."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(NEWSROOM, folder)
        shutil.rmtree(folder / "content")
        (folder / "content/pages").mkdir(parents=True)
        self.folder, self.content, self.state = folder, folder / "content", folder / "import"

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "plugins"),
            "STORE_PATH": str(self.folder / "s"),
        }
        settings = str(self.folder / "pelicanconf.py")
        return run_warm(
            "newsarchive", command, "--settings", settings, *arguments, cwd=self.folder, environment=environment
        )

    def faults(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self.run("check", "--format", "json").stdout)
        return found

    def bytes(self) -> dict[str, bytes]:
        paths = (*self.content.rglob("*"), *self.state.rglob("*"))
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths if path.is_file()}

    def table(self, name: str) -> list[list[str]]:
        return [line.split("\t") for line in (self.state / name).read_text("utf-8").splitlines()[1:]]

    def words(self) -> Counter[str]:
        return Counter(
            word for path in self.content.rglob("*.md") for word in _WORD.findall(unescape(path.read_text("utf-8")))
        )


@pytest.fixture
def desk(tmp_path: Path) -> _Desk:
    """Return a newsroom."""
    return _Desk(tmp_path / "newsroom")


def _only_listed(desk: _Desk) -> None:
    """The check finds nothing that stops a build, and only what the list of debts has."""
    listed = {(level, code.split()[0]) for level, code, *_ in desk.table("debts.tsv")}
    faults = desk.faults()
    assert {("warning" if each["warning"] else "fault", each["code"]) for each in faults} <= listed
    assert not [each for each in faults if not each["warning"]]


@pytest.mark.parametrize("make", [make_hugo, make_jekyll, make_pelican])
def test_a_site_of_twenty_posts_is_imported_without_loss(
    desk: _Desk, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "old")
    done = desk.run("import", str(tmp_path / "old"), "--unpublished")
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout.split()[0]) >= len(STORIES) - 2
    assert not [row for row in desk.table("report.tsv") if row[5] == "lost"]
    there = desk.words()
    undated = {row[4] for row in desk.table("report.tsv") if row[6].startswith("it has no date")}
    assert len(undated) <= 2  # the drafts of Jekyll have no date
    for story in STORIES:
        if story.title in undated:
            continue
        own = story.body.replace("{{link}}", "").replace("{{picture}}", "")
        own = re.sub(r"<[^>]*>|\[\^1\]:?", " ", own)
        assert not Counter(_WORD.findall(f"{story.title} {own}")) - there, story.slug
    _only_listed(desk)
    before = desk.bytes()
    again = desk.run("import", str(tmp_path / "old"), "--unpublished")
    assert again.stdout.startswith("0 drafts and 0 files written, 0 left alone")
    assert {path: data for path, data in desk.bytes().items() if "report" not in path} == {
        path: data for path, data in before.items() if "report" not in path
    }


def test_every_word_of_a_marked_site_is_in_a_draft_or_named_in_the_report(desk: _Desk, tmp_path: Path) -> None:
    site = MarkedSite(tmp_path / "old")
    done = desk.run("import", str(tmp_path / "old"))
    assert (done.returncode, done.stderr) == (0, "")
    there = desk.words()
    assert [word for word in site.seen if word not in there] == []
    report = (desk.state / "report.tsv").read_text("utf-8")
    assert [word for word in site.unseen if word not in report or word in there] == []
    assert (desk.state / ".gitignore").read_text("utf-8").split("\n")[1:] == ["/report.md", "/report.tsv", ""]
    assert len(site.seen) > 500
    _only_listed(desk)
    text = (desk.state / "report.md").read_text("utf-8")
    assert "`content/about.md` became a page of its own: `pages/about/en.md`" in text
    debts = {row[1]: row[2] for row in desk.table("debts.tsv")}
    assert debts["draft-unfinished image.credit"] == "6"


def test_what_an_editor_did_stays_and_decided_terms_come(desk: _Desk, tmp_path: Path) -> None:
    make_hugo(tmp_path / "old")
    desk.run("import", str(tmp_path / "old"))
    edited = sorted(desk.content.rglob("en.md"))[0]
    edited.write_text(edited.read_text("utf-8").replace("status: draft\n", ""), "utf-8")
    mine = edited.read_bytes()
    done = desk.run("import", str(tmp_path / "old"), "--accept-terms")
    assert (done.returncode, edited.read_bytes()) == (0, mine)
    assert "1 left alone" in done.stdout
    assert f"`{edited.relative_to(desk.content)}`: changed since it was written" in (
        desk.state / "report.md"
    ).read_text("utf-8")
    texts = [path for path in desk.content.rglob("*.md") if "\ntags: [" in path.read_text("utf-8")]
    assert texts
    assert (desk.content / "tags.yaml").is_file()
    codes = {
        each["code"]
        for each in desk.faults()
        if not each["warning"] and not str(each["path"]).endswith(edited.parent.name)
    }
    assert "unknown-term" not in codes


@pytest.mark.parametrize("posts", [60, pytest.param(2000, marks=pytest.mark.full)])
def test_an_export_of_wordpress_is_imported_whole(desk: _Desk, tmp_path: Path, posts: int) -> None:
    made = make_export(tmp_path, posts)
    done = desk.run("import", str(made.export), "--unpublished")
    assert (done.returncode, done.stdout, list(desk.content.rglob("*.md"))) == (1, "", [])
    assert f"{made.export.name}: " in done.stderr
    assert "texts are not in UTF-8, or in the encoding that their file declares: post 10" in done.stderr
    made.export.write_bytes(made.export.read_bytes().decode("utf-8", "replace").encode())
    done = desk.run("import", str(made.export), "--unpublished")
    assert (done.returncode, done.stderr) == (0, "")
    texts = {row[0]: row[2] for row in desk.table("report.tsv") if row[2].endswith(".md")}
    undated = {row[0] for row in desk.table("report.tsv") if row[6].startswith("it has no date")}
    for number, words in made.words.items():
        if f"post {number}" in undated:
            continue
        text = (desk.content / texts[f"post {number}"]).read_text("utf-8")
        assert {word for word in words if not word.endswith("d23")} <= set(_WORD.findall(text)), number
    assert len(undated) < len(made.words) / 10
    assert not [row for row in desk.table("report.tsv") if row[5] == "lost"]
    _only_listed(desk)


def test_lost_words_stop_the_import_before_anything_is_written(desk: _Desk, tmp_path: Path) -> None:
    make_hugo(tmp_path / "old")
    (desk.folder / "sitecustomize.py").write_text(
        "from newsarchive_import import markdown_bodies as module\n"
        "whole = module.markdown_to_markdown\n"
        "def lossy(body, *more, **named):\n"
        "    text, changes = whole(body, *more, **named)\n"
        "    return text.replace('The judge waited', 'The waited'), changes\n"
        "module.markdown_to_markdown = lossy\n",
        "utf-8",
    )
    environment = os.environ | {"PYTHONPATH": f"{desk.folder}:{ROOT / 'plugins'}", "STORE_PATH": str(desk.folder / "s")}
    call = [sys.executable, "-m", "newsarchive", "import", "--settings", str(desk.folder / "pelicanconf.py")]
    before = desk.bytes()
    done = subprocess.run([*call, str(tmp_path / "old")], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "content/posts/hearing-adjourned/index.md:17: lost: judge; write it otherwise" in done.stderr
    assert "Nothing was written: 1 of 20 items would lose what no list says; please report it" in done.stderr
    assert "would have faults" not in done.stderr
    assert desk.bytes() == before
    going = subprocess.run(
        [*call, str(tmp_path / "old"), "--keep-going"], env=environment, capture_output=True, text=True, check=False
    )
    assert going.returncode == 1
    assert "19 drafts and" in going.stdout
    assert "lost, so the item is not imported" in (desk.state / "report.md").read_text("utf-8")


def test_a_fault_of_the_old_text_stops_the_import_and_does_not_blame_the_importer(desk: _Desk, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for name, title, words in (("a", "A" * 500, "h\u04d9bs"), ("b", "B", "court")):
        (old / f"{name}.md").write_text(f"---\ntitle: {title}\ndate: 2019-02-03\n---\nOne.\n\nThe {words}.\n", "utf-8")
    before = desk.bytes()
    done = desk.run("import", str(old))
    assert (done.returncode, done.stdout, desk.bytes()) == (1, "", before)
    assert "a.md:7: the draft would have a fault: mixed-script: “h\u04d9bs” mixes letters" in done.stderr
    assert "Nothing was written: 1 of 2 items would have faults; correct the lines named above" in done.stderr
    assert "importer is wrong" not in done.stderr


def test_texts_that_could_not_be_read_are_counted_in_the_closing_lines(desk: _Desk, tmp_path: Path) -> None:
    """A title with a colon left a whole post out, and the import said that nothing was lost."""
    posts = tmp_path / "old/_posts"
    posts.mkdir(parents=True)
    for name, title in (("a", "Good"), ("b", "Hello: world")):
        (posts / f"2018-01-01-{name}.md").write_text(f"---\ntitle: {title}\n---\nThe words.\n", "utf-8")
    done = desk.run("import", str(tmp_path / "old"))
    assert "0 items left out\n1 texts could not be imported: report.md lists them\n" in done.stdout
    assert "no other word, picture or link of the drafts was lost" in done.stdout
    report = (desk.state / "report.md").read_text("utf-8")
    assert "| items | 2 | 1 | 1 |" in report
    assert "could not be imported\n\n- `_posts/2018-01-01-b.md`: its front matter is malformed (line" in report


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("nowhere.xml",), 1, "there is no such file"),
        (("--state", "content/import", "."), 2, "must not be in the content"),
        (("--lang", "xx", "."), 2, "xx"),
        (("../nowhere",), 1, "/nowhere: there is no such file"),
    ],
)
def test_wrong_options_get_a_line_and_no_traceback(
    desk: _Desk, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = desk.run("import", *arguments)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert ".." not in done.stderr


@pytest.mark.parametrize("arguments", [(), ("--state", "import/")])
def test_nothing_is_read_or_written_through_a_link_in_place_of_the_tables(
    desk: _Desk, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    make_hugo(tmp_path / "old")
    (tmp_path / "outside").mkdir()
    desk.state.symlink_to(tmp_path / "outside")
    done = desk.run("import", *arguments, str(tmp_path / "old"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "import: a symbolic link; nothing is written through it: put the folder itself there" in done.stderr
    assert list((tmp_path / "outside").iterdir()) == []
    assert not (desk.content / "briefings").exists()
