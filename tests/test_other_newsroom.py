"""A newsroom that has deleted our content and languages checks, builds and tests its repository."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.other_newsroom import lay_out

# several, since none may take ten minutes; those that take long are written on the same fixtures
PARTS = ("unit", "build golden", "content search attacks bench")

pytestmark = [pytest.mark.full, pytest.mark.xdist_group("newsroom")]


@pytest.fixture(scope="module")
def repository(once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The newsroom's repository."""
    return once("newsroom", lambda folder: lay_out(folder / "repository")) / "repository"


def _run(repository: Path, *command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["PYTHONPATH"] = str(repository / "plugins")
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=repository, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    return done.stdout


def test_its_content_is_checked_and_built(repository: Path) -> None:
    assert "0 faults" in _run(repository, "newsarchive", "check")
    _run(repository, "newsarchive", "html")
    assert "Tbilisi: " in (repository / "output/en/index.html").read_text("utf-8")


@pytest.mark.parametrize("part", PARTS)
def test_its_tests_pass(repository: Path, part: str) -> None:
    folders = [f"tests/{each}" for each in part.split()]
    chosen = "not long and not browser and not full"
    assert " passed" in _run(repository, "pytest", *folders, "-m", chosen, "-n", "2", "--dist", "loadgroup", "-q")
