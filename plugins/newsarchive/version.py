"""The version of this package, and whether it runs from a checkout of its repository."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
"""The repository's root, if the package runs from a checkout."""


def is_checkout() -> bool:
    """Return whether the package runs from a checkout of the repository, and not from a wheel."""
    here = CHECKOUT / "plugins" / "newsarchive" / "version.py"
    return Path(__file__).resolve() == here and (CHECKOUT / "pyproject.toml").is_file()


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
