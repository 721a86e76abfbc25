"""The first `make` of a new archive, and that after another wheel of the same version: with Python's own pip."""

from __future__ import annotations

import hashlib
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from newsarchive_start.wheel import shipped

pytestmark = pytest.mark.long

WHEEL = "newsarchive-1.0-py3-none-any.whl"


def pin(archive: Path, words: str) -> None:
    """Put a wheel into the archive whose rules are these words, always of the same version, and pin it."""
    (archive / "packages").mkdir(exist_ok=True)
    info = "newsarchive-1.0.dist-info"
    with zipfile.ZipFile(archive / "packages" / WHEEL, "w") as wheel:
        wheel.writestr("newsarchive/__init__.py", "")
        wheel.writestr("newsarchive/__main__.py", f"print({words!r})")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: newsarchive\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    digest = hashlib.sha256((archive / "packages" / WHEEL).read_bytes()).hexdigest()
    (archive / "requirements.lock").write_text(f"./packages/{WHEEL} --hash=sha256:{digest}\n    # via newsarchive\n")


def make(archive: Path) -> subprocess.Popen[str]:
    """Begin to set the archive up."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "MAKEFLAGS")}
    command = ["make", ".venv/rules.mk"]
    return subprocess.Popen(
        command, cwd=archive, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def finished(running: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for a command; return its exit status and what it printed."""
    said = running.communicate(timeout=120)[0]
    return running.returncode, said


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    root = tmp_path / "my archive"
    root.mkdir()
    (root / "Makefile").write_text(shipped("Makefile"), "utf-8")
    pin(root, "DESK = first")
    return root


def test_two_first_commands_at_once_set_the_archive_up_once(archive: Path) -> None:
    running = [make(archive), make(archive)]
    ended = [finished(each) for each in running]
    assert [status for status, _ in ended] == [0, 0], ended
    assert "".join(said for _, said in ended).count("Setting up .venv") == 1
    assert (archive / ".venv/rules.mk").read_text() == "DESK = first\n"


def test_another_wheel_of_the_same_version_is_installed(archive: Path) -> None:
    for words in ("DESK = first", "DESK = second"):
        pin(archive, words)
        status, said = finished(make(archive))
        assert status == 0, said
        assert (archive / ".venv/rules.mk").read_text() == f"{words}\n"


def test_a_wheel_with_another_digest_than_the_lock_is_refused(archive: Path) -> None:
    lock = (archive / "requirements.lock").read_text()
    pin(archive, "DESK = other")
    (archive / "requirements.lock").write_text(lock)
    status, said = finished(make(archive))
    assert status != 0
    assert "DO NOT MATCH THE HASHES" in said
    assert not (archive / ".venv/rules.mk").exists()
