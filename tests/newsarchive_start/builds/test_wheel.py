"""The package as others install it: a wheel with the theme, which builds a folder of content and settings alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.newsarchive.builds.session_content import CONTENT
from tests.sites import NEWSROOM, ROOT

pytestmark = pytest.mark.long

SETTINGS = """
import datetime as dt
from newsarchive.defaults import *

SITENAME = "Elsewhere"
DEFAULT_LANG = "en"
CATALOGUE_PATHS = ["translations", *CATALOGUE_PATHS]
LANGUAGES = (
    {"tag": "az", "name": "Azərbaycanca", "direction": "ltr", "quotes": ("«»", "“”")},
    {"tag": "en", "name": "English", "direction": "ltr", "quotes": ("“”", "‘’")},
    {"tag": "ru", "name": "Русский", "direction": "ltr", "quotes": ("«»", "„“")},
)
NEWSROOM = {
    "contact": "desk@elsewhere.test",
    "tag_authority": "elsewhere.test,2026",
    "repository": "https://elsewhere.test/source",
    "security_expires": dt.date(2099, 1, 1),
}
"""


@pytest.fixture(scope="module")
def installed(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A folder in which the wheel is installed, without any other package."""

    def install(folder: Path) -> None:
        build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder / "dist")]
        subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=True)
        (wheel,) = (folder / "dist").glob("newsarchive-*.whl")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
        subprocess.run([*pip, str(folder / "packages"), str(wheel)], capture_output=True, text=True, check=True)

    return once("wheel", install) / "packages"


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    """A folder that holds only content, settings and catalogues."""
    for path, text in CONTENT.items():
        target = tmp_path / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    (tmp_path / "pelicanconf.py").write_text(SETTINGS, "utf-8")
    shutil.copytree(NEWSROOM / "translations", tmp_path / "translations")
    return tmp_path


def _run(installed: Path, newsroom: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    known = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    environment = {**known, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    return subprocess.run(
        [sys.executable, str(installed / "bin" / "newsarchive"), *arguments],
        cwd=newsroom,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_holds_the_theme_and_its_catalogues_and_no_content_of_ours(installed: Path) -> None:
    package = installed / "newsarchive"
    theme = {path.relative_to(ROOT).as_posix() for path in (ROOT / "theme").rglob("*.*") if path.parent.name != "theme"}
    assert {"theme/templates/base.html", "theme/static/css/base.css"} <= theme
    assert any(path.startswith("theme/translations/") for path in theme)
    for path in (*theme, "media/fonts", "search/browser/page.js"):
        assert (package / path).exists(), path
    packages = {path.parent.name for path in ROOT.glob("plugins/*/__init__.py")}
    assert {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")} == {*packages, "bin"}


def test_the_command_builds_a_folder_of_content_and_settings(installed: Path, newsroom: Path) -> None:
    done = _run(installed, newsroom, "html")
    assert done.returncode == 0, done.stdout + done.stderr
    page = (newsroom / "output/en/index.html").read_text("utf-8")
    assert "<h1" in page
    assert "archive.example" not in page
    again = _run(installed, newsroom, "html")
    assert " 0 rendered, 0 written" in again.stdout


def test_the_command_says_what_it_can_do(installed: Path, newsroom: Path) -> None:
    done = _run(installed, newsroom, "--help")
    assert done.returncode == 0
    listed = re.findall(r"^  ([a-z]+) {2,}\w", done.stdout, re.MULTILINE)
    assert {"html", "publish", "serve", "check", "verify", "new", "keep", "import", "letter", "init"} <= {*listed}
    for name in listed:
        told = _run(installed, newsroom, name, "--help")
        assert told.returncode == 0, told.stderr
        assert told.stdout.startswith(f"usage: newsarchive {name} "), name
