"""What holds of every page holds of this archive as `make html` builds it; `make test` reads it as published."""

from __future__ import annotations

import pytest

from tests.every_site.charts import *  # noqa: F403
from tests.every_site.citations import *  # noqa: F403
from tests.every_site.dates import *  # noqa: F403
from tests.every_site.invariants import *  # noqa: F403
from tests.every_site.linked_data import *  # noqa: F403
from tests.every_site.links import *  # noqa: F403
from tests.every_site.policy import *  # noqa: F403

pytestmark = pytest.mark.full

MODES = ("local",)
