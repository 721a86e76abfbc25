"""Settings of the public site (`newsarchive publish`): only what differs from `pelicanconf.py`."""

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
EDITIONS = ("epub", "html", "site")  # the archive as files, one page in each language offers them (docs/publishers.md)
# a publication with placeholders in its settings is refused; ALLOW_PLACEHOLDERS=1 is for a trial
ALLOW_PLACEHOLDERS = os.environ.get("ALLOW_PLACEHOLDERS") == "1"
# the tables (*.tsv) in the content are brought up to date: commit them. A trial records nothing
RECORDS = os.environ.get("RECORDS", "yes") != "no" and not ALLOW_PLACEHOLDERS
