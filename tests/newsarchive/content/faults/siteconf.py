"""Settings of the archives with planted faults: those of `tests/newsroom/`, under addresses of its own."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
# not as a module of `tests`: a build would then depend on every file of the tests
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "tests" / "newsroom")]

from pelicanconf import *  # noqa: E402, F403
from pelicanconf import CATALOGUE_PATHS, NEWSROOM  # noqa: E402

# a case may lie over the interface's words, too
CATALOGUE_PATHS = [*filter(None, [os.environ.get("PLANTED_CATALOGUES")]), *CATALOGUE_PATHS]
NEWSROOM = {**NEWSROOM, "tag_authority": "newsroom.test,2026"}
SITEURL = "https://copy.test/archive"
ALLOW_PLACEHOLDERS = True
