"""Settings of that newsroom's public site, as `publishconf.py` of a repository."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pelicanconf import *  # noqa: F403

SITEURL = (os.environ.get("SITEURL") or "https://archive.example").rstrip("/")
CLEAN_ADDRESSES = True
SHOW_DRAFTS = False
SHARE_PICTURES = True
CHECKSUMS = True
ALLOW_PLACEHOLDERS = os.environ.get("ALLOW_PLACEHOLDERS") == "1"
RECORDS = os.environ.get("RECORDS", "yes") != "no" and not ALLOW_PLACEHOLDERS
