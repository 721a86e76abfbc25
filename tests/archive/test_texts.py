"""What holds of every text holds of this archive's, and the schemas in the repository are those of its settings."""

from __future__ import annotations

from newsarchive.cli.schema import FOLDER
from tests.every_site.texts import *  # noqa: F403
from tests.every_site.texts import _schemas
from tests.sites import ROOT


def test_the_files_are_as_the_code_makes_them() -> None:
    there = {path.name: path.read_bytes().decode() for path in FOLDER.iterdir()}
    assert there == _schemas(ROOT / "pelicanconf.py")[1], "write them by: make schema"
