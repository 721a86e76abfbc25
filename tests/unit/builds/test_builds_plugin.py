"""How the build connects to Pelican."""

from types import SimpleNamespace

import pelican
import pytest

from plugins.archive.site import SettingsError
from plugins.builds import archive_generator, site_writer
from plugins.builds.generator import ArchiveGenerator, ClosingLine
from plugins.builds.publishing import register
from plugins.builds.writer import SiteWriter
from tests.unit.editions import ROOT


def test_pelican_is_given_generator_and_writer():
    assert archive_generator(SimpleNamespace()) is ArchiveGenerator
    assert site_writer(SimpleNamespace()) is SiteWriter


def test_every_package_that_registers_is_switched_on():
    settings: dict[str, object] = {}
    exec((ROOT / "pelicanconf.py").read_text(), {"__file__": str(ROOT / "pelicanconf.py")}, settings)  # noqa: S102
    registering = {
        f"plugins.{path.parent.name}"
        for path in (ROOT / "plugins").glob("*/__init__.py")
        if "\ndef register(" in path.read_text("utf-8")
    }
    assert {*settings["ARCHIVE_PLUGINS"], *settings["PLUGINS"]} == registering


def test_only_the_closing_line_of_pelican_is_dropped(monkeypatch):
    printed = []
    console = SimpleNamespace(print=printed.append)
    monkeypatch.setattr(pelican, "console", ClosingLine(console))
    pelican.console.print("Done: Processed 0 articles")
    pelican.console.print("-> Modified: content")
    assert printed == ["-> Modified: content"]


def test_a_plugin_that_is_not_there_is_named() -> None:
    for name in ("plugins.feedz", "plugin.feeds"):
        with pytest.raises(SettingsError, match=f"ARCHIVE_PLUGINS: there is no plugin {name}"):
            register(name)
