"""What the command line does before and after a command."""

import gc
import tomllib

import pytest

from newsarchive.cli import main as module
from newsarchive.cli.command import Command
from newsarchive.cli.main import main
from tests.sites import ROOT


class Told:
    """A command that notes whether the garbage collector works for it."""

    COMMAND = Command("tell", settings="none")
    collects = frozen = None

    def add_arguments(self, parser):
        """Add none."""

    def run(self, options, settings):
        self.collects, self.frozen = gc.isenabled(), gc.get_freeze_count()
        return 3


def test_the_version_is_printed(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    plugins = "newsarchive_clean, newsarchive_editions, newsarchive_publish, newsarchive_sources"
    assert (ended.value.code, capsys.readouterr().out) == (0, f"newsarchive {version}; plugins: {plugins}\n")


def test_a_command_collects_garbage_but_not_what_was_imported_before(monkeypatch):
    told = Told()
    monkeypatch.setattr(module, "command_named", lambda _: told)
    gc.disable()
    try:
        assert main(["rules"]) == 3
        assert told.collects
        assert told.frozen > 10_000
    finally:
        gc.enable()
        gc.unfreeze()
    # a process that had not switched it off keeps its objects as they are
    assert main(["rules"]) == 3
    assert (told.collects, told.frozen) == (True, 0)
