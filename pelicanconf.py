"""Settings of a local build (`make html`). `publishconf.py` holds what differs for the public site."""

import datetime as dt
import os
import sys
from pathlib import Path

from jinja2 import StrictUndefined

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT)]

# Pelican logs a plugin that cannot be imported and goes on; without this one nothing at all would be built
import newsarchive.build  # noqa: E402, F401

# --- Site --------------------------------------------------------------------------------------------
SITENAME = "Media Freedom Archive"  # Pelican's own; pages take the catalogues' `site.name`
SITEURL = ""
CLEAN_ADDRESSES = False  # links name index.html, so that pages open from a disk
TIMEZONE = "UTC"

NEWSROOM = {
    # Before the first publication, put your own values here: the README's "Before you publish" lists them.
    "contact": "desk@archive.example",
    "tag_authority": "archive.example,2026",
    "repository": "https://archive.example/source",
    "security_expires": dt.date(2027, 11, 1),
    "follow": (
        ("Telegram", "https://telegram.example/archive"),
        ("Mastodon", "https://social.example/@archive"),
    ),
}

# Readers check copies by this: the second line of minisign.pub (CONTRIBUTING, To sign). Mirrors: (name, address)
SIGNING_PUBLIC_KEY = ""
MIRRORS: tuple[tuple[str, str], ...] = ()

# --- Languages: one row each, a catalogue in theme/translations/, and names in the vocabularies ----------
DEFAULT_LANG = "en"
LANGUAGES = (
    {"tag": "az", "name": "Azərbaycanca", "direction": "ltr", "quotes": ("«»", "“”"), "spaced_dash": True},
    {"tag": "en", "name": "English", "direction": "ltr", "quotes": ("“”", "‘’")},
    {"tag": "ru", "name": "Русский", "direction": "ltr", "quotes": ("«»", "„“"), "spaced_dash": True},
)
CATALOGUE_PATHS = [str(ROOT / "theme" / "translations")]

# --- Content -------------------------------------------------------------------------------------------
PATH = str(ROOT / "content")
OUTPUT_PATH = str(ROOT / "output")
STORE_PATH = os.environ.get("STORE_PATH") or str(ROOT / ".store")
LISTING_SIZE = 20
FEED_SIZE = 20
SHOW_DRAFTS = False
REDACTIONS = os.environ.get("REDACTIONS", "")  # a list of what must not be published, kept outside of the repository
REDACTIONS_EXPECTED = False  # if True, nothing is published where that list is missing
RECORDS = False  # only a publication writes into the content, and only its tables of what it published
SHARE_PICTURES = False  # networks take a picture by its full address, which a local build has not
CHECKSUMS = False  # only a publication says what its files are to be

# --- Theme ---------------------------------------------------------------------------------------------
THEME = str(ROOT / "theme")
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": [],
}

# --- Plugins: the order decides nothing; a build without one of them lacks its pages or files -----------------
PLUGINS = [
    "newsarchive.build",
    "newsarchive.pages",
    "newsarchive.head",
    "newsarchive.feeds",
    "newsarchive.search",
    "newsarchive.site_files",
]

# --- Pelican's own pages are off: the archive's generator makes all of them, for all languages at once ----
ARTICLE_PATHS: list[str] = []
PAGE_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
THEME_STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES: list[str] = []
FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
READERS = {"rst": None, "html": None}
CACHE_CONTENT = False
