"""Characters that no text may hold: controls, and what XML 1.0 and HTML refuse."""

from __future__ import annotations

import re

_LAST_OF_PLANES = "".join(f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))

FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_PLANES}]")
"""Control characters but tab and line ends, lone surrogates, noncharacters, and line ends that only some readers count.

YAML ends a line at U+2028, editors do not: the line of each fault after it would be wrong.
"""
