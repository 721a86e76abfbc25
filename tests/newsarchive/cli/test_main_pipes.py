"""A command whose output nobody reads any more, as in `newsarchive doctor | head`, ends quietly."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.sites import NEWSROOM, ROOT


@pytest.mark.parametrize(
    ("command", "both"),
    [
        pytest.param("doctor", False, id="doctor-output"),
        pytest.param("status", True, id="status-and errors"),
        *(
            pytest.param(command, both, id=f"{command}-{'and errors' if both else 'output'}", marks=pytest.mark.full)
            for command, both in (("doctor", True), ("status", False))
        ),
    ],
)
def test_a_command_without_a_reader_ends_without_a_word(command: str, both: bool) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    words = [sys.executable, "-m", "newsarchive", command, "--settings", str(NEWSROOM / "pelicanconf.py")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    errors = writing if both else subprocess.PIPE
    try:
        done = subprocess.run(words, cwd=ROOT, env=environment, stdout=writing, stderr=errors, timeout=120, check=False)
    finally:
        os.close(writing)
    assert done.returncode == 141
    assert both or done.stderr == b""
