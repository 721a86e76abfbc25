"""A test of the generator that opens the archive of its repository fails, whichever way it takes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.apart import OpenedError, forget_settings
from tests.sites import ROOT, run_pelican


@pytest.mark.parametrize(
    "read",
    [
        lambda: (ROOT / "pelicanconf.py").read_text("utf-8"),
        lambda: __import__("publishconf"),
        lambda: list((ROOT / "content").rglob("*.md")),
        lambda: os.listdir(os.path.relpath(ROOT / "content")),  # noqa: PTH208
    ],
    ids=["read", "import", "walk", "relative"],
)
def test_the_archive_is_not_opened(read: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    # an earlier test of this process may have left a site of its own here
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])
    monkeypatch.delitem(sys.modules, "publishconf", raising=False)
    with pytest.raises(OpenedError, match="tests/archive/"):
        read()


def test_nor_by_a_build(tmp_path: Path) -> None:
    done = run_pelican(ROOT / "pelicanconf.py", tmp_path / "output")
    assert done.returncode != 0
    assert "OpenedError" in done.stdout + done.stderr


def test_settings_that_an_earlier_test_loaded_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, folder in (("pelicanconf", ROOT), ("publishconf", Path("/gone"))):
        monkeypatch.setitem(sys.modules, name, SimpleNamespace(__file__=str(folder / f"{name}.py")))
    forget_settings()
    assert not {"pelicanconf", "publishconf"} & sys.modules.keys()
