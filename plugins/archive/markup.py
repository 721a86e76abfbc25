"""Tags of serialised HTML: the only places where an attribute may be looked for or changed.

In text, and in code above all, `href="…"` is words. Our HTML comes from one serialiser, which writes
attribute values between double quotes and escapes what would end them.
"""

from __future__ import annotations

import re

TAG = re.compile(r'</?[a-zA-Z][^>"]*(?:"[^"]*"[^>"]*)*>')
"""One tag, with its attributes."""

LINKING_TAG = re.compile(r'<(?:a|img) [^>"]*(?:"[^"]*"[^>"]*)*>')
"""One tag that can lead somewhere."""
