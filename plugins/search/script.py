"""The script as it is served: what a browser does not need is taken away."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).with_name("search.js")

_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_INDENTATION = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)


def served(source: str) -> str:
    """Return a script without lines that are comments, without indentation and empty lines.

    A comment stands on a line of its own, and no string or pattern runs over a line: then nothing else changes.
    """
    return _INDENTATION.sub("", _COMMENT.sub("", source)).lstrip("\n")
