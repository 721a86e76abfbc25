"""`newsarchive wheel`: write a wheel of this package, for archives elsewhere."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsarchive.api import Command, typed_path
from newsarchive_start.wheel import wheel_of_this

COMMAND = Command("write a wheel of the generator, for archives elsewhere", "develop", settings="none")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add to the parser of `wheel` its folder."""
    folder = "folder into which the wheel is written; by default this one"
    parser.add_argument("folder", nargs="?", type=typed_path, default=Path(), metavar="FOLDER", help=folder)


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:  # noqa: ARG001
    """Run `newsarchive wheel`: write a wheel of this package; return the exit status."""
    return _write_wheel(options.folder)


def _write_wheel(folder: Path) -> int:
    wheel = wheel_of_this()
    path = folder / wheel.name
    path.write_bytes(wheel.data)
    print(f"{path} sha256:{wheel.digest}")
    return 0
