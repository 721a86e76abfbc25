"""Characters that no text may hold: controls, what XML 1.0 and HTML refuse, and marks without end."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_LAST_OF_PLANES = "".join(f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))

FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_PLANES}]")
"""Control characters but tab and line ends, lone surrogates, noncharacters, and line ends that only some readers count.

YAML ends a line at U+2028, editors do not: the line of each fault after it would be wrong.
"""

TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Controls that turn the direction of a line (UAX #9): in a message they would show another name than is meant."""

UNSEEN = re.compile(
    f"{TURNING.pattern}|[\u00ad\u180e\u200b-\u200f\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Characters that no file's name may hold, for nobody would see them."""

# their first bytes in UTF-8: ASCII, Latin up to U+02FF, Cyrillic up to U+04FF, and signs as – “ … € №; then all others
_COMMON = bytes(
    [0x09, 0x0A, 0x0D, *range(0x20, 0x7F), *range(0xC2, 0xCC), *range(0xD0, 0xD4), 0xE2, *range(0x80, 0xC0)]
)
_RARE = (
    re.compile(rb"\xc2[\x80-\x9f\xad]"),
    re.compile(rb"\xe2(?!\x80[\x80-\x8a\x90-\xa7\xaf-\xbf]|\x82\xac|\x84\x96)"),
)


def nothing_rare(text: bytes) -> bool:
    """Whether a text in UTF-8 holds Latin, Cyrillic and usual signs alone: nothing forbidden, and nothing unseen.

    Most texts do, and this is known in a twentieth of the time that it takes to look for each of those.
    """
    return not text.translate(None, _COMMON) and not any(each.search(text) for each in _RARE)


MOST_MARKS = 30
"""Marks that may stand on one letter: the Stream-Safe Text Format's (UAX #15, section 13).

Ordering them, as Unicode's normal forms do, takes the square of their number.
"""


def stacked_marks(content: str) -> re.Match[str] | None:
    """Return the first letter's marks that are too many, where some are."""
    return _stacked().search(content)


def without_stacks(content: str) -> str:
    """Return a text without the marks that are too many on a letter."""
    return _stacked().sub(lambda marks: marks[0][:MOST_MARKS], content)


@cache
def _stacked() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
    return re.compile(f"[{marks}]{{{MOST_MARKS + 1},}}")
