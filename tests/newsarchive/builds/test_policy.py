"""Each page's own Content-Security-Policy, against what the page holds."""

from __future__ import annotations

from tests.every_site.policy import *  # noqa: F403

MODES = ("local", "public")
