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
        # compiled quickly and less well: half the time for some hundred pages
        "-XX:TieredStopAtLevel=1",
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
def test_the_nu_checker_has_nothing_to_say(site: BuiltSite) -> None:
    """It is shown all pages of the fixture, and of the archive's 670, which have the same templates, one in 20."""
    pages = sorted(site.path.rglob("*.html"))
    assert _messages(*(pages if site.name.startswith("fixture") else pages[::20])) == []


@pytest.mark.full
@pytest.mark.long
def test_it_has_nothing_to_say_of_any_page(site: BuiltSite) -> None:
    assert _messages(site.path) == []
