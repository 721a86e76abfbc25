"""The plugins that are installed, and what they bring with them.

Packages name theirs as entry points of the group `newsarchive.plugins`, and their commands in `newsarchive.commands`.
The package of a plugin may have a folder `templates`, one `translations` with catalogues, one `docs` with guides, and a
module `settings` with a subclass of `msgspec.Struct` by the name `SETTINGS`: each field is a setting, in capital
letters, with its default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

GROUP = "newsarchive.plugins"
COMMANDS = "newsarchive.commands"


def installed_plugins() -> list[str]:
    """Return the modules of all installed plugins, which have a function `register`, sorted."""
    return sorted(each.module for each in entry_points(group=GROUP) if is_there(each))


@cache
def installed_packages() -> tuple[str, ...]:
    """Return the packages of all installed plugins, also those with commands alone, sorted."""
    points = [*entry_points(group=GROUP), *entry_points(group=COMMANDS)]
    found = {each.module.partition(".")[0]: each for each in points}
    return tuple(sorted(name for name, point in found.items() if name != "newsarchive" and is_there(point)))


def added_plugins(settings: Mapping[str, Any]) -> list[str]:
    """Return the names of the plugins in the settings (`PLUGINS`) that are not of the core, sorted."""
    return sorted(name for name in map(str, settings["PLUGINS"] or ()) if name.partition(".")[0] != "newsarchive")


def is_there(point: EntryPoint) -> bool:
    """Return whether the package of an entry point exists: one that is deleted as a whole is left out."""
    spec = find_spec(point.module.partition(".")[0])
    # a folder without code, such as one of data files, is found, too, but has no location
    return spec is not None and spec.has_location


def add_templates(settings: dict[str, Any]) -> None:
    """Let the templates of the plugins (`PLUGINS`) follow those that the settings name."""
    known = settings.get("THEME_TEMPLATES_OVERRIDES") or []
    found = map(str, package_folders(_named(settings), "templates"))
    settings["THEME_TEMPLATES_OVERRIDES"] = [*known, *(path for path in found if path not in known)]


def catalogue_folders(settings: Mapping[str, Any]) -> list[Path]:
    """Return the folders with the words of plugins: of those in `PLUGINS`, and of all that are installed."""
    return package_folders(_known(settings), "translations")


def settings_classes(settings: Mapping[str, Any]) -> list[type[msgspec.Struct]]:
    """Return the classes with the settings of plugins, of the same ones as `catalogue_folders`."""
    there = [name for name in _known(settings) if any(Path(place, "settings.py").is_file() for place in _places(name))]
    return [import_module(f"{name}.settings").SETTINGS for name in there]


def plugin_defaults() -> dict[str, Any]:
    """Return the settings of all installed plugins with their defaults."""
    defaults = [kind() for kind in settings_classes({})]
    return {name.upper(): getattr(each, name) for each in defaults for name in each.__struct_fields__}


def _known(settings: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys((*_named(settings), *installed_packages())))


def _named(settings: Mapping[str, Any]) -> list[str]:
    return [name for name in settings.get("PLUGINS") or () if isinstance(name, str)]


def package_folders(plugins: Iterable[str], name: str) -> list[Path]:
    """Return the folders of this name in the packages of plugins, of those that have one."""
    return [path for plugin in plugins for place in _places(plugin) if (path := Path(place, name)).is_dir()]


def _places(plugin: str) -> list[str]:
    """Return the folders of a plugin that is a package; none if it is missing, which is told when it is imported."""
    try:
        spec = find_spec(plugin)
    except ImportError:
        return []
    return list(spec.submodule_search_locations or ()) if spec else []
