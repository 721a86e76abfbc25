"""The Nu HTML checker, the standard's own, over every kind of page."""

from __future__ import annotations

from tests.every_site.html import *  # noqa: F403

MODES = ("local",)
