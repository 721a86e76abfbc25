"""The tests' newsroom has the catalogues of the theme, so that what they show is what readers of this archive see."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsarchive.build.placeholders import EXAMPLE_NAMES
from newsarchive.i18n.catalogues import load_catalogues
from tests.sites import NEWSROOM, REAL_LANGUAGES, ROOT

THEME = ROOT / "theme" / "translations"


@pytest.mark.parametrize("path", sorted(THEME.iterdir()), ids=lambda path: path.name)
def test_a_catalogue_of_the_theme_is_that_of_the_tests(path: Path) -> None:
    copy = NEWSROOM / "translations" / path.name
    if os.environ.get("GOLDEN") == "write":
        copy.write_bytes(path.read_bytes())
    assert copy.read_bytes() == path.read_bytes(), "copy it by: make golden"


def test_the_names_that_no_other_archive_may_have_are_those_of_the_catalogues() -> None:
    words = load_catalogues([THEME], REAL_LANGUAGES, "en")
    assert frozenset(words(tag, "site.name") for tag in REAL_LANGUAGES) == EXAMPLE_NAMES
