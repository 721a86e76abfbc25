"""The recipes of docs/recipes.md, run as they stand there."""

from __future__ import annotations

import re
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
    field, plugin, publishers, template, catalogue, table, look, css = _blocks()
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
