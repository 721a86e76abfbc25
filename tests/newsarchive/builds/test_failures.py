"""A build that would lose something fails, says what and where, and writes nothing."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sites import NEWSROOM
from tests.traced import document, plain
from tests.warmbuilds import run_warm

TEXT = """---
title: A title
summary: A summary of it.
date: 2023-10-12
tags: [press]
sources:
  - {url: "https://source.example/", title: A source, publisher: Someone, lang: en}
---

Some words.
"""
TRANSLATION = """---
title: Başlıq
summary: Xülasə.
translates: en
---

Bir neçə söz.
"""
TAGS = "press:\n  names: {en: Press, az: Mətbuat, ru: Пресса}\n"
CONF = f"""
import sys
sys.path[:0] = [{str(NEWSROOM)!r}]
from pelicanconf import *
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small sound archive: one briefing in two languages."""
    root = tmp_path / "content"
    folder = root / "briefings" / "2023" / "a-text"
    folder.mkdir(parents=True)
    (folder / "en.md").write_text(TEXT, "utf-8")
    (folder / "az.md").write_text(TRANSLATION, "utf-8")
    (root / "tags.yaml").write_text(TAGS, "utf-8")
    return root


NOW = str(int(time.time()))
"""One day for all builds: at midnight, everything is built again."""


def _build(content: Path, conf: str = CONF, *extra: str, by: str = "pelican") -> subprocess.CompletedProcess[str]:
    settings = content.parent / "conf.py"
    settings.write_text(conf, "utf-8")
    command = [*by.split(), f"--settings={settings}", f"--output={content.parent / 'out'}"]
    command.append(str(content) if by == "pelican" else f"--content={content}")
    env = {"SOURCE_DATE_EPOCH": NOW, **os.environ, "STORE_PATH": str(content.parent / "store")}
    return run_warm(*command, *extra, cwd=content.parent, environment=env)


def _written(content: Path) -> list[Path]:
    output = content.parent / "out"
    return [path for path in output.rglob("*") if path.is_file()] if output.exists() else []


def test_the_sound_archive_builds(content: Path) -> None:
    done = _build(content)
    assert done.returncode == 0, done.stderr
    assert "0 faults, 1 warning" in done.stderr  # the translation does not say from which revision it is
    assert content.parent / "out/az/2023/a-text/index.html" in _written(content)
    # Pelican's own closing line counts articles, of which there are none; a build that writes nothing has none either
    for printed in (done.stdout, _build(content).stdout):
        assert re.match(r"2 texts: .* MB$", printed.splitlines()[-1])
        assert "Processed" not in printed


def _edit(old: str, new: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        path = root / "briefings/2023/a-text/en.md"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return edit


def _add(path: str, data: bytes) -> Callable[[Path], None]:
    def add(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)

    return add


PLANTED = [
    ("2023-10-12", "2023-02-30", "4:7: fault type"),
    ("2023-10-12", "yesterday", "4:7: fault type"),
    ("title: A title\n", "", "2:1: fault missing-field"),
    ("title:", "titel:", "2:1: fault unknown-field"),
    ("date: 2023", "date: 2021", "4:1: fault folder-year"),
    ("[press]", "[presse]", "5:8: fault unknown-term"),
    ("---\n\nSome", "\n\nSome", "1:1: fault front-matter"),
    ("Some words.", "[x](../gone/en.md)", "10:1: fault dead-link"),
    ("Some words.", "# Top\n\nWords", "10:1: fault heading-level"),
    ("Some words.", "![x](no.jpg)", "10:1: fault missing-file"),
]
"""What is written in the place of what in a text, and where that is a fault."""

STRAY = [
    ("briefings/2023/a-text/tr.md", b"x", ": fault language"),
    ("briefings/2023/b-text/ru.md", b"\xcf\xf0\xe8", ":1:1: fault not-utf8"),
    ("stray.html", b"<p>", ": fault stray-file"),
]


def test_each_fault_is_named_and_nothing_is_written(content: Path) -> None:
    """All in one archive; each kind alone: tests/newsarchive/content/test_faults.py."""
    expected = []
    for number, (old, new, said) in enumerate(PLANTED):
        assert old in TEXT
        _add(f"briefings/2023/text-{number}/en.md", TEXT.replace(old, new).encode())(content)
        expected.append(f"content/briefings/2023/text-{number}/en.md:{said}: ")
    for path, data, said in STRAY:
        _add(path, data)(content)
        expected.append(f"content/{path}{said}: ")
    done = _build(content)
    assert done.returncode == 1, done.stdout
    assert [each for each in expected if f"\n{each}" not in f"\n{done.stderr}"] == [], done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert _written(content) == []


def test_a_picture_that_cannot_be_read_is_named(content: Path) -> None:
    _add("briefings/2023/a-text/x.jpg", b"no picture")(content)
    _edit("Some words.", "![x](x.jpg)")(content)
    done = _build(content)
    assert done.returncode == 1, done.stdout
    assert "content/briefings/2023/a-text/x.jpg: fault picture-unreadable: " in done.stderr, done.stderr
    assert _written(content) == []


def test_all_faults_of_all_files_come_in_one_run(content: Path) -> None:
    _edit("2023-10-12", "12/10/2023")(content)
    _edit("lang: en", "lang: english")(content)
    _add("briefings/2023/b-text/en.md", TEXT.replace("press", "pres").encode())(content)
    done = _build(content)
    codes = [line.split(": ")[1].removeprefix("fault ") for line in done.stderr.splitlines() if ": fault " in line]
    assert codes == ["type", "type", "unknown-term"]


def test_the_last_good_site_stays_when_a_fault_comes(content: Path) -> None:
    assert _build(content).returncode == 0
    before = {path: path.stat().st_mtime_ns for path in _written(content)}
    _edit("date: 2023-10-12\n", "")(content)
    assert _build(content).returncode == 1
    assert {path: path.stat().st_mtime_ns for path in _written(content)} == before


def test_a_fault_in_a_few_words_stops_the_build_and_its_mending_builds(content: Path) -> None:
    assert _build(content).returncode == 0
    before = {path: path.stat().st_mtime_ns for path in _written(content)}
    _edit("Some words.", "[Words](../nowhere/en.md).")(content)
    for _ in range(2):
        done = _build(content)
        assert done.returncode == 1
        assert "fault dead-link" in done.stderr
        assert {path: path.stat().st_mtime_ns for path in _written(content)} == before
    _edit("[Words](../nowhere/en.md).", "Mended.")(content)
    assert _build(content).returncode == 0
    assert b"Mended." in (content.parent / "out/en/2023/a-text/index.html").read_bytes()


PLUGIN = """
from pathlib import Path
from pelican import signals
from pelican.generators import Generator
class Third(Generator):
    def generate_output(self, writer):
        if Path(self.output_path).is_dir():
            Path(self.output_path, 'third.txt').write_text('written past the stage')
signals.get_generators.connect(lambda _: Third, weak=False)
def register():
    pass
"""


def test_the_generator_of_another_plugin_writes_nothing_if_the_content_has_a_fault(content: Path) -> None:
    (content.parent / "third.py").write_text(PLUGIN)
    conf = CONF + f"sys.path[:0] = [{str(content.parent)!r}]\nPLUGINS = ['third', *PLUGINS]\n"
    assert _build(content, conf).returncode == 0
    written = content.parent / "out/third.txt"
    _edit("Some words.", "[Words](../nowhere/en.md).")(content)
    done = _build(content, conf)
    assert (done.returncode, written.exists()) == (1, False)
    assert "fault dead-link" in done.stderr
    _edit("[Words](../nowhere/en.md).", "Mended.")(content)
    assert (_build(content, conf).returncode, written.exists()) == (0, True)


def test_a_plugin_that_is_not_there_stops_the_build(content: Path) -> None:
    conf = CONF + "PLUGINS = [*PLUGINS, 'newsarchive.nowhere']\n"
    done = _build(content, conf, "--fatal", "errors")
    assert done.returncode != 0
    assert "newsarchive.nowhere" in done.stdout + done.stderr
    assert _written(content) == []


def test_a_plugin_that_fails_to_register_stops_the_build(content: Path) -> None:
    (content.parent / "broken.py").write_text("def register():\n    raise RuntimeError('no')\n")
    conf = CONF + (f"sys.path[:0] = [{str(content.parent)!r}]\nPLUGINS = [*PLUGINS, 'broken']\n")
    done = _build(content, conf, "--fatal", "errors")
    assert done.returncode != 0
    assert "broken" in done.stdout + done.stderr
    assert _written(content) == []


TEMPLATES = {
    "{% if %}": "tpl/home.html:1: error: TemplateSyntaxError: Expected an expression",
    "{# x #}\n{{ nothing.there }}": "tpl/home.html:2: error: UndefinedError: 'nothing' is undefined; correct",
    '{% include "gone.html" %}': "tpl/home.html:1: error: the theme has no template gone.html; correct the template",
    '{{ t("no.such") }}': "tpl/home.html:1: catalogue: no catalogue has the key 'no.such'",
    "{{ 1 / 0 }}": "tpl/home.html:1: error: ZeroDivisionError: division by zero; correct the template",
}


def _error(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that tells why a build ended, after what is said of the texts."""
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr + done.stdout
    said = [line for line in (done.stdout + done.stderr).splitlines() if " warning" not in line]
    assert len(said) == 1, said
    return said[0]


@pytest.mark.parametrize("template", TEMPLATES)
def test_an_error_in_a_template_is_one_line(content: Path, template: str) -> None:
    _add("../tpl/home.html", template.encode())(content)
    line = _error(_build(content, CONF + "THEME_TEMPLATES_OVERRIDES = ['tpl']\n", "--fatal", "errors"))
    assert line.startswith(TEMPLATES[template]), line
    assert _written(content) == []


def test_an_error_in_a_template_that_many_processes_render_is_one_line(content: Path) -> None:
    for number in range(60):
        _add(f"briefings/2023/text-{number}/en.md", TEXT.encode())(content)
    _add("../tpl/briefing.html", b"{{ nothing.there }}")(content)
    line = _error(_build(content, CONF + "THEME_TEMPLATES_OVERRIDES = ['tpl']\n", "--fatal", "errors"))
    assert line.startswith("tpl/briefing.html:1: error: UndefinedError: 'nothing' is undefined; correct the template")


@pytest.mark.parametrize("body", ["Some words.", "[Words](../nowhere/en.md)."], ids=["sound", "faulty"])
def test_what_fails_while_the_content_is_checked_is_told_after_its_faults(content: Path, body: str) -> None:
    """A build of a few words renders them before all is checked: a fault may be why they cannot be rendered."""
    conf = CONF + "THEME_TEMPLATES_OVERRIDES = ['tpl']\n"
    template = b"{% if 'Broken' in page.work.front.title %}{{ 1 / 0 }}{% endif %}"
    _add("../tpl/briefing.html", template)(content)
    assert _build(content, conf, "--fatal", "errors").returncode == 0
    before = {path: path.stat().st_mtime_ns for path in _written(content)}
    _edit("title: A title", "title: Broken")(content)
    _edit("Some words.", body)(content)
    line = _error(_build(content, conf, "--fatal", "errors"))
    if body == "Some words.":
        assert "ZeroDivisionError" in line
    else:
        assert ": fault dead-link: " in line
    assert {path: path.stat().st_mtime_ns for path in _written(content)} == before


@pytest.mark.parametrize(
    "signal", ["register", "initialized", "get_generators", "generator_init", "all_generators_finalized", "finalized"]
)
def test_an_error_in_a_plugin_of_others_is_one_line(content: Path, signal: str) -> None:
    act = "fail()" if signal == "register" else f"signals.{signal}.connect(fail)"
    plugin = "from pelican import signals\n\ndef fail(*_):\n    raise RuntimeError('no')\n\ndef register():\n    " + act
    (content.parent / "broken.py").write_text(plugin)
    here = f"sys.path[:0] = [{str(content.parent)!r}]\n"
    done = _build(content, f"{CONF}{here}PLUGINS = [*PLUGINS, 'broken']\n", "--fatal", "errors")
    if signal == "finalized":  # the site is there
        assert done.stdout.count("\n") == 1
        done.stdout = ""
    line = _error(done)
    assert line.startswith("broken.py:4: error: RuntimeError: no; correct this file")
    shown = _build(content, f"{CONF}{here}PLUGINS = [*PLUGINS, 'broken']\n", "--fatal", "errors", "--verbose")
    assert "Traceback" in shown.stderr + shown.stdout


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("THEME = 'notmyidea'", "settings: THEME: .*/notmyidea is not a theme for this archive: it has no static/css/"),
        ("THEME = 'nowhere'", "settings: Could not find the theme nowhere$"),
        ("LANGUAGES = ((", r"conf.py:\d+: error: SyntaxError: '\(' was never closed; correct this file "),
        (
            "import nowhere",
            r"conf.py:\d+: error: ModuleNotFoundError: No module named 'nowhere'; correct this file ",
        ),
    ],
)
def test_an_error_in_the_settings_is_one_line(content: Path, settings: str, said: str) -> None:
    assert re.match(said, _error(_build(content, f"{CONF}{settings}\n", by="newsarchive html")))
    assert _written(content) == []


def test_leaving_out_the_plugin_that_makes_the_pages_of_texts_stops_the_build(content: Path) -> None:
    conf = CONF + "PLUGINS.remove('newsarchive.pages')\n"
    done = _build(content, conf)
    assert done.returncode != 0, done.stdout
    assert _written(content) == []


@pytest.mark.parametrize("recorded", [True, False])
def test_without_a_plugin_that_signs_nothing_is_published_and_a_local_site_is_built(
    content: Path, recorded: bool
) -> None:
    page = content / "pages/mirrors/en.md"
    page.parent.mkdir(parents=True)
    page.write_text("---\ntitle: Mirrors\nsummary: Copies of this site.\n---\n\nVerbatim.\n", "utf-8")
    without = "PLUGINS.remove('newsarchive_publish')\n"
    public = f"{CONF.replace('pelicanconf', 'publishconf')}ALLOW_PLACEHOLDERS, RECORDS = True, {recorded}\n{without}"
    files = sorted(content.rglob("*"))
    done = _build(content, public, by="newsarchive publish")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "settings: nothing is published, because no plugin lists and signs the files: add newsarchive_publish to"
        " PLUGINS"
    )
    assert (_written(content), sorted(content.rglob("*"))) == ([], files)
    assert {path.name for path in content.parent.iterdir()} == {"conf.py", "content"}
    done = _build(content, CONF + without, by="newsarchive html")
    assert done.returncode == 0, done.stderr
    html = (content.parent / "out/en/mirrors/index.html").read_text("utf-8")
    assert "Verbatim." in html
    assert "sha256sum" not in html


def test_without_a_plugin_that_cleans_nothing_is_published_and_a_local_site_lacks_pictures(content: Path) -> None:
    folder = content / "briefings/2023/a-text"
    (folder / "photo.png").write_bytes(plain("png"))
    (folder / "report.pdf").write_bytes(document(clean=True))
    words = "![A court.](photo.png)\n\nSee [the report](report.pdf)."
    (folder / "en.md").write_text(TEXT.replace("Some words.", words), "utf-8")
    without = "PLUGINS.remove('newsarchive_clean')\n"
    public = f"{CONF.replace('pelicanconf', 'publishconf')}ALLOW_PLACEHOLDERS, RECORDS = True, True\n{without}"
    done = _build(content, public, by="newsarchive publish")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "settings: nothing is published, because no plugin checks the finished files: add newsarchive_clean to PLUGINS"
    )
    assert _written(content) == []
    done = _build(content, CONF + without, by="newsarchive html")
    assert done.returncode == 0, done.stderr
    for name in ("photo.png", "report.pdf"):
        assert f"a-text/{name}: warning media-uncleaned: " in done.stderr
    html = (content.parent / "out/en/2023/a-text/index.html").read_text("utf-8")
    assert "the report" in html
    assert not re.search(r"photo|report\.pdf", html)
    assert not [path for path in _written(content) if path.suffix in (".png", ".pdf", ".webp", ".avif")]
    assert _build(content, CONF, by="newsarchive html").returncode == 0
    assert {path.suffix for path in _written(content)} >= {".png", ".pdf"}


def test_an_unknown_setting_of_a_language_is_named(content: Path) -> None:
    done = _build(content, CONF + "LANGUAGES = ({**LANGUAGES[0], 'colour': 'red'}, *LANGUAGES[1:])\n")
    assert done.returncode != 0
    assert "'colour'" in done.stdout + done.stderr


def test_make_check_finds_the_same_and_ends_with_status_1(content: Path) -> None:
    _edit("2023-10-12", "2023-13-01")(content)
    settings = content.parent / "conf.py"
    settings.write_text(CONF, "utf-8")
    env = {**os.environ, "STORE_PATH": str(content.parent / "store")}
    done = run_warm("newsarchive", "check", f"--settings={settings}", f"--content={content}", environment=env)
    assert done.returncode == 1
    assert "en.md:4:7: fault type: " in done.stdout
    assert done.stdout.splitlines()[-1] == "2 texts checked"


def test_hundreds_of_warnings_are_told_in_short_each_time_and_stop_nothing(content: Path) -> None:
    for number in range(300):
        _add(f"briefings/2023/a-text/p{number}.jpg", b"x")(content)
    first = _build(content, CONF, "--fatal", "warnings")
    assert first.returncode == 0
    assert first.stderr.count(": warning unused-file: ") == 5
    assert "0 faults, 301 warnings" in first.stderr
    assert "warning unused-file: 300\n" in first.stderr
    assert "revision-absent" in first.stderr
    unchanged = _build(content, CONF, "--fatal", "warnings")
    assert (unchanged.returncode, unchanged.stderr) == (0, first.stderr)
    _add("briefings/2023/a-text/az.md", TRANSLATION.replace("Bir", "İki").encode())(content)
    edited = _build(content, CONF, "--fatal", "warnings")
    assert " 1 read, " in edited.stdout
    assert (edited.returncode, edited.stderr) == (0, first.stderr)


def test_hundreds_of_faults_are_told_in_short(content: Path) -> None:
    for number in range(300):
        _add(f"stray{number}.html", b"<p>")(content)
    done = _build(content)
    assert done.returncode == 1
    assert done.stderr.count(": fault stray-file: ") == 5
    assert "fault stray-file: 300\n" in done.stderr
    assert "./newsarchive check" in done.stderr.splitlines()[-1]
    assert _written(content) == []


def test_a_catalogue_is_named_by_its_own_path(content: Path) -> None:
    folder = content.parent / "translations"
    folder.mkdir()
    for tag in ("az", "en", "ru"):
        words = (NEWSROOM / f"translations/{tag}.po").read_text("utf-8")
        (folder / f"{tag}.po").write_text(
            words + ('msgid "nothing.uses"\nmsgstr "x"\n' if tag == "ru" else ""), "utf-8"
        )
    done = _build(content, CONF + "CATALOGUE_PATHS = ['translations']\n")
    assert "\ntranslations/ru.po: warning catalogue-unknown: " in f"\n{done.stderr}"
