"""The files of the repository, and what none of them may name."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.sites import ROOT

ARCHIVE = (ROOT / "content", ROOT / "pelicanconf.py", ROOT / "publishconf.py")
"""What the archive of a repository consists of: its content and its settings."""

_TRACES = re.compile(r"/(?:home|root|Users|work|farm)/[A-Za-z]|registry\.npmjs|pypi\.org/simple|_authToken")


def tracked() -> list[Path]:
    """Files that git tracks or would track."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def of_the_archive(path: Path) -> bool:
    """Whether a file is one of the archive's, and not of the generator's."""
    return any(path.is_relative_to(part) for part in ARCHIVE)


def traces(paths: Iterable[Path]) -> list[str]:
    """Return where files name a path of a machine or a registry of packages."""
    texts = [path for path in paths if path.suffix not in (".jpg", ".png", ".webp", ".ttf", ".pdf")]
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in texts
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if _TRACES.search(line)
    ]
