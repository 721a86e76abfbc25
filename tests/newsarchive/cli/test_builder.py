"""The process that builds a preview again and again: what it shows early, and what may happen to it; and `clean`."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import closing
from pathlib import Path

import pytest

from newsarchive.build.cache import Cache
from newsarchive.build.errors import BuildError
from newsarchive.build.files import alone, lock_path, make_private
from newsarchive.build.output import manifest_path, new_stage, write_manifest
from newsarchive.cli.builder import Builder
from newsarchive.cli.clean import clean, clean_preview
from newsarchive.cli.serve import builder_of
from tests.newsarchive.editions import write_content
from tests.sites import NEWSROOM

TEXT = "briefings/2021/seizure/en.md"
PAGE = "en/2021/seizure/index.html"

pytestmark = pytest.mark.xdist_group("builder")

CONTENT = {
    TEXT: """---
title: A seizure
summary: What was seized.
date: 2021-05-01
tags: [press]
sources:
  - url: https://example.org/a
    title: A report
    publisher: A paper
    lang: en
    date: 2021-05-01
---

The police took a camera.
""",
    "tags.yaml": "press: {names: {en: Press, az: Mətbuat, ru: Пресса}}\n",
}


class Site:
    """A small site that one builder builds."""

    def __init__(self, root):
        self.content = write_content(root / "content", CONTENT)
        self.output, self.settings = root / "output", root / "conf.py"
        self.settings.write_text(f"import sys\nsys.path.insert(0, {str(NEWSROOM)!r})\nfrom pelicanconf import *\n")
        self.builder = builder_of(str(self.settings), str(self.content), str(self.output))
        self.shown = {}

    def build(self, *in_view):
        self.shown = {}
        return self.builder.build(in_view, self.shown.__setitem__)

    def edit(self, old, new):
        path = self.content / TEXT
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    @property
    def page(self):
        return (self.output / PAGE).read_bytes()

    @property
    def process(self):
        return self.builder._process.pid


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A site that has been built, with its builder."""
    root = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORE_PATH", str(root / "store"))
        found = Site(root)
        with closing(found.builder):
            assert found.build().status == 0
            yield found


@pytest.fixture
def site(built):
    """That site, whatever the test before has done to it."""
    text, settings = (built.content / TEXT).read_text("utf-8"), built.settings.read_text("utf-8")
    yield built
    (built.content / TEXT).write_text(text, "utf-8")
    built.settings.write_text(settings, "utf-8")


def test_a_page_in_view_is_shown_before_the_end_as_it_is_written_at_the_end(site):
    site.edit("police", "two officers")
    built = site.build(PAGE)
    assert built.status == 0, built.lines
    assert site.shown == {PAGE: site.page}
    first = site.process
    site.edit("took", "confiscated")
    assert site.build(PAGE, "az/archive/index.html", "nowhere/index.html").status == 0
    assert b"confiscated" in site.shown[PAGE]
    assert site.shown == {path: (site.output / path).read_bytes() for path in (PAGE, "az/archive/index.html")}
    assert site.process == first


def test_a_fault_is_named_and_the_process_goes_on(site):
    site.build()
    process = site.process
    site.edit("date: 2021-05-01\ntags", "date: 2022-05-01\ntags")
    before = site.page
    built = site.build(PAGE)
    assert built.status == 0
    assert built.faults[0].place == f"{site.content}/{TEXT}:4:1"
    assert "2022" in built.faults[0].messages["az"]
    assert site.shown == {}
    assert site.page == before
    site.edit("date: 2022-05-01\ntags", "date: 2021-05-01\ntags")
    assert site.build().status == 0
    assert site.process == process


def test_a_fault_for_which_a_page_in_view_cannot_be_rendered_is_named(site):
    site.build()
    process = site.process
    site.edit("tags: [press]", "tags: [pres]")
    built = site.build(PAGE)
    assert (built.status, built.faults[0].place) == (0, f"{site.content}/{TEXT}:5:8"), built.lines
    assert "“pres”" in built.faults[0].messages["en"]
    assert built.faults[0].quote == "tags: [pres]"
    assert site.process == process


def test_changed_settings_are_built(site):
    site.build()
    with site.settings.open("a") as file:
        file.write("NEWSROOM = {**NEWSROOM, 'contact': 'desk@paper.example'}\n")
    assert site.build().status == 0
    assert any(b"desk@paper.example" in path.read_bytes() for path in site.output.rglob("*.html"))


def test_an_error_ends_the_process_and_the_next_build_begins_with_another(site):
    site.build()
    settings = site.settings.read_text()
    site.settings.write_text("LANGUAGES = ((\n")
    built = site.build()
    assert built.status == 1
    assert any("SyntaxError" in line for line in built.lines)
    assert built.faults == ()
    site.settings.write_text(settings)
    assert site.build().status == 0


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_process_that_is_killed_is_replaced(site, number):
    site.build()
    os.kill(site.process, number)
    built = site.build()
    assert built.status == -number
    assert built.lines[-1].startswith(f"the system ended the build (signal {int(number)})")
    assert site.build().status == 0


def test_a_process_that_cannot_start_is_an_error_of_the_build(tmp_path):
    with closing(Builder(["no such command"])) as builder:
        built = builder.build((), print)
    assert built.status == 2
    assert any("there is no command" in line for line in built.lines)


def test_the_helper_has_no_thread_and_no_open_file_that_a_build_inherits(site):
    site.build()
    site.build()
    process = Path(f"/proc/{site.process}")
    assert len(list((process / "task").iterdir())) == 1
    assert not [
        path for path in map(os.readlink, (process / "fd").iterdir()) if path.startswith(str(site.content.parent))
    ]


def test_closing_ends_the_process(site):
    site.build()
    process = site.process
    site.builder.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_only_the_builds_files_and_the_store_go(tmp_path: Path) -> None:
    output, store = tmp_path / "output", tmp_path / ".store"
    for path in ("en/index.html", "en/notes.txt", "CNAME", ".gitkeep"):
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        (output / path).write_text("x")
    store.mkdir()
    (store / "store.sqlite").write_text("x")
    write_manifest(output, ["en/index.html", "gone.html"])
    assert clean(output, store) == 1
    left = sorted(path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file())
    assert left == [".gitkeep", "CNAME", "en/notes.txt"]
    assert not store.exists()
    assert not manifest_path(output).exists()


def test_a_folder_that_no_build_knows_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    assert clean(tmp_path / "mine", tmp_path / "nowhere") == 0
    assert (tmp_path / "mine" / "letter.txt").is_file()


def test_a_folder_that_was_named_as_the_store_loses_the_store_alone(tmp_path: Path) -> None:
    """`STORE_PATH=~ ./newsarchive clean` must not empty anybody's home."""
    for path in ("store.sqlite", "store.sqlite-wal", "builds/0123/overview", "letters/letter.txt", "store.txt"):
        (tmp_path / "home" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "home" / path).write_text("x")
    clean(tmp_path / "output", tmp_path / "home")
    left = sorted(path.relative_to(tmp_path / "home").as_posix() for path in (tmp_path / "home").rglob("*"))
    assert left == ["letters", "letters/letter.txt", "store.txt"]


def test_a_preview_goes_with_its_folders_and_with_what_a_killed_build_left(tmp_path: Path) -> None:
    preview = tmp_path / ".preview" / "site"
    (preview / "en").mkdir(parents=True)
    (preview / "en" / "index.html").write_text("x")
    write_manifest(preview, ["en/index.html"])
    lock_path(preview).touch()
    stage = new_stage(preview)
    (stage / "draft.html").write_text("x")
    assert clean_preview(preview) == 1
    assert list(tmp_path.iterdir()) == []


def test_what_somebody_put_into_a_preview_stays(tmp_path: Path) -> None:
    preview = tmp_path / ".preview" / "site"
    preview.mkdir(parents=True)
    (preview / "letter.txt").write_text("x")
    assert clean_preview(preview) == 0
    assert (preview / "letter.txt").is_file()


@pytest.mark.parametrize("linked", [".preview", ".preview/site"])
def test_a_preview_that_is_a_link_is_not_followed(tmp_path: Path, linked: str) -> None:
    preview, elsewhere = tmp_path / ".preview/site", tmp_path / "elsewhere"
    for folder in (elsewhere, elsewhere / "site"):
        folder.mkdir()
        (folder / "page.html").write_text("x")
        write_manifest(folder, ["page.html"])
    (tmp_path / linked).parent.mkdir(exist_ok=True)
    (tmp_path / linked).symlink_to(elsewhere)
    with pytest.raises(BuildError, match="is a link to"):
        clean_preview(preview)
    assert (elsewhere / "page.html").is_file()
    assert (elsewhere / "site/page.html").is_file()


def test_an_output_that_is_a_link_is_cleaned_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "served").mkdir()
    (tmp_path / "output").symlink_to("served")
    (tmp_path / "served/page.html").write_text("x")
    write_manifest(tmp_path / "served", ["page.html"])
    assert clean(tmp_path / "output", tmp_path / "nowhere") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["output", "served"]


def test_a_running_build_is_waited_for(tmp_path: Path) -> None:
    output = tmp_path / "output"
    with alone(output):
        stage = new_stage(output)
        thread = threading.Thread(target=clean, args=(output, tmp_path / "nowhere"))
        thread.start()
        thread.join(0.3)
        assert stage.exists()
    thread.join()
    assert not stage.exists()


def test_where_there_is_nothing_no_folder_is_made(tmp_path: Path) -> None:
    assert clean(tmp_path / "a/b/output", tmp_path / "nowhere") == 0
    assert list(tmp_path.iterdir()) == []


def test_folders_that_were_made_for_a_build_alone_go(tmp_path: Path) -> None:
    preview, store = tmp_path / ".preview" / "site", tmp_path / ".store"
    for folder in (preview.parent, store):
        make_private(folder)
    Cache(store / "store.sqlite").close()
    clean(tmp_path / "output", store)
    clean_preview(preview)
    assert list(tmp_path.iterdir()) == []
