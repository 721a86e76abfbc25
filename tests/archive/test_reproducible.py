"""This archive is the same bytes, whoever builds it; it takes long, and `make test` has the small fixture site."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.every_site.reproducible import *  # noqa: F403
from tests.every_site.reproducible import _differing_commands
from tests.sites import ROOT

pytestmark = pytest.mark.full


def test_the_pelican_command_builds_what_make_html_builds(tmp_path: Path) -> None:
    assert _differing_commands(ROOT / "content", ROOT / "pelicanconf.py", 500, tmp_path) == []
