"""Everything that a build reads besides its cache, and a digest of it.

A content file counts as unchanged while its fingerprint (size, times and inode) is the same, as in git. Times are
coarse: the fingerprint of a file that was changed shortly before the scan proves nothing, and such a file is read
again.

The build's only clock is here, too: its day, from `SOURCE_DATE_EPOCH` (reproducible-builds.org) or today. Nothing else
asks for the current date while it builds, so the same content built for the same day gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
from pelican.settings import DEFAULT_CONFIG

from newsarchive.content.files import ContentFile, scan
from newsarchive.digests import PACKAGES, code_version, digest, digest_of, fingerprint, is_settled
from newsarchive.model.settings import SettingsError, path_list

from .copied_files import Copied
from .errors import DayError, is_installed

_SKIPPED = frozenset(("__pycache__", ".git", ".venv", "node_modules"))
_PELICANS = "pelican.plugins."
_SECRET = "REDACTIONS"  # noqa: S105 - of this file not even a digest is kept
_REPLACED = ("PLUGINS", "STATIC_PATHS", "THEME_STATIC_PATHS", "THEME_TEMPLATES_OVERRIDES")
_ADDRESS_IN_MEMORY = re.compile(r" at 0x[0-9a-f]+")


def require_lists(settings: Mapping[str, Any]) -> None:
    """Raise SettingsError if Pelican replaced a string, where a list must be, by its own default, and only warned."""
    for name in _REPLACED:
        if settings.get(name) is DEFAULT_CONFIG[name]:
            raise SettingsError(f"{name}: it is not a list; put [ ] around it, and a comma between entries")


def source_roots(settings: Mapping[str, Any]) -> list[Path]:
    """Return the files and folders, besides the content, on which a build with these settings depends, sorted.

    Installed libraries are left out: `digests.code_version` knows their versions.
    """
    folders = [settings["THEME"], *settings["CATALOGUE_PATHS"], *(settings.get("PLUGIN_PATHS") or ())]
    folders += [path for name in ("TEMPLATES", "CSS") for path in path_list(settings, f"THEME_{name}_OVERRIDES")]
    named = [Path(value) for name, value in settings.items() if name != _SECRET for value in _named_files(value)]
    plugins = [root for name in settings.get("PLUGINS") or () if isinstance(name, str) for root in _plugin_roots(name)]
    return sorted({*PACKAGES, *map(Path, folders), *named, *plugins, *_loaded_files()})


def source_files(root: Path, without: Iterable[Path] = ()) -> Iterator[str]:
    """Yield the paths of all files below a folder, or of a single file, in a fixed order, following links.

    Compiled Python is left out, and so are the folders `without`, with everything below them.
    """
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


def _named_files(value: object) -> Iterator[str]:
    if isinstance(value, str | Path):
        if os.path.isabs(value) and os.path.isfile(value):  # noqa: PTH113, PTH117 - also of what is no path
            yield str(value)
    elif isinstance(value, Mapping | list | tuple | set | frozenset):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _named_files(each)


def _plugin_roots(name: str) -> Iterator[Path]:
    # the whole package, because a plugin may import its parts late; Pelican names a plugin that is not found
    with suppress(ImportError, ValueError):
        spec = find_spec(name.partition(".")[0])
        if spec and spec.submodule_search_locations is not None:
            yield from map(Path, spec.submodule_search_locations)
        elif spec and spec.has_location and spec.origin:
            yield Path(spec.origin)


def _loaded_files() -> set[Path]:
    # such as the settings, and Pelican's own plugins, though these are installed
    files = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    own = {name: Path(file) for name, file in files.items() if isinstance(file, str) and name != "__main__"}
    return {
        file
        for name, file in own.items()
        if name.startswith(_PELICANS) or not (is_installed(file) or any(map(file.is_relative_to, PACKAGES)))
    }


def surroundings(settings: Mapping[str, Any], day: dt.date) -> bytes:
    """Return a digest of the code, theme, catalogues, settings, libraries, day and working directory of a build.

    The files that are published unchanged, the redaction list and the git history are compared on their own.
    """
    # the lines of faults show paths relative to the working directory
    parts: list[bytes | str] = [code_version(), str(Path.cwd()), day.isoformat()]
    own = [Path(settings[name]) for name in ("PATH", "OUTPUT_PATH", "STORE_PATH") if name in settings]
    for root in source_roots(settings):
        if root in PACKAGES:
            continue
        parts.append(root.name)
        for path in source_files(root, own):
            with suppress(FileNotFoundError):  # a temporary file of an editor
                parts += [path.removeprefix(str(root)), Path(path).read_bytes()]
    for name in sorted(settings):
        parts += [name, _shown(settings[name])]
    return digest_of(*parts)


def _shown(value: object) -> str:
    # the same text in every process; of functions, the digest has the files
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {_shown(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "(" + ", ".join(map(_shown, value)) + ")"
    if isinstance(value, set | frozenset):
        return "{" + ", ".join(sorted(map(_shown, value))) + "}"
    return _ADDRESS_IN_MEMORY.sub("", repr(value))


class Inputs(msgspec.Struct, frozen=True):
    """What a build finds before it parses anything, to compare it with what the last build found.

    Attributes:
        survey: What a scan found of each content file, by path.
        surroundings: What the function `surroundings` returned.
        digest: A digest of all that a build depends on besides the content.
        checked: Bytes that change with what finished files are checked for; empty if that may have changed.
        copied: The files that are published unchanged.
    """

    survey: dict[str, ContentFile]
    surroundings: bytes
    digest: bytes
    checked: bytes = b""
    copied: tuple[Copied, ...] = ()

    def same_content(self, before: Mapping[str, ContentFile]) -> bool:
        """Return whether an earlier scan found files with the same bytes at the same paths."""
        now, then = ([(path, each.refused, each.digest) for path, each in of.items()] for of in (self.survey, before))
        return now == then


def survey(root: Path, known: Mapping[str, ContentFile]) -> dict[str, ContentFile]:
    """Scan a content folder; a file with the same fingerprint as in an earlier scan, `known`, is not read."""
    now = time.time_ns()
    return {each.path: _read(root, each, known.get(each.path), now) for each in scan(root)}


def _read(root: Path, file: ContentFile, before: ContentFile | None, now: int) -> ContentFile:
    if before and before.sure and (before.mark, before.refused) == (file.mark, file.refused):
        return before
    data = b""
    if not file.refused:
        with suppress(FileNotFoundError):
            data = digest((root / file.path).read_bytes())
    return file._replace(digest=data, sure=is_settled(file.mark, now))


def read_now(root: Path, path: str) -> ContentFile:
    """Return what a scan finds of one table that this build has just written, to be compared by its bytes."""
    return ContentFile(path, "", fingerprint((root / path).stat()), digest((root / path).read_bytes()))


def build_day(environment: Mapping[str, str]) -> dt.date:
    """Return the day of the build in UTC: that of `SOURCE_DATE_EPOCH`, or today; raise DayError if that is no date."""
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return dt.datetime.now(dt.UTC).date()
    with suppress(OverflowError, OSError, ValueError):
        if epoch.isascii() and epoch.isdigit():
            return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    raise DayError(f"SOURCE_DATE_EPOCH is a number of seconds, not {epoch!r}")


def confirmed(environment: Mapping[str, str], day: dt.date, address: str) -> frozenset[str]:
    """Return what the person who publishes has confirmed: the day of the build, the site's address, both or nothing.

    They type it (`newsarchive publish --confirm=2026-11-28`); DayError is raised if they have typed anything else.
    """
    typed = frozenset(environment.get("CONFIRMED", "").split())
    for each in sorted(typed - {day.isoformat(), address}):
        raise DayError(
            f"nothing is published: --confirm={each} is neither the day of this publication, which is {day} (UTC), nor"
            f" its address, which is {address}; set the clock of this machine or SITEURL, or confirm one of these"
        )
    return typed


def require_past(day: dt.date) -> None:
    """Raise DayError if the day of a publication is in the future (UTC): texts would go online before their day."""
    today = dt.datetime.now(dt.UTC).date()
    if day > today:
        raise DayError(
            f"SOURCE_DATE_EPOCH sets the day of this publication to {day}, but today is {today}: texts would go online"
            " before their day; remove the variable from the environment"
        )
