"""An editor's room: a folder with what an editor has, where the make targets run as they are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.sites import NEWSROOM, ROOT
from tests.warmbuilds import run_warm

_OURS = ("Makefile", "newsarchive", "requirements.lock", ".gitignore", "plugins", "theme")
_THEIRS = ("pelicanconf.py", "publishconf.py", "translations")

# the environment that runs the tests, in the place of one that make would set up; an installation is refused
_PYTHON = """#!/bin/sh
case " $* " in *" pip "*) echo "an installation was attempted: $*" >&2; exit 1;; esac
exec "{python}" "$@"
"""


def furnish(room: Path, content: Mapping[str, str]) -> Path:
    """Put what an editor has into a new folder, with these texts; the folder."""
    room.mkdir(parents=True)
    for source in (*(ROOT / name for name in _OURS), *(NEWSROOM / name for name in _THEIRS)):
        if source.is_dir():
            shutil.copytree(source, room / source.name, ignore=shutil.ignore_patterns("*.pyc.*"))
        else:
            shutil.copy(source, room / source.name)
    for path, text in content.items():
        target = room / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    python = room / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(_PYTHON.format(python=sys.executable), "utf-8")
    python.chmod(0o755)
    (room / ".venv" / ".build").touch()
    return room


def keep_compiled_code(room: Path, checkout: Path) -> None:
    """Put a room's compiled code beside the same sources in another folder, where git has just written them.

    A third of the time of their first command would go into compiling.
    """
    for compiled in room.glob("plugins/**/__pycache__"):
        shutil.copytree(compiled, checkout / compiled.relative_to(room))
    for source in room.glob("plugins/**/*.py"):
        checked_out = checkout / source.relative_to(room)
        assert checked_out.read_bytes() == source.read_bytes()
        shutil.copystat(source, checked_out)  # compiled code counts for the time of its source


def plain_environment(room: Path, **more: str) -> dict[str, str]:
    """Return what a shell in the room knows: nothing of whoever runs the tests."""
    identity = {
        f"GIT_{role}_{name}": value
        for role in ("AUTHOR", "COMMITTER")
        for name, value in (("NAME", "An editor"), ("EMAIL", "editor@news.example"))
    }
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(room / "plugins"),  # the room's code, not that of the environment
        "HOME": str(room.parent),
        "LANG": "C.UTF-8",
        "INPUTRC": "/dev/null",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
        **identity,
        **more,
    }


def command_of(room: Path, command: str, *options: str, **known: str) -> subprocess.CompletedProcess[str]:
    """Run a command as make runs it, where make is not what is tested: most of its time is Python's start.

    Args:
        room: The folder in which it runs.
        command: A command of `newsarchive`.
        options: Its flags.
        known: Variables of the environment; what an editor gives to make as `TEXT=…` is `NEWSROOM_TEXT` here.
    """
    return run_warm("newsarchive", command, *options, cwd=room, environment=plain_environment(room, **known))


def save(path: Path, text: str, room: Path) -> None:
    """Save a file below a room as most editors do, in one step: nobody sees half of it."""
    written = room / f".{path.name}.saved"
    written.write_text(text, "utf-8")
    written.replace(path)
