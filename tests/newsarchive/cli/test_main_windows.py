"""On a system without POSIX every command ends with one line that says what to do."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.sites import ROOT

# as native Windows answers, where these modules do not exist
WITHOUT = """
import sys

class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name in ("fcntl", "resource"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

for name in ("fcntl", "resource"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Refusing())
import runpy
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""
BUILD = ("pelican", "content", "-o", "{output}", "-s")
COMMANDS = [
    (*BUILD, "pelicanconf.py"),
    (*BUILD, "publishconf.py"),
    *(("newsarchive", name) for name in ("check", "new", "status", "fix", "clean", "schema", "serve", "fields")),
    ("newsarchive", "verify", "output"),
    ("newsarchive", "translate"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: f"{command[0]} {command[-1]}")
def test_every_command_says_that_it_needs_wsl(command: tuple[str, ...], tmp_path) -> None:
    arguments = [each.format(output=tmp_path / "output") for each in command]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "WSL" in line
    assert "README" in line
    assert done.stdout == ""
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("command", ["html", "check", "help"])
def test_make_says_the_same(command: str) -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", command],
        cwd=ROOT,
        env={**os.environ, "OS": "Windows_NT"},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "WSL" in done.stderr
    assert done.stdout == ""
