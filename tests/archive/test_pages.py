"""What holds of every page holds of this archive's, on a disk and online."""

from __future__ import annotations

from tests.every_site.citations import *  # noqa: F403
from tests.every_site.invariants import *  # noqa: F403
from tests.every_site.linked_data import *  # noqa: F403
from tests.every_site.links import *  # noqa: F403
from tests.every_site.policy import *  # noqa: F403

MODES = ("local", "public")
