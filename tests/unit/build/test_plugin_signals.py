"""How the build connects to Pelican."""

import subprocess
import sys
from types import SimpleNamespace

import pelican
import pytest

from newsarchive.build.plugin import ArchiveGenerator, ClosingLine, SiteWriter, archive_generator, site_writer
from tests.sites import ROOT

PACKAGE = ROOT / "plugins/newsarchive"
PLUGINS = sorted(
    f"newsarchive.{path.parent.name}"
    for path in PACKAGE.glob("*/__init__.py")
    if "\ndef register(" in path.read_text("utf-8")
)


def test_pelican_is_given_generator_and_writer():
    assert archive_generator(SimpleNamespace()) is ArchiveGenerator
    assert site_writer(SimpleNamespace()) is SiteWriter


def test_every_package_that_registers_is_switched_on():
    settings: dict[str, object] = {}
    exec((ROOT / "pelicanconf.py").read_text(), {"__file__": str(ROOT / "pelicanconf.py")}, settings)  # noqa: S102
    assert sorted(settings["PLUGINS"]) == PLUGINS


@pytest.mark.parametrize("plugin", sorted({*PLUGINS} - {"newsarchive.build"}))
def test_a_plugin_is_light_to_load_and_to_register(plugin):
    loaded = "set(sys.modules) & {'jinja2', 'nh3', 'babel', 'markdown'}"
    code = f"import sys, {plugin}; {plugin}.register(); print(*({loaded}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "plugins", capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_only_the_closing_line_of_pelican_is_dropped(monkeypatch):
    printed = []
    console = SimpleNamespace(print=printed.append)
    monkeypatch.setattr(pelican, "console", ClosingLine(console))
    pelican.console.print("Done: Processed 0 articles")
    pelican.console.print("-> Modified: content")
    assert printed == ["-> Modified: content"]
