"""This archive as `newsarchive publish` builds it: sums, feeds, valid HTML and share pictures."""

from __future__ import annotations

from tests.every_site.checksums import *  # noqa: F403
from tests.every_site.data import *  # noqa: F403
from tests.every_site.feeds_and_sitemap import *  # noqa: F403
from tests.every_site.html import *  # noqa: F403
from tests.every_site.mirrors import test_a_published_folder_is_found_whole  # noqa: F401
from tests.every_site.share_pictures import *  # noqa: F403

MODES = ("public",)
