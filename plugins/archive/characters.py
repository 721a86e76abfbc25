"""Characters that no text may hold: controls, and what XML 1.0 and HTML refuse."""

from __future__ import annotations

import re

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters but tab and line ends, lone surrogates, and noncharacters."""
