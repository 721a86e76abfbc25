"""The first call of a command says what it waits for."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.newsarchive.builds.session_content import CONTENT
from tests.rooms import furnish, plain_environment

pytestmark = pytest.mark.long


@pytest.mark.parametrize("command", ["html", "check"])
def test_the_first_call_says_once_that_it_sets_up(command: str, tmp_path: Path) -> None:
    room = furnish(tmp_path / "archive", CONTENT)
    (room / ".venv/.build").unlink()
    done = subprocess.run(
        ["make", command], cwd=room, env=plain_environment(room), capture_output=True, text=True, check=False
    )
    said = done.stderr.splitlines()
    assert said[0] == "Setting up .venv, once: packages from requirements.lock"
    # the room refuses to install anything, and says so itself
    assert said[1].startswith("an installation was attempted: ")
    assert done.stdout == ""


def test_a_second_call_sets_nothing_up(tmp_path: Path) -> None:
    room = furnish(tmp_path / "archive", CONTENT)
    done = subprocess.run(
        ["make", "check"], cwd=room, env=plain_environment(room), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
