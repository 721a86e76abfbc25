"""The recipes of docs/recipes.md, run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.newsarchive_clean.metadata.woffs import NAMED, woff
from tests.sites import ROOT, BuiltSite, run_pelican, words_of

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("recipes")]

CONF = f"""
import sys
sys.path[:0] = [{str(ROOT / "plugins")!r}, {str(ROOT / "tests" / "newsroom")!r}]
from pelicanconf import *
"""
TEXT = """---
title: {title}
summary: About it.
date: 2024-05-01
tags: [courts]
case_number: 2-17/2026
sources:
  - {{url: https://a.example/1, title: One, publisher: {publisher}, lang: en}}
---

Words.
"""
CONTENT = {
    "tags.yaml": "courts: {names: {en: Courts, az: Məhkəmələr, ru: Суды}}\n",
    "briefings/2024/one/en.md": TEXT.format(title="One", publisher="Turan"),
    "briefings/2024/two/en.md": TEXT.format(title="Two, and more", publisher="Meydan TV"),
    "briefings/2024/three/en.md": TEXT.format(title="Three", publisher="Turan"),
    **{
        f"pages/{slug}/en.md": f"---\ntitle: {slug}\nsummary: About {slug}.\n---\n\nWords.\n"
        for slug in ("about", "writing-safely")
    },
}


def _blocks() -> list[str]:
    """The code blocks of the document, in their order."""
    document = (ROOT / "docs" / "recipes.md").read_text("utf-8")
    return re.findall(r"^```\w+\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)


def _site(folder: Path) -> Path:
    field, plugin, publishers, template, catalogue, table, *_, look, css = _blocks()
    settings = plugin.replace('"publishers"]', '"publishers", "csv_file"]')
    files = {
        "conf.py": f"{CONF}{field}{settings}{look}PATH = str(HERE / 'content')\n",
        "own/publishers.py": publishers,
        "own/csv_file.py": table,
        "theme/publishers.html": template,
        "theme/own.css": css,
        "translations/en.po": catalogue,
        **{f"content/{path}": words for path, words in CONTENT.items()},
    }
    for path, words in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(words, "utf-8")
    (folder / "theme/plain.woff").write_bytes(woff(NAMED))
    return folder / "conf.py"


def _build(conf: Path) -> None:
    done = run_pelican(conf, conf.parent / "output", cwd=conf.parent, SOURCE_DATE_EPOCH="1767225600")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def built(once: Callable[[str, Callable[[Path], None]], Path]) -> BuiltSite:
    folder = once("recipes", lambda folder: _build(_site(folder)))
    return BuiltSite("recipes", folder / "output", "", ("az", "en", "ru"))


def test_the_field_is_on_the_page(built: BuiltSite) -> None:
    assert "2-17/2026" in words_of(built.page("en/2024/one/").by_class("facts")[0])


def test_the_new_page_is_there_in_each_language(built: BuiltSite) -> None:
    for language in built.languages:
        page = built.page(f"{language}/publishers/")
        assert [words_of(each) for each in page.all("main")[0].iter("li")] == ["Turan (2)", "Meydan TV (1)"]
    assert words_of(built.page("en/publishers/").all("h1")[0]) == "Publishers we cite"


def test_the_new_file_is_there(built: BuiltSite) -> None:
    assert built.text_of("briefings.csv").splitlines() == [
        "date,title,address",
        "2024-05-01,One,en/2024/one/",
        "2024-05-01,Three,en/2024/three/",
        '2024-05-01,"Two, and more",en/2024/two/',
    ]


def test_the_colours_and_the_font_are_the_newsrooms(built: BuiltSite) -> None:
    page = built.text_of("en/2024/one/index.html")
    assert "--accent:#00695c" in page
    assert "fill=%27%2300695c%27" in page
    assert "theme/fonts/plain.woff" in built.files


def test_an_edit_of_a_text_or_of_the_plugin_is_noticed(tmp_path: Path) -> None:
    conf = _site(tmp_path)
    _build(conf)
    text, page = tmp_path / "content/briefings/2024/one/en.md", tmp_path / "output/en/publishers/index.html"
    text.write_text(text.read_text("utf-8").replace("publisher: Turan", "publisher: OC Media"), "utf-8")
    _build(conf)
    assert "OC Media (1)" in page.read_text("utf-8")
    plugin = tmp_path / "own/publishers.py"
    code = plugin.read_text("utf-8").replace("briefing.front.sources)", "briefing.front.sources * 2)")
    plugin.write_text(code, "utf-8")
    _build(conf)
    assert "OC Media (2)" in page.read_text("utf-8")


PACKAGE = (
    "pyproject.toml",
    "archive_cases/__init__.py",
    "archive_cases/command.py",
    "archive_cases/settings.py",
    "archive_cases/templates/cases.html",
    "archive_cases/translations/en.po",
)


class Archive:
    """A small archive, whose environment has the plugin of the recipe if pip has installed it there."""

    def __init__(self, folder: Path, installed: Path) -> None:
        self.root, self._installed = folder, installed
        for path, words in CONTENT.items():
            self.write(f"content/{path}", words.replace("case_number: 2-17/2026\n", ""))
        self.write("conf.py", f"{CONF}PATH = 'content'\n")

    def write(self, path: str, words: str) -> None:
        """Write a file."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(words, "utf-8")

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the program."""
        return subprocess.run(
            [sys.executable, "-m", "newsarchive", command, *arguments],
            cwd=self.root,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join((str(ROOT / "plugins"), str(self._installed))),
                "SOURCE_DATE_EPOCH": "1767225600",
            },
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def package(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The whole plugin, installed by pip from its own folder."""

    def install(folder: Path) -> None:
        for path, words in zip(PACKAGE, _blocks()[6:12], strict=True):
            (folder / "cases" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "cases" / path).write_text(words, "utf-8")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        how = ["--no-deps", "--no-build-isolation", "--no-index", f"--target={folder / 'site'}"]
        done = subprocess.run([*pip, *how, str(folder / "cases")], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    return once("whole-plugin", install) / "site"


def test_a_whole_plugin_is_installed_and_gives_its_field_page_check_and_command(package: Path, tmp_path: Path) -> None:
    archive = Archive(tmp_path, package)
    assert "  cases       print the cases before a court" in archive.run("--help").stdout
    one = CONTENT["briefings/2024/one/en.md"]
    archive.write("content/briefings/2024/one/en.md", one.replace("case_number: 2-17", "court_case: 3-5"))
    build = ("html", "--settings=conf.py", "--content=content")
    done = archive.run(*build)
    assert done.returncode == 0, done.stdout + done.stderr
    listing = (tmp_path / "output/en/cases/index.html").read_text("utf-8")
    assert "<h1>Cases before a court</h1>" in listing
    assert "<li>3-5/2026</li>" in listing
    assert "Case before a court" in (tmp_path / "output/en/2024/one/index.html").read_text("utf-8")
    for number, told in (("3-", "3-5/2026: briefings/2024/one/en.md\n"), ("4-", "")):
        assert archive.run("cases", "--settings=conf.py", number).stdout == told
    archive.write("content/briefings/2024/one/en.md", one.replace("case_number: 2-17", "court_case: 3-??"))
    done = archive.run(*build)
    assert done.returncode == 1
    assert "fault own.unfinished-case: the number of a case is not finished; write it in full" in done.stderr
    archive.write("conf.py", f"{CONF}PATH = 'content'\nCASES_MARK = '!!'\n")
    assert archive.run(*build).returncode == 0


def test_without_the_package_the_archive_is_as_before(tmp_path: Path) -> None:
    archive = Archive(tmp_path, tmp_path)
    done = archive.run("html", "--settings=conf.py", "--content=content")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / "output/en/cases").exists()
    done = archive.run("cases")
    assert (done.returncode, "there is no command 'cases'" in done.stderr) == (2, True)
