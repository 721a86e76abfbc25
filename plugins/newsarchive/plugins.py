"""The plugins that are installed, and what they bring with them.

Packages name theirs as entry points of the group `newsarchive.plugins`. The package of a plugin may have a folder
`templates`, and one `translations` with catalogues.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

GROUP = "newsarchive.plugins"


def installed_plugins() -> list[str]:
    """Return the modules of all installed plugins, which have a function `register`, sorted."""
    return sorted(each.module for each in entry_points(group=GROUP) if is_there(each))


def added_plugins(settings: Mapping[str, Any]) -> list[str]:
    """Return the names of the plugins in the settings (`PLUGINS`) that are not of the core, sorted."""
    return sorted(name for name in map(str, settings["PLUGINS"] or ()) if name.partition(".")[0] != "newsarchive")


def is_there(point: EntryPoint) -> bool:
    """Return whether the package of an entry point exists: one that is deleted as a whole is left out."""
    spec = find_spec(point.module.partition(".")[0])
    # a folder without code, such as one of data files, is found, too, but has no location
    return spec is not None and spec.has_location


def add_folders(settings: dict[str, Any]) -> None:
    """Let the templates and catalogues of the plugins (`PLUGINS`) follow those that the settings name."""
    named = [name for name in settings["PLUGINS"] or () if isinstance(name, str)]
    for setting, folder in (("THEME_TEMPLATES_OVERRIDES", "templates"), ("CATALOGUE_PATHS", "translations")):
        places = [place for name in named for place in _places(name)]
        found = [str(path) for place in places if (path := Path(place, folder)).is_dir()]
        known = settings.get(setting) or []
        settings[setting] = [*known, *(path for path in found if path not in known)]


def _places(plugin: str) -> list[str]:
    """Return the folders of a plugin that is a package; none if it is missing, which is told when it is imported."""
    try:
        spec = find_spec(plugin)
    except ImportError:
        return []
    return list(spec.submodule_search_locations or ()) if spec else []
