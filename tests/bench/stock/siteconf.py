"""Stock Pelican on the texts of a made archive: Markdown, Typogrify, lists, term pages and feeds, and nothing of ours.

With a folder in BENCH_SUBSITES that holds the plugin i18n_subsites each language is a site of its own; without it
there is one pass, whose lists and feeds hold the default language alone.
"""

import os
from pathlib import Path

SUBSITES = os.environ.get("BENCH_SUBSITES", "")

SITENAME = "Briefings"
SITEURL = "https://archive.example"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
PATH = "content"
OUTPUT_PATH = "output"
ARTICLE_PATHS = ["en", "az", "ru"]
PAGE_PATHS = ["pages"]
STATIC_PATHS: list[str] = []
THEME = str(Path(__file__).resolve().parent / "theme")
THEME_STATIC_PATHS: list[str] = []
USE_FOLDER_AS_CATEGORY = False
TYPOGRIFY = True

ARTICLE_URL = "{slug}/"
ARTICLE_SAVE_AS = "{slug}/index.html"
PAGE_URL = "about/{slug}/"
PAGE_SAVE_AS = "about/{slug}/index.html"
# within a subsite every text is in the site's own language
BEFORE = "" if SUBSITES else "{lang}/"
ARTICLE_LANG_URL, ARTICLE_LANG_SAVE_AS = BEFORE + ARTICLE_URL, BEFORE + ARTICLE_SAVE_AS
PAGE_LANG_URL, PAGE_LANG_SAVE_AS = BEFORE + PAGE_URL, BEFORE + PAGE_SAVE_AS

DIRECT_TEMPLATES = ["index"]
DEFAULT_PAGINATION = 20
PAGINATED_TEMPLATES = {"index": None, "tag": None, "category": None, "author": None}
YEAR_ARCHIVE_SAVE_AS = "years/{date:%Y}/index.html"

FEED_ALL_ATOM = "feed.xml"
TAG_FEED_ATOM = "tag/{slug}.xml"
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 20

PLUGIN_PATHS = [SUBSITES] if SUBSITES else []
PLUGINS = ["i18n_subsites"] if SUBSITES else []
if SUBSITES:
    I18N_SUBSITES = {language: {} for language in ("az", "ru")}
    I18N_UNTRANSLATED_ARTICLES = I18N_UNTRANSLATED_PAGES = "remove"
