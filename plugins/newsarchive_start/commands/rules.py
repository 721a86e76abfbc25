"""`newsarchive rules`: print the rules that an archive's Makefile includes."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from newsarchive.api import Command
from newsarchive_start.wheel import shipped

COMMAND = Command("print the rules that an archive's Makefile includes", settings="none")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing to the parser of `rules`."""


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:  # noqa: ARG001
    """Run `newsarchive rules`: print the rules that an archive's Makefile includes; return 0."""
    print(shipped("rules.mk"), end="")
    return 0
