"""Keys of minisign(1), made by the tool itself."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    """A pair on the disk, the secret one without a password; `public` is the line that readers are given."""

    secret: Path
    public: str


def new_keys(folder: Path) -> Keys:
    """Make a pair in a new folder."""
    folder.mkdir(parents=True)
    secret, public = folder / "minisign.key", folder / "minisign.pub"
    command = ["minisign", "-G", "-W", "-s", str(secret), "-p", str(public)]
    subprocess.run(command, check=True, capture_output=True)
    return Keys(secret, public.read_text().splitlines()[1])


def minisign_says(folder: Path, public: str) -> tuple[int, str]:
    """Let the tool check the signature of STATE in a folder; its status and what it prints."""
    command = ["minisign", "-V", "-P", public, "-m", "STATE"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr
