"""Parse the command line and run one command.

Each command is in a module of this package with two functions: `add_arguments(parser)` declares its flags, and
`run(options, settings)` does the work and returns the exit status. A module may have such functions for another
command, whose name they end in, as `run_sign`.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from pelican.settings import read_settings

from newsarchive.archive.settings import SettingsError, path_list
from newsarchive.build.diagnostics import guard_output, no_settings, told_plainly
from newsarchive.build.inputs import require_lists

_COMMANDS = {
    "html": ("builder", "build the site; it can be opened straight from disk"),
    "publish": ("builder", "build the public site, strictly; SITEURL is its URL"),
    "serve": ("serve", "preview the site with its drafts; rebuild and reload on every save"),
    "check": ("check", "list all mistakes in the content, without building"),
    "fix": ("formatter", "fix white space, line endings and the order of fields in the content, never the wording"),
    "new": ("new", "create a briefing"),
    "translate": ("translate", "begin a translation, or show what has changed since"),
    "correct": ("correct", "add a dated correction to a text"),
    "withdraw": ("withdraw", "withdraw a briefing, or one of its translations"),
    "rename": ("rename", "give a briefing or page another URL"),
    "term": ("terms", "add a topic, person, organisation or place"),
    "import": ("import_archive", "bring an existing archive in as drafts, with a report of every element"),
    "keep": ("keep", "keep copies of the sources, so that they can be read when the originals are gone"),
    "status": ("status", "show every text in every language: present, missing, outdated"),
    "words": ("translate", "add to a catalogue the interface's words that it lacks, for you to translate"),
    "verify": ("verify", "say which publication a copy (folder or URL) is, and whether it is whole"),
    "sign": ("verify", "check a published folder, and add a signature with your own key"),
    "letter": ("letters", "write a mail draft for each language with what changed since a day"),
    "deploy": ("deploy", "copy a publication to where readers get it; no link dangles meanwhile"),
    "mirrors": ("mirrors", "say of each mirror whether it is whole and how old it is; or sign the list"),
    "links": ("links", "say which sources, and copies of them in web archives, are no longer online"),
    "doctor": ("doctor", "say what is missing before a publication"),
    "schema": ("schema", "write the JSON Schemas of the content, for text editors"),
    "fields": ("schema", "print the tables of front-matter fields for docs/fields.md"),
    "init": ("init", "begin an archive of your own in a new folder"),
    "upgrade": ("upgrade", "move an archive to another version of the generator"),
    "wheel": ("init", "write a wheel of the generator, for archives elsewhere"),
    "rules": ("init", "print the rules that an archive's Makefile includes"),
    "clean": ("builder", "delete what was built, previews too"),
    "known": ("prompts", "refuse make variables that a command does not take"),
}
"""For each command, the module of this package that implements it (imported only if chosen) and its help text."""

_OF_PELICAN = frozenset(("html", "publish", "serve"))
"""Commands that run Pelican, which reads the settings file itself; their `run` gets an empty dictionary as settings."""

_WITHOUT_SETTINGS = frozenset(("init", "upgrade", "wheel", "rules"))
"""Commands that begin or change an archive as a whole, or take all from a file, and read no settings."""

_PUBLIC = frozenset(("publish", "deploy", "doctor", "keep", "letter", "links", "mirrors"))
"""Commands that read the settings of the public site."""

_EDITING = ("new", "translate", "correct", "withdraw", "rename", "term", "import", "keep", "words")
_WITH_CONTENT = frozenset((*_EDITING, "check", "doctor", "fix", "letter", "links", "sign", "status"))
DRY_RUNS = frozenset(("rename", "withdraw", "correct", "import", "keep", "clean", "publish", "deploy", "fix"))
_SPEAKING = _WITH_CONTENT | {"deploy", "mirrors", "verify", "known"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments (by default those of the process) name; return its exit status.

    For an expected error, such as wrong settings, a message is printed without a traceback and SystemExit is raised.
    """
    _open_closed_streams()
    arguments = sys.argv[1:] if arguments is None else arguments
    options = _parser(next(iter(arguments), "")).parse_args(arguments)
    _replace_tildes(options)
    guard_output(os.environ, errors_alone=getattr(options, "format", "") == "github")
    with told_plainly(2 if options.command == "verify" else 1):  # 1 would say that a copy is not intact
        status = _run(options)
        sys.stdout.flush()  # so that it is known here whether anybody reads it
        return status


def _open_closed_streams() -> None:
    """Put /dev/null in place of each standard stream that was closed, as by `>&-`: Python has None there.

    Otherwise the next file that is opened would take its number, and get what is printed.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - until the end


def _replace_tildes(options: argparse.Namespace) -> None:
    """Put the home folder where an option begins with `~/`: zsh and dash pass on `make import FROM=~/old` as it is."""
    for name, value in vars(options).items():
        if isinstance(value, str) and value.startswith("~/"):
            setattr(options, name, str(Path(value).expanduser()))


def _parser(chosen: str) -> argparse.ArgumentParser:
    """Return the argument parser: with the chosen command alone, because building thirty takes 8 ms; else with all."""
    parser = argparse.ArgumentParser(prog="newsarchive", description="Edit and build an archive in several languages.")
    version = ""
    if chosen == "--version":
        # imported late: nothing else needs it
        from newsarchive.version import this_version

        version = f"newsarchive {this_version()}"
    parser.add_argument("--version", action="version", version=version, help="print the version")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in (chosen,) if chosen in _COMMANDS else _COMMANDS:
        help_ = _COMMANDS[name][1]
        command = commands.add_parser(name, help=help_, description=f"{help_[0].upper()}{help_[1:]}.")
        default = "publishconf.py" if name in _PUBLIC else "pelicanconf.py"
        if name not in _WITHOUT_SETTINGS:
            command.add_argument("--settings", default=default, help=f"settings file; {default} by default")
        if name in _WITH_CONTENT:
            command.add_argument("--content", help="content folder; by default the one in the settings")
        if name in _SPEAKING:
            command.add_argument("--language", default="", help="language of messages; by default the site's")
        if name in DRY_RUNS:
            command.add_argument("--dry-run", action="store_true", help="say what it would do, and change nothing")
        if name == chosen:
            _function(name, "add_arguments")(command)
    return parser


def _function(command: str, name: str) -> Any:
    """Return a function of the module of a command: the command's own, or that of the module's first command."""
    module = import_module(f".{_COMMANDS[command][0]}", __package__)
    return getattr(module, f"{name}_{command}", None) or getattr(module, name)


def _run(options: argparse.Namespace) -> int:
    run = _function(options.command, "run")
    if not gc.isenabled():  # since the start of the process (`__main__`)
        gc.freeze()
        gc.enable()
    if options.command in _OF_PELICAN | _WITHOUT_SETTINGS:
        return int(run(options, {}))
    settings = _settings(options.settings)
    connect_plugins(settings)
    if options.command in _WITH_CONTENT:
        if options.content:
            settings["PATH"] = str(Path(options.content).resolve())
        if not Path(settings["PATH"]).is_dir():
            raise SettingsError(f"there is no content folder {settings['PATH']}")
    connect_plugins(settings)
    return int(run(options, settings))


def connect_plugins(settings: Mapping[str, Any]) -> None:
    """Let the plugins that the settings name take part, as Pelican does in a build; SettingsError if one is missing.

    The builder is left out: without Pelican it has nothing to do.
    """
    sys.path[:0] = [path for path in path_list(settings, "PLUGIN_PATHS") if path not in sys.path]
    for named in settings["PLUGINS"] or ():
        if named == "newsarchive.build":
            continue
        try:
            plugin = import_module(named) if isinstance(named, str) else named
        except ImportError as error:
            raise SettingsError(f"PLUGINS: {error}") from error
        plugin.register()


def _settings(path: str) -> dict[str, Any]:
    """Return Pelican's settings from a Python file; raise SettingsError if it does not exist or running it fails."""
    if not (path.endswith(".py") and Path(path).is_file()):
        raise no_settings(path)
    try:
        settings: dict[str, Any] = read_settings(path)
    except Exception as error:
        line = getattr(error, "lineno", None)
        raise SettingsError(f"{path}{f':{line}' if line else ''}: {type(error).__name__}: {error}") from error
    require_lists(settings)
    return settings
