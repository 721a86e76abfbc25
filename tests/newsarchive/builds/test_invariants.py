"""What holds for every page of every site, local and public, fixture and real."""

from __future__ import annotations

from tests.every_site.invariants import *  # noqa: F403

MODES = ("local", "public")
