"""What mirrors of the site need."""

from __future__ import annotations

from pathlib import Path

SCRIPT = Path(__file__).with_name("mirror.sh")
