"""How the build connects to Pelican."""

import subprocess
import sys
from contextlib import ExitStack

import pytest
from blinker import Signal
from pelican import signals
from pelican.writers import Writer

from newsarchive import defaults
from newsarchive.build.plugin import ArchiveGenerator, idle_plugins
from tests.sites import ROOT

FOLDER = ROOT / "plugins"
PLUGINS = sorted(
    ".".join(path.parent.relative_to(FOLDER).parts)
    for path in FOLDER.glob("**/__init__.py")
    if "\ndef register(" in path.read_text("utf-8")
)


def test_every_package_that_registers_is_switched_on():
    assert sorted(defaults.PLUGINS) == PLUGINS


@pytest.mark.parametrize("plugin", sorted({*PLUGINS} - {"newsarchive.build"}))
def test_a_plugin_is_light_to_load_and_to_register(plugin):
    loaded = "set(sys.modules) & {'jinja2', 'nh3', 'babel', 'markdown'}"
    code = f"import sys, {plugin}; {plugin}.register(); print(*({loaded}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "plugins", capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_the_command_and_the_plugin_load_nothing_that_an_unchanged_build_does_without():
    """It ends after 0.3 s, most of which is Pelican's; loading these would take as long again."""
    code = "import sys, newsarchive.cli.builder, newsarchive.build.plugin; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT / "plugins", capture_output=True, text=True, check=True)
    ours = {f"newsarchive.{name}" for name in ("content.text", "build.pipeline", "build.cached_values", "search.words")}
    assert sorted({*done.stdout.split()} & {*ours, "babel.messages", "nh3", "pypdf", "rich.progress"}) == []


def listener(module):
    def listen(*_, **__):
        """Do nothing."""

    listen.__module__ = module
    return listen


def test_plugins_that_wait_for_articles_are_named_with_their_signals():
    listeners = [
        listener(module) for module in ("theirs", "pelican.plugins.theirs.parts", "other.deep", "newsarchive.x")
    ]
    waited = (signals.content_object_init, signals.article_generator_finalized, signals.feed_written)
    sound = (signals.initialized, signals.content_written, signals.finalized, signals.generator_init)
    with ExitStack() as stack:
        for signal in (*waited[:2], *sound):
            stack.enter_context(signal.connected_to(listeners[0]))
        for signal, each in zip(waited, listeners[1:], strict=True):
            stack.enter_context(signal.connected_to(each))
        found = idle_plugins(["newsarchive.build", "theirs", "pelican.plugins.theirs"])
    assert found == {
        "theirs": ["article_generator_finalized", "content_object_init"],
        "pelican.plugins.theirs": ["content_object_init"],
        "other.deep": ["article_generator_finalized"],
    }
    assert idle_plugins([]) == {}


def test_all_signals_of_pelican_are_sorted_into_those_that_come_and_those_that_do_not():
    """A new version of Pelican may send more; each needs a decision."""
    come = {"initialized", "get_generators", "get_writer", "finalized", "generator_init", "content_written"}
    every = {name for name, each in vars(signals).items() if isinstance(each, Signal)}
    with ExitStack() as stack:
        for name in every:
            stack.enter_context(getattr(signals, name).connected_to(LISTENER))
        assert every - {*idle_plugins([])["theirs"]} == come


LISTENER = listener("theirs")


def test_a_writer_of_another_plugin_is_refused(capsys):
    generator = object.__new__(ArchiveGenerator)
    generator._lock = ExitStack()
    with pytest.raises(SystemExit):
        generator.generate_output(Writer("output"))
    assert "pelican.writers would write the site past all checks" in capsys.readouterr().err
