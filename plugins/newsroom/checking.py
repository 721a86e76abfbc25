"""`make check`: the build's own rules, without building."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugins.builds.editions import prepare
from plugins.builds.faultlines import fault_lines
from plugins.builds.store import Store


def check_content(settings: Mapping[str, Any], day: dt.date) -> tuple[list[str], int]:
    """Return the lines to print and the exit status: 1 for any fault, 0 for none or warnings alone."""
    store = Store(Path(settings["STORE_PATH"]) / "store.sqlite")
    prepared = prepare(settings, day, store)
    store.close()
    words, language = prepared.edition.words, prepared.edition.site.default
    lines = fault_lines(prepared.faults, words, language, settings["PATH"])
    lines.append(words(language, "check.texts", len(prepared.loaded.tree.texts)))
    return lines, 1 if prepared.stopping else 0
