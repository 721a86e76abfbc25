"""The plugins that are installed: packages name theirs as entry points of the group `newsarchive.plugins`."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec

GROUP = "newsarchive.plugins"


def installed_plugins() -> list[str]:
    """Return the modules of all installed plugins, which have a function `register`, sorted."""
    return sorted(each.module for each in entry_points(group=GROUP) if is_there(each))


def is_there(point: EntryPoint) -> bool:
    """Return whether the package of an entry point exists: one that is deleted as a whole is left out."""
    spec = find_spec(point.module.partition(".")[0])
    # a folder without code, such as one of data files, is found, too, but has no location
    return spec is not None and spec.has_location
