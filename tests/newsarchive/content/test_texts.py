"""What holds of every text holds of the fixture's."""

from __future__ import annotations

from tests.every_site.texts import *  # noqa: F403
