"""Dead links, counted by a public link checker (lychee), offline."""

from __future__ import annotations

from pathlib import Path

from tests.every_site.links import *  # noqa: F403
from tests.every_site.links import _check
from tests.sites import BuiltSite

MODES = ("local", "public")


def test_lychee_would_notice(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<p id="a"><a href="#b">x</a> <a href="gone.html">y</a>')
    assert _check(BuiltSite("bad", tmp_path, "", ()))["errors"] == 2
