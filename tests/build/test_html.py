"""The Nu HTML checker, the standard's own, over every page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.every_site.html import *  # noqa: F403
from tests.every_site.html import _messages

MODES = ("local",)


@pytest.mark.long
def test_the_nu_checker_would_notice(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!DOCTYPE html><html lang=en><title>x</title><p id=a><b id=a>y</b>")
    assert any("Duplicate ID" in each for each in _messages(tmp_path))
