"""Where the guides are that messages name: beside the code in a checkout, inside the package elsewhere."""

from __future__ import annotations

import os
from pathlib import Path


def guides() -> str:
    """Return the folder with the guides as a message names it: from the working folder if it is below that."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "docs"
    folder = inside if inside.is_dir() else package.parents[1] / "docs"
    try:
        here = Path.cwd()
    except FileNotFoundError:  # somebody deleted the working folder
        return str(folder)
    return os.path.relpath(folder, here) if folder.is_relative_to(here) else str(folder)
