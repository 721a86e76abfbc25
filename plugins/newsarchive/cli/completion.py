"""`newsarchive completion`: print what makes a shell complete the commands, their flags, files and briefings."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

import shtab

from .command import Command, typed_path, typed_place
from .main import add_commands

COMMAND = Command("print what makes your shell complete commands, flags and briefings", "look after", settings="none")

SHELLS = ("bash", "zsh", "fish")

# the folders of the briefings, beside the program that is typed
_BRIEFINGS = {
    "bash": """_newsarchive_briefings() {
  local folder; folder=$(dirname "${COMP_WORDS[0]}")/content/briefings
  compgen -W "$(find "$folder" -mindepth 2 -maxdepth 2 -type d -exec basename {} \\; 2>/dev/null)" -- "$1"
}""",
    "zsh": """_newsarchive_briefings() {
  local -a found; found=(${words[1]:h}/content/briefings/*/*(/N:t))
  compadd -a found
}""",
}
_OF_BRIEFINGS = {"bash": "_newsarchive_briefings", "zsh": "_newsarchive_briefings"}


class _Parser(argparse.ArgumentParser):
    """A parser whose arguments have `complete`, by which shtab knows what may stand for them."""

    def add_argument(self, *names: Any, **details: Any) -> argparse.Action:
        """Add an argument."""
        action = super().add_argument(*names, **details)
        if action.type in (typed_path, typed_place):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.dest in ("briefing", "what"):
            action.complete = _OF_BRIEFINGS  # type: ignore[attr-defined]
        return action


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the shell to the parser."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=f"one of: {', '.join(SHELLS)}")
    parser.epilog = (
        "bash: source <(./newsarchive completion bash); zsh, after compinit: source <(./newsarchive completion zsh);"
        " fish: ./newsarchive completion fish | source"
    )


def run(options: argparse.Namespace, settings: Mapping[str, Any]) -> int:  # noqa: ARG001
    """Run `newsarchive completion`: print the script for the shell; return 0."""
    parser = _Parser("newsarchive")
    add_commands(parser)
    print(shtab.complete(parser, options.shell, preamble=_BRIEFINGS.get(options.shell, "")))
    return 0
