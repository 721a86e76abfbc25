"""The search of the fixture site."""

from __future__ import annotations

from tests.every_site.search import *  # noqa: F403

MODES = ("public",)
