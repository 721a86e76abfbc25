"""Parse the command line and run one command (`command`)."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from pelican.settings import read_settings

from newsarchive.build.errors import no_settings, told_plainly
from newsarchive.build.inputs import require_lists
from newsarchive.build.terminal import guard_output, shown_path
from newsarchive.model.diagnostics import did_you_mean
from newsarchive.model.settings import SettingsError, path_list
from newsarchive.plugins import add_templates, installed_packages, package_folders
from newsarchive.version import CHECKOUT, is_checkout, this_version

from .command import USES, CommandModule, all_commands, command_named, typed_path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments (by default those of the process) name; return its exit status."""
    _open_closed_streams()
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parsed(arguments)
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


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the arguments as the command takes them, with its name as `command` and its module as `module`."""
    chosen = next(iter(arguments), "")
    if not chosen or chosen.startswith("-"):
        return _program(chosen).parse_args(arguments)
    module = command_named(chosen)
    if module is None:
        meant = did_you_mean(chosen, all_commands())
        advice = f"did you mean {meant}?" if meant else "newsarchive --help lists all"
        _program("").error(f"there is no command {chosen!r}; {advice}")
    meaning = f"{module.COMMAND.help[0].upper()}{module.COMMAND.help[1:]}."
    parser = argparse.ArgumentParser(f"newsarchive {chosen}", description=meaning, allow_abbrev=False)
    _add_arguments(parser, module)
    # flags may stand before, between and after the other arguments, but argparse then knows no `--`
    parse = parser.parse_args if "--" in arguments else parser.parse_intermixed_args
    options = parse(arguments[1:])
    options.command, options.module = chosen, module
    return options


def _program(chosen: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "newsarchive",
        description="Edit and build an archive in several languages.",
        epilog=_overview() if chosen in ("-h", "--help") else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    version = ""
    if chosen == "--version":
        # imported late: nothing else needs it
        from newsarchive.plugins import installed_plugins

        version = f"newsarchive {this_version()}; plugins: {', '.join(installed_plugins())}"
    parser.add_argument("--version", action="version", version=version, help="print the version and the plugins")
    parser.add_argument("command", metavar="COMMAND", help="one of those below, with its arguments")
    return parser


def add_commands(parser: argparse.ArgumentParser) -> None:
    """Add all commands that are listed to a parser of the program; each gets a parser of the same class."""
    commands = parser.add_subparsers()
    for name, point in all_commands().items():
        module: CommandModule = point.load()
        if module.COMMAND.use:
            _add_arguments(commands.add_parser(name, help=module.COMMAND.help), module)


_ENDS = """newsarchive COMMAND --help says more of one. A briefing is named by its slug, its folder or its address.
Exit status: 0 done; 1 faults, a difference or a failure; 2 called wrongly, or (verify, sign) nothing was compared."""


def _overview() -> str:
    told, broken = {}, []
    for name, point in all_commands().items():
        try:
            told[name] = point.load().COMMAND
        except (ImportError, AttributeError) as error:
            broken.append(f"not listed, because it cannot be loaded: {name} ({error})")
    wide = max(map(len, told))
    parts = []
    for use in USES:
        lines = [f"  {name:{wide}}  {command.help}" for name, command in told.items() if command.use == use]
        parts += ["\n".join([f"{use}:", *lines])] if lines else []
    core = CHECKOUT if is_checkout() else Path(__file__).parents[1]
    guides = ", ".join(map(shown_path, (core / "docs", *package_folders(installed_packages(), "docs"))))
    return "\n\n".join([*parts, *broken, f"{_ENDS}\nGuides: {guides}"])


def _add_arguments(parser: argparse.ArgumentParser, module: CommandModule) -> None:
    told = module.COMMAND
    default = "publishconf.py" if told.public else "pelicanconf.py"
    if told.settings != "none":
        settings = f"settings file; by default {default}"
        parser.add_argument("--settings", type=typed_path, default=Path(default), help=settings)
    if told.content:
        parser.add_argument("--content", type=typed_path, help="content folder; by default the one in the settings")
    if told.content or told.language:
        parser.add_argument("--language", default="", help="language of messages; by default the site's")
    if told.dry:
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, and change nothing")
    module.add_arguments(parser)


def _run(options: argparse.Namespace) -> int:
    module: CommandModule = options.module
    if module.COMMAND.settings != "archive":
        return int(module.run(options, {}))
    settings = _settings(options.settings)
    connect_plugins(settings)
    if module.COMMAND.content:
        if options.content:
            settings["PATH"] = str(options.content.resolve())
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
    add_templates(settings)


def _settings(path: Path) -> dict[str, Any]:
    if not (path.suffix == ".py" and path.is_file()):
        raise no_settings(path)
    try:
        settings: dict[str, Any] = read_settings(str(path))
    except Exception as error:
        line = getattr(error, "lineno", None)
        raise SettingsError(f"{path}{f':{line}' if line else ''}: {type(error).__name__}: {error}") from error
    require_lists(settings)
    return settings
