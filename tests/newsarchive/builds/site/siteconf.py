"""Settings of the fixture site: five languages, one of them right to left, and listings of two."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
# not as a module of `tests`: a build would then depend on every file of the tests
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "tests" / "newsroom")]

from pelicanconf import *  # noqa: E402, F403
from pelicanconf import CATALOGUE_PATHS, LANGUAGES, NEWSROOM  # noqa: E402

LANGUAGES = (
    *LANGUAGES,
    {"tag": "ar", "name": "العربية", "direction": "rtl", "quotes": ("«»", "“”")},
    {"tag": "ka", "name": "ქართული", "direction": "ltr", "quotes": ("„“", "«»")},
)
CATALOGUE_PATHS = [*CATALOGUE_PATHS, str(HERE / "translations")]
PATH = str(HERE / "content")
LISTING_SIZE = 2
SITEURL = os.environ.get("FIXTURE_SITEURL", "")
ALLOW_PLACEHOLDERS = True
CLEAN_ADDRESSES = bool(SITEURL)
SHARE_PICTURES = bool(SITEURL)
CHECKSUMS = bool(SITEURL)
EDITIONS = ("epub", "html", "site")
SIGNING_KEYS = ("RWRrMsf4oz/r6KjQ8FARiLLyGmfeE2KQ67nuI3VAHraWpj/NbnudMBIL",)
MIRRORS = (("Mirror", "https://mirror.example/archive/"),)
NEWSROOM = {
    **NEWSROOM,
    "signal": "desk.042",
    "pgp": ("0123456789abcdef0123456789abcdef01234567", "https://archive.example/keys/desk.asc"),
}
