"""Settings of the archives with planted faults: those of `tests/newsroom/`, under addresses of its own."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT)]

from tests.newsroom.pelicanconf import *  # noqa: E402, F403
from tests.newsroom.pelicanconf import CATALOGUE_PATHS, NEWSROOM  # noqa: E402

# a case may lie over the interface's words, too
CATALOGUE_PATHS = [*filter(None, [os.environ.get("PLANTED_CATALOGUES")]), *CATALOGUE_PATHS]
NEWSROOM = {**NEWSROOM, "tag_authority": "newsroom.test,2026"}
SITEURL = "https://copy.test/archive"
ALLOW_PLACEHOLDERS = True
