"""Settings of the newsroom that tests work in, as `pelicanconf.py` of a repository; nothing of the repository's own."""

import datetime as dt
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT)]

from newsarchive.defaults import *  # noqa: E402, F403
from newsarchive.defaults import CATALOGUE_PATHS  # noqa: E402

SITENAME = "Media Freedom Archive"

NEWSROOM = {
    "contact": "desk@archive.example",
    "tag_authority": "archive.example,2026",
    "repository": "https://archive.example/source",
    "security_expires": dt.date(2027, 11, 1),
    "follow": (
        ("Telegram", "https://telegram.example/archive"),
        ("Mastodon", "https://social.example/@archive"),
    ),
}

DEFAULT_LANG = "en"
LANGUAGES = (
    {"tag": "az", "name": "Azərbaycanca", "direction": "ltr", "quotes": ("«»", "“”"), "spaced_dash": True},
    {"tag": "en", "name": "English", "direction": "ltr", "quotes": ("“”", "‘’")},
    {"tag": "ru", "name": "Русский", "direction": "ltr", "quotes": ("«»", "„“"), "spaced_dash": True},
)

CATALOGUE_PATHS = [str(ROOT / "translations"), *CATALOGUE_PATHS]
PATH = str(ROOT / "content")
OUTPUT_PATH = str(ROOT / "output")
STORE_PATH = os.environ.get("STORE_PATH") or str(ROOT / ".store")
