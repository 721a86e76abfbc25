"""Settings that every archive needs and few change: `from newsarchive.defaults import *` begins a settings file.

`CATALOGUE_PATHS` and `THEME` name the theme that comes with the package. An archive's own catalogues go before it:
`CATALOGUE_PATHS = ["translations", *CATALOGUE_PATHS]`.
"""

from __future__ import annotations

import os
from pathlib import Path

from jinja2 import StrictUndefined

_PACKAGE = Path(__file__).resolve().parent
# a wheel holds the theme within the package; the repository beside `plugins/`
_THEME = _PACKAGE / "theme" if (_PACKAGE / "theme").is_dir() else _PACKAGE.parent.parent / "theme"

SITEURL = ""
CLEAN_ADDRESSES = False  # links name index.html, so that pages open from a disk
TIMEZONE = "UTC"

# --- Content -------------------------------------------------------------------------------------------
PATH = "content"
OUTPUT_PATH = "output"
STORE_PATH = os.environ.get("STORE_PATH") or ".store"
LISTING_SIZE = 20
FEED_SIZE = 20
SHOW_DRAFTS = False
REDACTIONS = os.environ.get("REDACTIONS", "")  # a list of what must not be published, kept outside of the repository
REDACTIONS_EXPECTED = False  # if True, nothing is published where that list is missing
RECORDS = False  # only a publication writes into the content, and only its tables of what it published
SHARE_PICTURES = False  # networks take a picture by its full address, which a local build has not
CHECKSUMS = False  # only a publication says what its files are to be
SIGNING_PUBLIC_KEY = ""
MIRRORS: tuple[tuple[str, str], ...] = ()

# --- Theme ---------------------------------------------------------------------------------------------
THEME = str(_THEME)
CATALOGUE_PATHS = [str(_THEME / "translations")]
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
