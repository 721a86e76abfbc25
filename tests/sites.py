"""Builds whole sites as their users do, and reads what came out."""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import html5lib

from newsarchive.content.typed_text import Place
from newsarchive.content.versions import version_of
from tests.warmbuilds import ROOT, run_warm

NEWSROOM = ROOT / "tests" / "newsroom"
TEMPLATES = (ROOT / "theme" / "templates", *sorted(ROOT.glob("plugins/*/templates")))
"""The folders with templates: the theme's, and those of plugins."""
PLUGIN_WORDS = sorted(ROOT.glob("plugins/*/translations"))
FIXTURE = ROOT / "tests" / "newsarchive" / "builds" / "site"
FIXTURE_CONF = FIXTURE / "siteconf.py"
PUBLIC = "https://archive.test/under/a/path"
HOST = "https://archive.test"

# 1 July 2026: after the fixture's texts, before its embargoed one, while its notice runs
FIXTURE_DAY = "1782864000"

FIXTURE_LANGUAGES = ("az", "en", "ru", "ar", "ka")
REAL_LANGUAGES = ("az", "en", "ru")


@dataclass(frozen=True)
class Recipe:
    """How a site is built: its settings, those of its publication, its content, the environment, its address."""

    conf: Path
    published: Path
    content: Path
    environment: dict[str, str]
    url: str
    languages: tuple[str, ...]


def recipe(name: str) -> Recipe:
    """Return how a site is built.

    Tests of the generator know `fixture-local`, `-public` (in a folder of a host) and `-host` (its own), those in
    `tests/archive/` also `real-local` and `-public`: this repository's archive.
    """
    kind, _, mode = name.partition("-")
    url = {"local": "", "public": PUBLIC, "host": HOST}[mode]
    if kind == "fixture":
        environment = {"SOURCE_DATE_EPOCH": FIXTURE_DAY, "FIXTURE_SITEURL": url}
        return Recipe(FIXTURE_CONF, FIXTURE_CONF, FIXTURE / "content", environment, url, FIXTURE_LANGUAGES)
    conf = ROOT / ("publishconf.py" if url else "pelicanconf.py")
    environment = {"SITEURL": url, "RECORDS": "no", "ALLOW_PLACEHOLDERS": "1"} if url else {}
    return Recipe(conf, ROOT / "publishconf.py", ROOT / "content", environment, url, REAL_LANGUAGES)


LITTLE = ("2021/elek", "2021/lek", "2022/draft-text", "2022/embargoed-text")


def little_content(target: Path) -> Path:
    """Copy a little of the fixture's content, with a draft and a text that waits for its day; return the folder."""
    whole = FIXTURE / "content"
    # the redirects lead to briefings that are left out
    vocabularies = (path for path in whole.glob("*.yaml") if path.name != "redirects.yaml")
    for path in (*vocabularies, *(whole / "briefings" / name for name in LITTLE)):
        copy = target / path.relative_to(whole)
        copy.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if path.is_dir() else shutil.copy)(path, copy)
    return target


def minor(content: str) -> str:
    """The file of a text that says of its present words that only the wording has changed."""
    version = version_of(content.encode(), Place("briefings/2023/a/en.md", "briefings/2023/a", "briefing", "en"))
    assert version
    unmarked = re.sub(r"^minor: .*\n", "", content, flags=re.MULTILINE)
    return unmarked.replace("---\n", f"---\nminor: {version.text.revision}\n", 1)


def store_of(output: Path) -> Path:
    """Return the folder of the store that a build into `output` keeps."""
    return output.parent / f"{output.name}.store"


def run_pelican(
    conf: Path,
    output: Path,
    *extra: str,
    cwd: Path = ROOT,
    cold: bool = False,
    processors: int = 0,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run a build in its own process.

    Args:
        conf: The settings file.
        output: The output folder; by default its store is beside it.
        extra: More arguments of the command.
        cwd: The current folder of the build.
        cold: Whether to start Python anew, so that variables which Python reads at its start count.
        processors: How many processors the build believes to have, unless it is cold; 0 for those that there are.
        environment: Variables that are added to those of this process.
    """
    arguments = ["-s", str(conf), "-o", str(output), "--fatal", "errors", *extra]
    env = {**os.environ, "STORE_PATH": str(store_of(output)), **environment}
    if not cold:
        return run_warm("pelican", *arguments, cwd=cwd, environment=env, processors=processors)
    command = [sys.executable, "-m", "pelican", *arguments]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)


@dataclass(frozen=True)
class BuiltSite:
    """A finished site. `url` is its public address, or empty for a local build."""

    name: str
    path: Path
    url: str
    languages: tuple[str, ...]

    @cached_property
    def files(self) -> dict[str, bytes]:
        """All files by their path."""
        found = sorted(path for path in self.path.rglob("*") if path.is_file())
        return {path.relative_to(self.path).as_posix(): path.read_bytes() for path in found}

    @cached_property
    def pages(self) -> dict[str, Document]:
        """All HTML pages, strictly parsed, by their path; not the archive as one HTML file."""
        return {
            path: Document(path, data.decode())
            for path, data in self.files.items()
            if path.endswith(".html") and not path.startswith("editions/")
        }

    @cached_property
    def feeds(self) -> dict[str, feedparser.FeedParserDict]:
        """All feeds, parsed as a feed reader does, by their path."""
        return {path: feedparser.parse(data) for path, data in self.files.items() if path.endswith("feed.xml")}

    def page(self, address: str) -> Document:
        """The page at an address."""
        return self.pages[f"{address}index.html" if not address or address.endswith("/") else address]

    def text_of(self, path: str) -> str:
        """A file's text."""
        return self.files[path].decode()


class Document:
    """A page, parsed by the HTML standard's rules with errors refused."""

    def __init__(self, path: str, source: str) -> None:
        self.path, self.source = path, source

    @cached_property
    def tree(self) -> ET.Element:
        """The page's tree; raises html5lib's ParseError for any parse error."""
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
        root: ET.Element = parser.parse(self.source)
        return root

    def all(self, name: str) -> list[ET.Element]:
        """All elements of a name, in document order."""
        return list(self.tree.iter(name))

    def by_class(self, name: str) -> list[ET.Element]:
        """All elements of a class, in document order."""
        return [each for each in self.tree.iter() if name in (each.get("class") or "").split()]

    @cached_property
    def ids(self) -> list[str]:
        """All ids, in document order."""
        return [each.get("id", "") for each in self.tree.iter() if each.get("id")]

    @property
    def language(self) -> str:
        """The page's language."""
        return self.tree.get("lang", "")

    def target(self, link: ET.Element) -> str:
        """The path of the page to which a link leads, whether or not its address names the file."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), link.get("href", "")))
        return path if path.endswith(".html") else f"{path}/index.html"

    @property
    def main_text(self) -> str:
        """The words of the main part, white space folded."""
        return words_of(self.all("main")[0])


def words_of(element: ET.Element) -> str:
    """An element's text, white space folded to single spaces (no-break ones kept)."""
    return re.sub(r"[ \t\n]+", " ", "".join(element.itertext())).strip()
