"""Third-party Pelican plugins and themes, written for ordinary Pelican sites."""

from __future__ import annotations

import shutil
from pathlib import Path

import pelican
import pytest

from tests.newsarchive.builds.test_failures import CONF, TEXT, _add, _build, _edit, _error, content
from tests.sites import ROOT

__all__ = ("content",)

NEIGHBOURS = """
from pelican import signals

def neighbours(generator):
    articles = generator.articles
    for article, following in zip(articles, articles[1:]):
        article.next_article = following

def register():
    signals.article_generator_finalized.connect(neighbours)
"""
"""What `pelican-neighbors` does: it waits for articles."""

SITE_MAP = """
import os
import pelican
from pelican import signals

class SiteMap:
    def begin(self, instance):
        self.pages, self.settings = [], instance.settings

    def add(self, path, context):
        assert os.path.relpath(path, self.settings["OUTPUT_PATH"]) == context["output_file"]
        assert open(path, encoding="utf-8").read().startswith("<!DOCTYPE html>")
        self.pages.append(f"{context['SITEURL']}/{context['output_file']}")

    def finish(self, instance):
        assert instance.settings is self.settings
        assert os.path.isfile(os.path.join(instance.output_path, "index.html"))
        for page in self.pages:
            pelican.console.print("written:", page)
        for name in self.settings.get("SPOILED", ()):
            with open(os.path.join(instance.output_path, name), "a") as file:
                file.write(" ")

sitemap = SiteMap()

def register():
    signals.initialized.connect(sitemap.begin)
    signals.content_written.connect(sitemap.add)
    signals.finalized.connect(sitemap.finish)
"""
"""What `pelican-sitemap` does: it collects written pages. With `SPOILED` it changes files, as minifiers do."""

OWN = """
from jinja2 import pass_context, pass_environment, pass_eval_context

@pass_context
def whole(context, word):
    return f"{word} in {context['language']}"

@pass_eval_context
def escaping(context, word):
    return f"{word} {context.autoescape}"

@pass_environment
def is_filter(environment, name):
    return name in environment.filters
"""
FOOTER = (
    "<i>{{ whole('global') }} {{ 'filter'|whole }} {{ 'a'|escaping }} {{ 'b' is is_filter }} {{ 'e' is is_filter }}</i>"
)


@pytest.fixture
def conf(content: Path) -> str:
    """Settings with the two plugins, which lie beside the content."""
    (content.parent / "neighbours.py").write_text(NEIGHBOURS)
    (content.parent / "site_map.py").write_text(SITE_MAP)
    return f"{CONF}sys.path[:0] = [{str(content.parent)!r}]\nPLUGINS = [*PLUGINS, 'neighbours', 'site_map']\n"


def _written(stdout: str) -> list[str]:
    return [line.removeprefix("written: ") for line in stdout.splitlines() if line.startswith("written: ")]


def test_a_plugin_that_waits_for_articles_is_named_once_in_each_build(content: Path, conf: str) -> None:
    for _ in range(2):
        done = _build(content, conf, "--fatal", "warnings")
        assert done.returncode == 0, done.stderr
        told = [line for line in done.stderr.splitlines() if "neighbours" in line]
        assert len(told) == 1
        assert told[0].startswith(
            "PLUGINS: warning: neighbours waits for Pelican’s articles, pages, feeds or static files"
            " (article_generator_finalized), which Pelican does not generate here; remove it from PLUGINS"
        )
        assert "site_map" not in done.stderr


def test_plugins_get_true_values_of_what_was_written(content: Path, conf: str) -> None:
    _add("briefings/2023/unlisted/en.md", TEXT.replace("date:", "status: hidden\ndate:").encode())(content)
    done = _build(content, conf)
    assert done.returncode == 0, done.stderr
    out = content.parent / "out"
    assert (out / "en/2023/unlisted/index.html").is_file()
    pages = {f"/{path.relative_to(out).as_posix()}" for path in out.rglob("*.html")}
    told = _written(done.stdout)
    assert len(told) == len(set(told))
    assert pages - {*told} == {"/404.html", "/en/2023/unlisted/index.html"}
    assert _written(_build(content, conf).stdout) == []
    _edit("Some words.", "Other words.")(content)
    assert _written(_build(content, conf).stdout) == ["/en/2023/a-text/index.html"]
    assert "Processed" not in done.stdout


@pytest.mark.parametrize("spoiled", [(), ("en/index.html",)])
def test_a_publication_that_a_plugin_changed_after_the_checks_fails(
    content: Path, conf: str, spoiled: tuple[str, ...]
) -> None:
    public = "SITEURL = 'https://archive.test'\nCHECKSUMS = ALLOW_PLACEHOLDERS = True\n"
    done = _build(content, f"{conf}{public}SPOILED = {spoiled!r}\n")
    assert done.returncode == bool(spoiled), done.stderr
    wrong = "build: the plugin site_map changed 'en/index.html' after all checks, so SHA256SUMS is wrong; remove it"
    assert (wrong in done.stderr) is bool(spoiled)
    assert "Traceback" not in done.stderr + done.stdout


def test_functions_of_the_settings_are_given_context_and_environment(content: Path) -> None:
    (content.parent / "own.py").write_text(OWN)
    _add("../tpl/partials/footer.html", FOOTER.encode())(content)
    names = "JINJA_GLOBALS = {'whole': whole}\nJINJA_FILTERS = {'whole': whole, 'escaping': escaping}\n"
    tests = "JINJA_TESTS = {'is_filter': is_filter}\nTHEME_TEMPLATES_OVERRIDES = ['tpl']\n"
    done = _build(content, f"{CONF}sys.path[:0] = [{str(content.parent)!r}]\nfrom own import *\n{names}{tests}")
    assert done.returncode == 0, done.stderr
    page = (content.parent / "out/az/2023/a-text/index.html").read_text("utf-8")
    assert "<i>global in az filter in az a True False True</i>" in page


THEMES = Path(pelican.__file__).parent / "themes"


@pytest.mark.parametrize(
    ("theme", "with_styles", "without", "said"),
    [
        ("simple", False, "", "is not a theme for this archive: it has no static/css/tokens.css"),
        ("notmyidea", False, "", "is not a theme for this archive: it has no static/css/tokens.css"),
        ("notmyidea", True, "", "settings: THEME: the theme has no template briefing.html; add it"),
        ("notmyidea", True, "base.html", "is not a theme for this archive: it has no templates/base.html"),
    ],
)
def test_a_theme_for_articles_ends_in_one_line(
    content: Path, theme: str, with_styles: bool, without: str, said: str
) -> None:
    own = content.parent / "theme"
    shutil.copytree(THEMES / theme, own)
    if with_styles:
        shutil.copytree(ROOT / "theme/static/css", own / "static/css", dirs_exist_ok=True)
    if without:
        (own / "templates" / without).unlink()
    line = _error(_build(content, f"{CONF}THEME = {str(own)!r}\n"))
    assert said in line
    assert not (content.parent / "out").exists()


def test_a_template_for_articles_ends_in_one_line(content: Path) -> None:
    line = _error(_build(content, f"{CONF}THEME_TEMPLATES_OVERRIDES = [{str(THEMES / 'simple/templates')!r}]\n"))
    assert (
        "simple/templates/base.html:2: error: UndefinedError: 'DEFAULT_LANG' is undefined; correct the template" in line
    )
