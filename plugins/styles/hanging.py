"""Quotation marks that hang: a line that begins with one begins outside, so that its letters line up with those below.

Browsers but Safari do not know `hanging-punctuation`; the class `hangs` (theme's base layer) does it everywhere.
"""

from __future__ import annotations

import re

OPENING = "«“„‘‚‹"
"""Marks that open a quotation in some language of the CLDR, those that stand before words of a line."""

_PARAGRAPH = re.compile(f"<p>(?=[{OPENING}])")


def hangs(words: str) -> bool:
    """Whether plain words begin with a quotation mark."""
    return words.startswith(tuple(OPENING))


def hung(html: str) -> str:
    """Return typeset HTML in which each plain paragraph that begins with a quotation mark has the class `hangs`."""
    return _PARAGRAPH.sub('<p class="hangs">', html)
