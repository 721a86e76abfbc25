"""The commands of the program: what each says of itself, what is typed after it, and where they are found.

A command is a module with `COMMAND`, `add_arguments(parser)`, which declares its flags, and `run(options, settings)`,
which does the work and returns the exit status. Packages name theirs as entry points of the group
`newsarchive.commands`: the name of the command, and the module. Those of this package's own distribution come first.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping
from importlib.metadata import EntryPoint, PackageNotFoundError, distribution, entry_points
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

import msgspec

from newsarchive.build.files import at_home
from newsarchive.build.terminal import FOLDER
from newsarchive.plugins import COMMANDS, is_there

_ADDRESS = re.compile(r"[^/]*:")
Use = Literal["write", "publish", "look after", "develop"]
USES: tuple[Use, ...] = get_args(Use)
"""The uses by which `newsarchive --help` groups the commands; those without one are internal and not listed."""


class Command(msgspec.Struct, frozen=True):
    """What a command says of itself.

    Attributes:
        help: What it does, in one line.
        use: Under which heading `newsarchive --help` lists it.
        settings: `archive` for a command that gets the settings of the archive, `pelican` for one that runs Pelican,
            which reads them itself, and `none` for one that needs none; these two get an empty dictionary.
        public: Whether the settings are those of the public site.
        content: Whether it works on the content folder, which `--content` names.
        language: Whether it takes `--language`, as those with content do.
        dry: Whether it takes `--dry-run`.
    """

    help: str
    use: Use | Literal[""] = ""
    settings: Literal["archive", "pelican", "none"] = "archive"
    public: bool = False
    content: bool = False
    language: bool = False
    dry: bool = False


class CommandModule(Protocol):
    """A module with a command."""

    COMMAND: Command

    def add_arguments(self, parser: argparse.ArgumentParser, /) -> None:
        """Add the arguments of the command to its parser."""

    def run(self, options: argparse.Namespace, settings: Mapping[str, Any], /) -> int:
        """Do the work; return the exit status."""


def typed_path(words: str) -> Path:
    """Return the path that somebody typed; in an argument parser, `type=typed_path`.

    A relative path counts from the folder in which `./newsarchive` was called. A shell leaves the `~` in
    `--output=~/site`. An empty word, as of a variable that is not set, is refused.
    """
    if not words:
        raise argparse.ArgumentTypeError("a path is needed")
    folder = os.environ.get(FOLDER, "")
    path = at_home(words)
    return path if folder in ("", str(Path.cwd())) else folder / path


def typed_place(words: str) -> str:
    """Return the folder or the address that was typed: `https://…`, `host:/folder` and `rclone:…` stay as they are."""
    return words if _ADDRESS.match(words) else str(typed_path(words))


def command_named(name: str) -> CommandModule | None:
    """Return the module of a command, imported; None if no installed package has one of this name."""
    found = _own().get(name) or all_commands().get(name)
    module: CommandModule | None = found.load() if found and is_there(found) else None
    return module


def all_commands() -> dict[str, EntryPoint]:
    """Return the entry points of all commands by name, sorted; a package that is gone as a whole has none."""
    found = {each.name: each for each in entry_points(group=COMMANDS)} | _own()
    return {name: each for name, each in sorted(found.items()) if is_there(each)}


def _own() -> dict[str, EntryPoint]:
    """Return the entry points of this distribution: most commands are here, so no other's files need to be read."""
    try:
        return {each.name: each for each in distribution("newsarchive").entry_points.select(group=COMMANDS)}
    except PackageNotFoundError:
        return {}
