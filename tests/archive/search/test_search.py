"""The search of this archive."""

from __future__ import annotations

from tests.every_site.search import *  # noqa: F403

MODES = ("public",)
