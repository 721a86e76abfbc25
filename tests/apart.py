"""Tests of the generator open nothing of the archive in their repository: content and settings are a newsroom's own.

An audit hook (PEP 578) refuses it, in the tests' process and in the builds that they start.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

CLOSED = "ARCHIVE_IS_CLOSED"
"""The variable that is set while a test of the generator runs, so that a build which it starts knows it, too."""

_ROOT = str(Path(__file__).resolve().parents[1])
_EVENTS = ("open", "os.listdir", "os.scandir")
_FILES = tuple(f"{_ROOT}/{each}" for each in ("pelicanconf.py", "publishconf.py", "__pycache__/p"))


class OpenedError(Exception):
    """A test of the generator opens a file of the archive."""


def keep_apart() -> None:
    """Look at every file that this process opens from now on."""
    sys.addaudithook(_look)


def forget_settings() -> None:
    """Forget the settings that an earlier test has loaded, even from a file that is gone: a build would use them."""
    for name in ("pelicanconf", "publishconf"):
        sys.modules.pop(name, None)


def _look(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _EVENTS or CLOSED not in os.environ or not isinstance(arguments[0], str | bytes | os.PathLike):
        return
    path = os.fsdecode(arguments[0])
    if not path.startswith("/") and event == "open" and arguments[1] is None:
        return  # `os.open` may count it from another folder than the current one
    # a build may stand in a folder that is gone, which has no absolute path
    if "conf" in path or "content" in path:
        path = os.path.abspath(path)  # noqa: PTH100
        if path.startswith(_FILES) or path == f"{_ROOT}/content" or path.startswith(f"{_ROOT}/content/"):
            raise OpenedError(f"tests of the generator must not open {path}: they belong into tests/archive/")
