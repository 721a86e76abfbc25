"""The Nu HTML checker, the standard's own, over every page."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.sites import ROOT, BuiltSite

JAR = ROOT / "tests" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"

# The checker also guesses what a page's policy would block. It takes blocks of data for scripts, and a page on the
# disk has no address by which its own pictures and its own script could be told; tests/browser asks a browser instead.
# It guesses the language of a page from words drawn at random; the pages of the data have many names of columns.
MISREAD = re.compile(
    ".*/data/index.html: This document appears to be written in English "
    "|.*: Inline script violates Content Security Policy .*“script-src”"
    "|.*: Resource violates Content Security Policy .* image “[^:”]*” blocked by “img-src”"
    "|.*: Resource violates Content Security Policy .* external script “[./]*search/search.js” blocked by “script-src”"
)


def _messages(*places: Path) -> list[str]:
    command = [
        "java",
        "-Xss4m",
        # compiled quickly and less well, and garbage collected in one thread: half the time for some hundred pages
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-jar",
        str(JAR),
        "--skip-non-html",
        "--format",
        "json",
        "--exit-zero-always",
        *map(str, places),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    return [
        f"{each['url'].rpartition('output/')[2]}:{each.get('lastLine')}: {each['type']}: {each['message']}"
        for each in json.loads(done.stderr)["messages"]
        if not MISREAD.match(f"{each['url']}: {each['message']}")
    ]


@pytest.mark.long
def test_the_nu_checker_has_nothing_to_say(site: BuiltSite, tmp_path: Path) -> None:
    """It is shown a page with a mistake, and a sample.

    Of the fixture it gets all pages in two languages, one of them from right to left, and one in four of the others; of
    the archive's 670, which have the same templates, one in 20.
    """
    planted = tmp_path / "planted.html"
    planted.write_text("<!DOCTYPE html><html lang=en><title>x</title><p id=a><b id=a>y</b>", "utf-8")
    is_fixture = site.name.startswith("fixture")
    pages = sorted(site.path.rglob("*.html"))
    shown = [page for page in pages if is_fixture and page.relative_to(site.path).parts[0] in ("en", "ar")]
    shown += [page for page in pages if page not in shown][:: 4 if is_fixture else 20]
    messages = _messages(planted, *shown)
    assert any("Duplicate ID" in each for each in messages)
    assert [each for each in messages if "planted.html" not in each.partition(": ")[0]] == []


@pytest.mark.full
@pytest.mark.long
def test_it_has_nothing_to_say_of_any_page(site: BuiltSite) -> None:
    assert _messages(site.path) == []
