"""Files of this repository that the package carries with it.

In a wheel they are inside the package; in a checkout of the repository, where they belong. They can also be read from a
wheel that is not installed.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[3]
"""The repository's root, if the package runs from a checkout."""

_OF_THE_REPOSITORY = {
    "requirements.lock": "requirements.lock",
    "CHANGELOG.md": "CHANGELOG.md",
    "publish.yml": ".github/workflows/publish.yml",
}


def is_checkout() -> bool:
    """Return whether the package runs from a checkout of the repository, and not from a wheel."""
    here = CHECKOUT / "plugins" / "newsarchive" / "starting" / "shipped.py"
    return Path(__file__).resolve() == here and (CHECKOUT / "pyproject.toml").is_file()


def shipped(name: str) -> str:
    """Return the words of a file in `starting/files`, or of one of the repository's that the package carries.

    KeyError is raised if there is no such file.
    """
    inside: Any = files(__package__).joinpath("files", *name.split("/"))
    if inside.is_file():
        return str(inside.read_text("utf-8"))
    if is_checkout() and name in _OF_THE_REPOSITORY:
        return (CHECKOUT / _OF_THE_REPOSITORY[name]).read_text("utf-8")
    raise KeyError(name)


def this_version() -> str:
    """Return the version of this package, such as `2.1.0`."""
    if is_checkout():
        # imported late: only a checkout needs it
        import tomllib

        return str(tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]["version"])
    try:
        return version("newsarchive")
    except PackageNotFoundError:
        return ""
