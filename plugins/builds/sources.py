"""The files that a build reads besides the content: plugins, settings, templates, styles and catalogues.

Nothing is imported to find them. Plugins are followed by the names that they import, also where they import them late.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_PLUGINS = Path(__file__).parent.parent
_STANDARD_LIBRARY = Path(os.__file__).parent
_INSTALLED = frozenset(("site-packages", "dist-packages"))
_SKIPPED = frozenset(("__pycache__", ".git", ".venv", "node_modules"))
_PELICANS = "pelican.plugins."
_SECRET = "REDACTIONS"  # noqa: S105 - of this file not even a digest is kept
_IMPORTED = re.compile(
    rb"(?:^|;)[ \t]*from[ \t]+([A-Za-z_]\w*)|(?:^|;)[ \t]*import[ \t]+([^\n#;]+)|import_module\(\s*[\"']([A-Za-z_]\w*)",
    re.MULTILINE,
)
_NAME = re.compile(rb"[A-Za-z_]\w*")


def source_roots(settings: Mapping[str, Any]) -> list[Path]:
    """Return the files and folders that a build of these settings reads, sorted."""
    folders = [settings["THEME"], *settings.get("THEME_TEMPLATES_OVERRIDES", ()), *settings["CATALOGUE_PATHS"]]
    named = [Path(value) for name, value in settings.items() if name != _SECRET for value in _named_files(value)]
    return sorted({_PLUGINS, *map(Path, folders), *named, *_code_roots(settings)})


def source_files(root: Path, without: Iterable[Path] = ()) -> Iterator[str]:
    """Yield the paths of a root's files in order, through links; folders in `without` are left out."""
    if root.is_file():
        yield str(root)
        return
    seen = {os.path.realpath(folder) for folder in without}
    for folder, folders, names in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        paths = (f"{folder}/{name}" for name in sorted(names) if not name.endswith(".pyc"))
        yield from filter(os.path.isfile, paths)


def content_of(path: str) -> bytes:
    """Return the bytes of a file; of one that has just gone, as editors' temporary ones do, none."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        return b""


def library_names() -> list[str]:
    """Return the names of all that is installed, each with its version, sorted."""
    folders = {path for path in map(Path, sys.path) if path.name in _INSTALLED and path.is_dir()}
    names = (path.name for folder in folders for path in folder.iterdir())
    return sorted(name for name in names if name.endswith((".dist-info", ".egg-info", ".pth")))


def _named_files(value: object) -> Iterator[str]:
    """Yield the absolute paths of files in a setting's value."""
    if isinstance(value, str | Path):
        if os.path.isabs(value) and os.path.isfile(value):  # noqa: PTH113, PTH117 - also of what is no path
            yield str(value)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _named_files(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _named_files(each)


def _loaded_files() -> set[Path]:
    """Return the files of the modules that settings and Pelican's plugins have loaded and that no package installed."""
    # asked for its file, a lazy module may import others
    modules = [(name, getattr(module, "__file__", None)) for name, module in list(sys.modules.items())]
    files = [(name, Path(file)) for name, file in modules if isinstance(file, str) and name != "__main__"]
    own = [(name, file) for name, file in files if not file.is_relative_to(_PLUGINS)]
    return {file for name, file in own if name.startswith(_PELICANS) or not _is_installed(file)}


def _code_roots(settings: Mapping[str, Any]) -> set[Path]:
    """Return where the code lies that settings and plugins have loaded, and all that it imports, early or late.

    What a package installed is left out, unless the settings name it.
    """
    paths = [str(path) for path in settings.get("PLUGIN_PATHS") or ()]
    named = [*(settings.get("PLUGINS") or ()), *settings.get("ARCHIVE_PLUGINS", ())]
    roots = {root for name in named if isinstance(name, str) for root in _roots_of(name.partition(".")[0], paths)}
    roots |= {_PLUGINS, *map(Path, paths), *_loaded_files()}
    pending = roots - {_PLUGINS}
    while pending:
        found = {root for source in _sources(pending) for root in _imported(source, paths)}
        pending = {root for root in found - roots if not _is_installed(root)}
        roots |= pending
    return roots


def _sources(roots: Iterable[Path]) -> Iterator[str]:
    return (path for root in roots for path in source_files(root) if path.endswith(".py"))


def _imported(source: str, paths: list[str]) -> Iterator[Path]:
    """Yield where the modules lie that a source seems to import: its words are not all code."""
    names: set[str] = set()
    for package, modules, named in _IMPORTED.findall(content_of(source)):
        parts = modules.split(b",") if modules else [package or named]
        names.update(match[0].decode() for part in parts if (match := _NAME.match(part.strip())))
    for name in sorted(names - sys.stdlib_module_names):
        yield from _roots_of(name, [str(Path(source).parent), *paths])


def _roots_of(name: str, paths: list[str]) -> set[Path]:
    """Return the folders of a package, or the file of a module, found in `paths` or where Python looks."""
    specs = [PathFinder.find_spec(name, paths), _found(name)]
    return {root for spec in specs if spec for root in _roots(spec)}


def _found(name: str) -> ModuleSpec | None:
    try:
        return find_spec(name)
    except (ImportError, ValueError):
        return None


def _roots(spec: ModuleSpec) -> Iterator[Path]:
    if spec.submodule_search_locations is not None:
        yield from map(Path, spec.submodule_search_locations)
    elif spec.has_location and spec.origin:
        yield Path(spec.origin)


def _is_installed(path: Path) -> bool:
    return not _INSTALLED.isdisjoint(path.parts) or path.is_relative_to(_STANDARD_LIBRARY)
