"""Archives of newsrooms elsewhere, begun by `newsarchive init` with the package installed from its wheel."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

from newsarchive_start.wheel import wheel_of_this
from tests.rooms import plain_environment
from tests.sites import ROOT
from tests.warmbuilds import run_warm

BEGUN = {"SOURCE_DATE_EPOCH": "1795780000"}
"""The day on which archives begin."""

Once = Callable[[str, Callable[[Path], None]], Path]

_SOURCES = ("plugins", "theme", "docs", ".github", ".gitignore", "pyproject.toml", "requirements.lock")
_WORDS = ("CHANGELOG.md", "newsarchive", "README.md", "LICENSE", "LICENSE-TEXTS")


# what installers write for the entry point of pyproject.toml
_SCRIPT = """#!{python}
import sys
from newsarchive.cli.main import main
sys.exit(main())
"""


def copy_of_the_generator(target: Path) -> Path:
    """Copy all that a wheel is made of; the folder."""
    target.mkdir(parents=True)
    for name in (*_SOURCES, *_WORDS):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        else:
            shutil.copy(source, target / name)
    return target


def wheel_of(checkout: Path, folder: Path) -> Path:
    """Let a checkout write its wheel into a folder; the wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    run = [sys.executable, "-m", "newsarchive", "wheel", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(checkout / "plugins")}
    subprocess.run(run, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def installed(once: Once) -> Path:
    """An environment with the wheel, which has all other packages from that of the tests; nothing is downloaded."""

    def install(folder: Path) -> None:
        wheel = wheel_of_this()
        (folder / "dist").mkdir()
        (folder / "dist" / wheel.name).write_bytes(wheel.data)
        venv.create(folder / "venv", with_pip=False)
        (packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
        # as pip would, which takes two seconds; that it can: test_wheel.py
        shutil.unpack_archive(folder / "dist" / wheel.name, packages, "zip")
        compileall.compile_dir(packages, quiet=2)
        script = folder / "venv" / "bin" / "newsarchive"
        script.write_text(_SCRIPT.format(python=folder / "venv" / "bin" / "python"), "utf-8")
        script.chmod(0o755)
        (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")

    return once("newsroom-venv", install) / "venv"


class Newsroom:
    """A newsroom's folder, and the environment in which its commands run."""

    def __init__(self, root: Path, environment: Path) -> None:
        self.root, self._venv = root, environment

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command where the newsroom would: in the folder, or beside it before it is there."""
        known = self._environment(**variables)
        return subprocess.run(command, cwd=self._where, env=known, capture_output=True, text=True, check=False)

    def command(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `newsarchive`."""
        return self.run(str(self._venv / "bin" / "newsarchive"), *arguments, **variables)

    def warm(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `newsarchive` of this repository, which needs no start of Python, instead of that of the wheel."""
        command, *others = arguments
        return run_warm("newsarchive", command, *others, cwd=self._where, environment=self._environment(**variables))

    @property
    def _where(self) -> Path:
        return self.root if self.root.is_dir() else self.root.parent

    def _environment(self, **variables: str) -> dict[str, str]:
        known = plain_environment(self.root, **variables)
        del known["PYTHONPATH"]
        return known

    def begin(self, *flags: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `newsarchive init` of this repository, on a day in 2026."""
        return self.warm("init", str(self.root), *flags, **{**BEGUN, **variables})

    def set_up(self) -> None:
        """Do what the first `make` does, but without a download: the environment is there, and is marked as such."""
        (self.root / ".venv").symlink_to(self._venv)
        (self._venv / "rules.mk").write_text(self.warm("rules").stdout, "utf-8")

    def make(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run make."""
        return self.run("make", *arguments, **variables)

    def commit(self) -> None:
        """Commit all files."""
        for arguments in (["add", "--all"], ["commit", "--quiet", "-m", "A change"]):
            done = self.run("git", *arguments)
            assert done.returncode == 0, done

    def files(self) -> dict[str, bytes]:
        """All files by path, without those of git."""
        paths = (path for path in self.root.rglob("*") if path.is_file() and ".git" not in path.parts[:-1])
        inside = ((path.relative_to(self.root), path) for path in paths)
        return {name.as_posix(): path.read_bytes() for name, path in inside if name.parts[0] not in (".venv", ".git")}
