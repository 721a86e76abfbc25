"""Settings of a local build (`newsarchive html`). `publishconf.py` holds what differs for the public site."""

import datetime as dt
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT)]

from newsarchive.defaults import *  # noqa: E402, F403

# --- Site --------------------------------------------------------------------------------------------
SITENAME = "Media Freedom Archive"  # Pelican's own; pages take the catalogues' `site.name`

NEWSROOM = {
    # Before the first publication, put your own values here: docs/publishers.md lists them.
    "contact": "desk@archive.example",
    "tag_authority": "archive.example,2026",
    "repository": "https://archive.example/source",
    "security_expires": dt.date(2027, 11, 1),
    "follow": (
        ("Telegram", "https://telegram.example/archive"),
        ("Mastodon", "https://social.example/@archive"),
    ),
}

# Readers check copies by these: the second line of each minisign.pub (docs/publishers.md). Mirrors: (name, address)
SIGNING_KEYS = ()
MIRRORS = ()

# --- Languages: one row each, a catalogue in theme/translations/, and names in the vocabularies ----------
DEFAULT_LANG = "en"
LANGUAGES = (
    {"tag": "az", "name": "Azərbaycanca", "direction": "ltr", "quotes": ("«»", "“”"), "spaced_dash": True},
    {"tag": "en", "name": "English", "direction": "ltr", "quotes": ("“”", "‘’")},
    {"tag": "ru", "name": "Русский", "direction": "ltr", "quotes": ("«»", "„“"), "spaced_dash": True},
)

# --- Content -------------------------------------------------------------------------------------------
PATH = str(ROOT / "content")
OUTPUT_PATH = str(ROOT / "output")
STORE_PATH = os.environ.get("STORE_PATH") or str(ROOT / ".store")
REDACTIONS_EXPECTED = False  # if True, nothing is published where the list of redactions (REDACTIONS) is missing
