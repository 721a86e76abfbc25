"""`newsarchive publish`: build the public site, strictly."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from typing import Any

from . import html
from .command import Command

COMMAND = Command(
    "build the public site, strictly; SITEURL is its URL", "publish", settings="pelican", public=True, dry=True
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add to the parser the options of `newsarchive html`, and the one that confirms its day or its address."""
    html.add_arguments(parser)
    parser.add_argument("--confirm", default="", help="today's date or the new address, if publish asks for it")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:  # noqa: ARG001 - Pelican reads them
    """Run `newsarchive publish`: build the site, and stop at warnings; return the exit status 0."""
    os.environ |= {"PUBLICATION": "dry run" if options.dry_run else "1", "CONFIRMED": options.confirm}
    html.build(options, "warnings")
    return 0
