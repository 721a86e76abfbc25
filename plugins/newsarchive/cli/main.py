"""Parse the command line and run one command (`command`)."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from pelican.settings import read_settings

from newsarchive.build.diagnostics import guard_output, no_settings, told_plainly
from newsarchive.build.inputs import require_lists
from newsarchive.model.diagnostics import did_you_mean
from newsarchive.model.settings import SettingsError, path_list
from newsarchive.plugins import add_folders

from .command import USES, CommandModule, all_commands, command_named


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
    """Return the argument parser with the chosen command alone; for `--help`, without one.

    SystemExit with status 2 is raised, with a message, if there is no such command.
    """
    parser = argparse.ArgumentParser(
        prog="newsarchive",
        description="Edit and build an archive in several languages.",
        epilog=_overview() if chosen in ("-h", "--help") else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    version = ""
    if chosen == "--version":
        # imported late: nothing else needs it
        from newsarchive.plugins import installed_plugins
        from newsarchive.version import this_version

        version = f"newsarchive {this_version()}; plugins: {', '.join(installed_plugins())}"
    parser.add_argument("--version", action="version", version=version, help="print the version")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    if not chosen or chosen.startswith("-"):
        return parser
    module = command_named(chosen)
    if module is None:
        parser.error(_unknown(chosen))
    _add_command(commands, chosen, module)
    return parser


def _unknown(name: str) -> str:
    """Return what to say of a command that does not exist."""
    meant = did_you_mean(name, all_commands())
    return f"there is no command {name!r}; " + (f"did you mean {meant}?" if meant else "newsarchive --help lists all")


def _overview() -> str:
    """Return the list of commands, grouped by use."""
    told = {name: point.load().COMMAND for name, point in all_commands().items()}
    wide = max(map(len, told))
    parts = []
    for use in USES:
        lines = [f"  {name:{wide}}  {command.help}" for name, command in told.items() if command.use == use]
        parts.append("\n".join([f"{use}:", *lines]))
    return "\n\n".join([*parts, "newsarchive COMMAND --help says more of one"])


def _add_command(commands: Any, name: str, module: CommandModule) -> None:
    told = module.COMMAND
    parser = commands.add_parser(name, description=f"{told.help[0].upper()}{told.help[1:]}.", allow_abbrev=False)
    default = "publishconf.py" if told.public else "pelicanconf.py"
    if told.settings != "none":
        parser.add_argument("--settings", default=default, help=f"settings file; {default} by default")
    if told.content:
        parser.add_argument("--content", help="content folder; by default the one in the settings")
    if told.content or told.language:
        parser.add_argument("--language", default="", help="language of messages; by default the site's")
    if told.dry:
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, and change nothing")
    module.add_arguments(parser)
    parser.set_defaults(module=module)


def _run(options: argparse.Namespace) -> int:
    module: CommandModule = options.module
    if not gc.isenabled():  # since the start of the process (`__main__`)
        gc.freeze()
        gc.enable()
    if module.COMMAND.settings != "archive":
        return int(module.run(options, {}))
    settings = _settings(options.settings)
    connect_plugins(settings)
    if module.COMMAND.content:
        if options.content:
            settings["PATH"] = str(Path(options.content).resolve())
        if not Path(settings["PATH"]).is_dir():
            raise SettingsError(f"there is no content folder {settings['PATH']}")
    return int(module.run(options, settings))


def connect_plugins(settings: dict[str, Any]) -> None:
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
    add_folders(settings)


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
