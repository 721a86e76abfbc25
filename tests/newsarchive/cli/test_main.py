"""The command line: its help, what it takes, and what it does before and after a command."""

import re
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from newsarchive.build.terminal import FOLDER
from newsarchive.cli import main as module
from newsarchive.cli.command import USES, all_commands, typed_path, typed_place
from newsarchive.cli.main import main, parsed
from newsarchive.plugins import COMMANDS
from tests.sites import ROOT


def test_the_version_is_printed(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    plugins = "newsarchive_clean, newsarchive_editions, newsarchive_publish, newsarchive_sources"
    assert (ended.value.code, capsys.readouterr().out) == (0, f"newsarchive {version}; plugins: {plugins}\n")


def _ended(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return ended.value.code, capsys.readouterr()


def test_the_help_lists_each_command_under_its_use_and_no_internal_one(capsys):
    status, said = _ended(capsys, "--help")
    assert status == 0
    told = {name: point.load().COMMAND for name, point in all_commands().items()}
    for use in USES:
        (block,) = re.findall(rf"(?m)^{use}:\n((?:  .*\n)+)", said.out)
        assert re.findall(r"(?m)^  (\S+)", block) == [name for name, each in told.items() if each.use == use]
    assert {name for name, each in told.items() if not each.use} == {"fields", "rules"}
    assert "Exit status: 0 done; 1 faults, a difference or a failure; 2 called wrongly" in said.out
    assert said.out.endswith("Guides: docs, plugins/newsarchive_clean/docs, plugins/newsarchive_import/docs\n")


def test_a_command_that_cannot_be_loaded_takes_no_other_away(capsys, monkeypatch):
    gone = EntryPoint("census", "no_such_package.census", COMMANDS)
    monkeypatch.setattr(module, "all_commands", lambda: {"census": gone, **all_commands()})
    status, said = _ended(capsys, "--help")
    assert (status, "  translate " in said.out) == (0, True)
    assert "not listed, because it cannot be loaded: census (No module named 'no_such_package')\n" in said.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("trnslate",), "there is no command 'trnslate'; did you mean translate?"),
        (("zzzz",), "there is no command 'zzzz'; newsarchive --help lists all"),
        ((), "the following arguments are required: COMMAND"),
        (("--frmat=x", "check"), "unrecognized arguments: --frmat=x"),
    ],
)
def test_what_is_called_wrongly_ends_with_2(arguments, said, capsys):
    status, told = _ended(capsys, *arguments)
    assert (status, told.out) == (2, "")
    assert told.err.splitlines()[-1] == f"newsarchive: error: {said}"


@pytest.mark.parametrize(
    "arguments",
    [
        ("a-slug", "ru", "--reason=safety", "--dry-run"),
        ("--reason=safety", "a-slug", "--dry-run", "ru"),
        ("--dry-run", "--reason", "safety", "--", "a-slug", "ru"),
    ],
)
def test_flags_may_stand_anywhere(arguments):
    options = parsed(["withdraw", *arguments])
    assert (options.briefing, options.lang, options.reason, options.dry_run) == ("a-slug", "ru", "safety", True)


PATHS = [
    ("output", "/their/folder/output"),
    ("../output", "/their/folder/../output"),
    ("/srv/output", "/srv/output"),
    ("~/output", "/srv/editor/output"),
    ("https://archive.example/", None),
    ("user@host:/srv", None),
    ("rclone:remote:bucket", None),
]


@pytest.mark.parametrize(("typed", "path"), PATHS)
def test_a_path_counts_from_the_folder_in_which_the_program_was_called(typed, path, monkeypatch):
    monkeypatch.setenv("HOME", "/srv/editor")
    monkeypatch.setenv(FOLDER, "/their/folder")
    assert typed_place(typed) == (path or typed)
    if path:
        assert typed_path(typed) == Path(path)
    # called in the archive's own folder, what is typed is what messages show
    for here in ("", str(Path.cwd())):
        monkeypatch.setenv(FOLDER, here)
        assert typed_place(typed) == typed.replace("~", "/srv/editor")


def test_defaults_count_from_the_archive(monkeypatch):
    monkeypatch.setenv(FOLDER, "/their/folder")
    options = parsed(["clean"])
    assert (options.output, options.settings) == (Path("output"), Path("pelicanconf.py"))
