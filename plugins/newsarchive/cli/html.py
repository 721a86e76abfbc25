"""`newsarchive html`: build the site with Pelican, whose own command runs in this process.

The plugin `newsarchive.build`, which the settings name, does the work.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pelican

from newsarchive.build.errors import tell_plainly
from newsarchive.model.settings import SettingsError

from .command import Command, typed_path

COMMAND = Command("build the site; it can be opened straight from disk", "write", settings="pelican")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add to the parser the options that both commands have: the folders, and options to pass to Pelican."""
    parser.add_argument(
        "--content", type=typed_path, default=Path("content"), help="content folder; by default content"
    )
    parser.add_argument("--output", type=typed_path, default=Path("output"), help="output folder; by default output")
    parser.add_argument("pelican", nargs="*", metavar="-- OPTION", help="options of Pelican's own command")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:  # noqa: ARG001 - Pelican reads them
    """Run `newsarchive html`: build the site, and stop at errors; return the exit status 0."""
    build(options, "errors")
    return 0


def build(options: argparse.Namespace, fatal: str) -> None:
    """Build the site with Pelican, which ends the process if that fails; `fatal` is what stops it.

    Further options for Pelican are in the environment variable `PELICANOPTS`, as for a shell.
    """
    try:
        more = shlex.split(os.environ.get("PELICANOPTS", ""))
    except ValueError as error:
        raise SettingsError(f"PELICANOPTS: {error}") from error
    if os.environ.get("SIGNING_KEY") or not sys.stdout.isatty():
        # Pelican's turning line would overwrite the question for the key's password; a file would not show it
        pelican.console.status = lambda *_, **__: nullcontext()
    tell_plainly()
    folders = [str(options.content), f"--output={options.output}", f"--settings={options.settings}"]
    pelican.main([*folders, "--fatal", fatal, *options.pelican, *more])
