"""Settings of the archives with planted faults: the real site's, under addresses of its own."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from pelicanconf import *  # noqa: F403
from pelicanconf import CATALOGUE_PATHS, NEWSROOM

# a case may lie over the interface's words, too
CATALOGUE_PATHS = [*filter(None, [os.environ.get("PLANTED_CATALOGUES")]), *CATALOGUE_PATHS]
NEWSROOM = {**NEWSROOM, "tag_authority": "newsroom.test,2026"}
SITEURL = "https://copy.test/archive"
ALLOW_PLACEHOLDERS = True
