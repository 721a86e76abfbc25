"""`newsarchive html` and `newsarchive publish`: build the site with Pelican.

`html` builds a local preview, `publish` a publication for readers. Both run Pelican's own command in this process; the
plugin `newsarchive.build`, which the settings name, does the work.
"""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Mapping
from typing import Any

import pelican

from newsarchive.archive.settings import SettingsError
from newsarchive.build.diagnostics import tell_plainly

_FATAL = {"html": "errors", "publish": "warnings"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add to the parser the options that both commands have: the folders, and options to pass to Pelican."""
    parser.add_argument("--content", default="content", help="content folder")
    parser.add_argument("--output", default="output", help="output folder")
    parser.add_argument("pelican", nargs="*", metavar="-- OPTION", help="options of Pelican's own command")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:  # noqa: ARG001 - Pelican reads them
    """Build the site with Pelican and return the exit status 0. If the build fails, Pelican ends the process.

    `publish` stops at warnings, `html` only at errors. Pelican gets further options from the environment variable
    `PELICANOPTS`, split as a shell would; an open quotation mark in it raises SettingsError.
    """
    try:
        more = shlex.split(os.environ.get("PELICANOPTS", ""))
    except ValueError as error:
        raise SettingsError(f"PELICANOPTS: {error}") from error
    if options.command == "publish":
        os.environ["PUBLICATION"] = "1"
    tell_plainly()
    folders = [options.content, f"--output={options.output}", f"--settings={options.settings}"]
    pelican.main([*folders, "--fatal", _FATAL[options.command], *options.pelican, *more])
    return 0
