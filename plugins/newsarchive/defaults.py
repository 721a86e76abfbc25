"""Settings that every archive needs and few change: `from newsarchive.defaults import *` begins a settings file.

`CATALOGUE_PATHS` are the folders with the translated strings of the interface. An archive with its own puts them first,
`CATALOGUE_PATHS = ["translations", *CATALOGUE_PATHS]`: of each string, the first folder that has it counts.
"""

from __future__ import annotations

import os
from pathlib import Path

from jinja2 import StrictUndefined

from newsarchive.plugins import installed_plugins, plugin_defaults

_PACKAGE = Path(__file__).resolve().parent
# a wheel has the theme inside the package, the repository next to `plugins/`
_THEME = _PACKAGE / "theme" if (_PACKAGE / "theme").is_dir() else _PACKAGE.parent.parent / "theme"

SITEURL = ""
CLEAN_ADDRESSES = False  # links end in index.html, so that pages open from a disk
TIMEZONE = "UTC"

# --- Content -------------------------------------------------------------------------------------------
PATH = "content"
OUTPUT_PATH = "output"
STORE_PATH = os.environ.get("STORE_PATH") or ".store"
LISTING_SIZE = 20
FEED_SIZE = 20
SHOW_DRAFTS = False
TAXONOMIES = ("tags", "people", "organisations", "places")  # the vocabularies, in the order of the menu
EXTRA_FIELDS: tuple[dict[str, object], ...] = ()  # fields of briefings that the archive adds (docs/publishers.md)
SOURCES = "required"  # "optional", or "own": a briefing without sources is the newsroom's own reporting
RECORDS = False  # True only for a publication, which writes its tables into the content
SHARE_PICTURES = False  # social networks need absolute addresses, which a local build does not have
CHECKSUMS = False  # True only for a publication, which lists the checksums of its files
SIGNING_KEYS: tuple[str, ...] = ()  # the public keys by which readers check copies
SIGNATURES_REQUIRED = 1  # how many of them must have signed
EDITIONS: tuple[str, ...] = ()  # files with the whole archive in them: "epub", "html", "site" (a publication only)
MIRRORS: tuple[tuple[str, str], ...] = ()  # copies elsewhere: name and address of each
ONION = ""  # the address of this site as an onion service, which Tor Browser then offers

# --- Theme ---------------------------------------------------------------------------------------------
THEME = str(_THEME)
THEME_CSS_OVERRIDES: list[str] = []  # CSS files that follow the theme's, for other colours or faces
FONTS: tuple[dict[str, str], ...] = ()  # fonts that pages load from the site (docs/publishers.md)
PAGE_ORDER: tuple[str, ...] = ()  # standing pages that menus list first; the others follow by their slug
CATALOGUE_PATHS = [str(_THEME / "translations")]
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": [],
}

# --- Plugins: their order does not matter; without one of them, the site lacks its pages or files -------------
PLUGINS = [
    "newsarchive.build",
    "newsarchive.head",
    "newsarchive.pages",
    "newsarchive.search",
    "newsarchive.server",
    *installed_plugins(),
]
globals().update(plugin_defaults())  # their own settings, which are in their modules `settings`

# --- Pelican's own pages are off: the package renders all pages, in all languages ------------------------
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
