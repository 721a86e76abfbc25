"""How the build connects to Pelican."""

from types import SimpleNamespace

import pytest

from plugins.builds import archive_generator, require_plugins, site_writer
from plugins.builds.generator import ArchiveGenerator
from plugins.builds.writer import SiteWriter
from tests.unit.editions import ROOT


def pelican(wanted, loaded):
    """Return what the check reads of a Pelican object."""
    return SimpleNamespace(settings={"ARCHIVE_PLUGINS": wanted, "PLUGINS": loaded})


def test_a_plugin_that_failed_to_load_stops_the_build():
    with pytest.raises(RuntimeError, match=r"plugins\.feeds, plugins\.head"):
        require_plugins(pelican(("plugins.head", "plugins.feeds", "plugins.builds"), ["plugins.builds"]))


def test_all_plugins_loaded_pass():
    require_plugins(pelican(("plugins.feeds",), ["plugins.feeds", "another"]))


def test_pelican_is_given_generator_and_writer():
    assert archive_generator(pelican((), [])) is ArchiveGenerator
    assert site_writer(pelican((), [])) is SiteWriter


def test_every_package_that_registers_is_switched_on():
    settings: dict[str, object] = {}
    exec((ROOT / "pelicanconf.py").read_text(), {"__file__": str(ROOT / "pelicanconf.py")}, settings)  # noqa: S102
    registering = {
        f"plugins.{path.parent.name}"
        for path in (ROOT / "plugins").glob("*/__init__.py")
        if "\ndef register(" in path.read_text("utf-8")
    }
    assert set(settings["ARCHIVE_PLUGINS"]) == registering
