"""The script as it is served: its parts in one file, and what a browser does not need taken away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).with_name("browser")
PARTS = ("words", "stems", "postings", "excerpts", "ranking", "index", "page")
"""Each uses what the ones before it have; the last one starts."""

_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_INDENTATION = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)


def parts() -> list[str]:
    """Return the script's parts in order, as they are written."""
    return [(FOLDER / f"{name}.js").read_text("utf-8") for name in PARTS]


def served(sources: Iterable[str]) -> str:
    """Return parts as one strict script in a block, without lines that are comments, indentation and empty lines.

    A comment stands on a line of its own, and no string or pattern runs over a line: then nothing else changes.
    """
    source = f'"use strict";\n{{\n{"".join(sources)}}}\n'
    return _INDENTATION.sub("", _COMMENT.sub("", source)).lstrip("\n")
