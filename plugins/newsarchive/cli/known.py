"""`newsarchive known`: refuse make variables that a command does not take."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import Any

from newsarchive.model.diagnostics import did_you_mean

from .command import Command, command_named
from .context import desk_of
from .prompts import typed_variables

COMMAND = Command("refuse make variables that a command does not take", language=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add to the parser of `newsarchive known` a command of make, and the variables that it takes."""
    parser.add_argument("target", help="command of make")
    parser.add_argument("taken", nargs="*", help="variables that it takes")


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:
    """Run `newsarchive known`: say which variables a command of make does not take, and return 1, which stops make.

    The Makefile passes their names in the environment.
    """
    desk = desk_of(settings, options.language, dry=True)
    known = [name.replace("%", desk.site.default) for name in options.taken]
    for name in typed_variables()["UNTAKEN"].split():
        refusal = desk.say("untaken-variable", command=options.target, name=name)
        program = f".venv/bin/python -m newsarchive {options.target} --dry-run"
        command = command_named(options.target) if name == "DRY" else None
        meant = program if command and command.COMMAND.dry else did_you_mean(name.upper(), known)
        taken = f"; {desk.say('takes', known=', '.join(known))}" if known and not meant else ""
        print(f"{desk.refused(refusal, meant)}{taken}", file=sys.stderr)
    return 1
